"""The timescales: what is in force, what was, and the way of a change from proposal to force."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.governing import AlreadyProposed, BaseMoved, NothingChanged, NotYours, Settled
from mash.accounts.roles import Permission
from mash.accounts.states import Standing

from . import timescale_queries as queries
from .access import permit
from .kept_pages import kept_page
from .proposal_pages import send_back_page, withdrawn
from .services.timescales import (
    approve_timescales,
    propose_timescales,
    send_back_timescales,
    withdraw_timescales,
)
from .timescale_changes import differences, with_values
from .timescale_forms import ApproveTimescalesForm, TimescalesForm

HOME = "cases:timescales"


@require_safe
def in_force(request: HttpRequest) -> HttpResponse:
    """How long each clock runs, with a mark on what the council has yet to confirm; and every version there was."""
    permit(request.user, Permission.SEE_BOARD, subject="timescales")
    context = _frame(request) | {
        "shown": queries.view_of(queries.version_in_force()), "proposal": queries.proposal(), "history": queries.history(),
        "recalculations": queries.recalculations(), "years_missing": queries.years_missing(),
    }  # fmt: skip
    return render(request, "cases/timescales.html", context)


@require_safe
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version as it was, or as it shall be, and what it says otherwise than the one before it."""
    permit(request.user, Permission.SEE_BOARD, subject="timescales")
    return render(request, "cases/timescale_version.html", _frame(request) | {"shown": _found(version_id)})


def propose(request: HttpRequest) -> HttpResponse:
    """Change values, look at what differs, then propose it. Nothing that was typed is lost on the way."""
    permit(request.user, Permission.PROPOSE_TIMESCALES, subject="timescales")
    rival = queries.proposal()
    if rival and request.method != "POST":
        messages.info(request, f"{rival.proposed_by} has proposed {rival}. Only one change can wait at a time.")
        return redirect("cases:timescale_version", rival.pk)
    base = queries.version_in_force()
    form = TimescalesForm(request.POST if request.method == "POST" else None, table=base.data, initial={"base": base.pk})
    step = request.POST.get("step", "")
    if step and request.POST.get("base") != str(base.pk):
        return _rebased(request)
    if not form.is_valid() or step == "edit":
        return kept_page(request, "cases/propose_timescales.html", form=form, base=base)
    if step != "propose":
        return _preview(request, form, base)
    return _propose(request, form, base)


def _propose(request: HttpRequest, form: TimescalesForm, base: object) -> HttpResponse:
    values = dict(form.cleaned_data)
    try:
        made = propose_timescales(base_id=values.pop("base"), reason=values.pop("reason"), values=values, by=request.user)
    except AlreadyProposed as earlier:
        return _preview(request, form, base, rival=earlier.rival, status=409)
    except BaseMoved:
        return _rebased(request)
    except NothingChanged:
        form.add_error(None, "Nothing differs from what is in force. Change a value first.")
        return kept_page(request, "cases/propose_timescales.html", form=form, base=base)
    messages.success(request, f"Proposed: {made}. The Head of Service has a task to approve it or send it back.")
    return redirect("cases:timescale_version", made.pk)


def _rebased(request: HttpRequest) -> HttpResponse:
    """Another version came into force meanwhile: what was typed is kept, and compared with it from now on."""
    base, data = queries.version_in_force(), request.POST.copy()
    data["base"] = base.pk
    form = TimescalesForm(data, table=base.data)
    form.add_error(None, f"{base} came into force while you wrote this. Your values are kept below: look at them again.")
    return kept_page(request, "cases/propose_timescales.html", form=form, base=base, status=409)


def _preview(request: HttpRequest, form: TimescalesForm, base: object, **more: object) -> HttpResponse:
    status = more.pop("status", 200)
    found = differences(base.data, with_values(base.data, form.cleaned_data))
    context = {"base": base, "differences": found, "typed": form, "reason": form.cleaned_data["reason"], "rival": None}
    return render(request, "cases/preview_timescales.html", context | more, status=status)


def approve(request: HttpRequest, version_id: int) -> HttpResponse:
    """Agree to a version, say from when, and whether running clocks follow."""
    permit(request.user, Permission.APPROVE_TIMESCALES, subject="timescales")
    shown = _found(version_id)
    form = ApproveTimescalesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data
        try:
            made = approve_timescales(version_id=version_id, starts_at=words["starts_at"], apply=words["apply"], by=request.user)
        except (Settled, NotYours) as refused:
            return _told(request, refused, version_id)
        messages.success(request, f"Approved: {made}. {_when(made)}")
        return redirect(HOME)
    if shown.standing != Standing.PROPOSED:
        return redirect("cases:timescale_version", version_id)
    return render(request, "cases/approve_timescales.html", {"form": form, "shown": shown, "running": queries.running_clocks()})


def _when(made: object) -> str:
    if not made.in_force_from:
        return "It comes into force at the time you chose."
    follow = " Clocks that run follow it within a few minutes: this page says when they have." if made.apply_to_running else ""
    return f"It is in force.{follow}"


def send_back(request: HttpRequest, version_id: int) -> HttpResponse:
    """Say why a version doesn't come."""
    permit(request.user, Permission.APPROVE_TIMESCALES, subject="timescales")
    what = f"timescales {_found(version_id).version}"
    return send_back_page(request, partial(send_back_timescales, version_id=version_id), what=what, **_places(version_id))


@require_POST
def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    permit(request.user, Permission.PROPOSE_TIMESCALES, subject="timescales")
    _found(version_id)
    return withdrawn(request, partial(withdraw_timescales, version_id=version_id), **_places(version_id))


def _places(version_id: int) -> dict[str, str]:
    return {"home": reverse(HOME), "back": reverse("cases:timescale_version", args=[version_id])}


def _found(version_id: int) -> queries.VersionView:
    shown = queries.version_view(version_id)
    if shown is None:
        raise Http404
    return shown


def _frame(request: HttpRequest) -> dict[str, bool]:
    user = request.user
    return {"may_propose": user.may(Permission.PROPOSE_TIMESCALES), "may_approve": user.may(Permission.APPROVE_TIMESCALES)}


def _told(request: HttpRequest, refused: Exception, version_id: int) -> HttpResponse:
    messages.info(request, str(refused))
    return redirect("cases:timescale_version", version_id)
