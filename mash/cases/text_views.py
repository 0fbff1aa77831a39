"""The standard texts: what is said today, what was, and the way of new wording from proposal to force."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.forms import ApproveForm
from mash.accounts.governing import AlreadyProposed, BaseMoved, NothingChanged, NotYours, Settled
from mash.accounts.roles import Permission
from mash.accounts.states import Standing

from . import text_queries as queries
from .access import permit
from .kept_pages import kept_page
from .proposal_pages import send_back_page, withdrawn
from .services.texts import TextRefused, approve_text, propose_text, send_back_text, withdraw_text
from .text_forms import TextForm
from .texts import StandardText, text_named

ONE = "cases:text_version"


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Every standard text, since when it reads as it does, and what waits for approval."""
    permit(request.user, Permission.SEE_TEXTS, subject="texts")
    return render(request, "cases/texts.html", {"rows": queries.texts()})


@require_safe
def text(request: HttpRequest, text: str) -> HttpResponse:
    """One text word for word as it is in force, and every version there was."""
    permit(request.user, Permission.SEE_TEXTS, subject=text)
    view = queries.text_view(_named(text))
    context = {"shown": view, "pieces": view.text.pieces(view.running), "history": queries.history(view.text)}
    return render(request, "cases/text.html", _frame(request) | context)


@require_safe
def version(request: HttpRequest, text: str, text_id: int) -> HttpResponse:
    """One version as it was, or as it shall be, and what it says otherwise than the one before it."""
    permit(request.user, Permission.SEE_TEXTS, subject=text)
    kind = _named(text)
    return render(request, "cases/text_version.html", _frame(request) | {"text": kind, "shown": _found(kind, text_id)})


def propose(request: HttpRequest, text: str) -> HttpResponse:
    """Change words, look at what their readers would see, then propose it. Nothing that was typed is lost on the way."""
    permit(request.user, Permission.PROPOSE_TEXTS, subject=text)
    view = queries.text_view(_named(text))
    if view.proposal and request.method != "POST":
        messages.info(request, f"{view.proposal.proposed_by} has proposed {view.proposal}. Only one change can wait at a time.")
        return redirect(ONE, text, view.proposal.pk)
    form = _form(view, request.POST if request.method == "POST" else None)
    step = request.POST.get("step", "")
    if step and request.POST.get("base") != str(view.running.pk):
        return _rebased(request, view)
    if not form.is_valid() or step == "edit":
        return _ask(request, view, form)
    return _propose(request, view, form) if step == "propose" else _preview(request, view, form)


def _propose(request: HttpRequest, view: queries.TextView, form: TextForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        made = propose_text(text=view.text, base_id=given["base"], words=form.words(), reason=given["reason"], by=request.user)
    except AlreadyProposed as earlier:
        return _preview(request, view, form, rival=earlier.rival, status=409)
    except BaseMoved:
        return _rebased(request, queries.text_view(view.text))
    except (NothingChanged, TextRefused) as refused:
        form.add_error(None, str(refused) or "Nothing differs from what is in force. Change some words first.")
        return _ask(request, view, form)
    messages.success(request, f"Proposed: {made}. The Head of Service has a task to approve it or send it back.")
    return redirect(ONE, view.text.slug, made.pk)


def _form(view: queries.TextView, data: Any) -> TextForm:
    return TextForm(data, text=view.text, pieces=view.text.pieces(view.running), initial={"base": view.running.pk})


def _ask(request: HttpRequest, view: queries.TextView, form: TextForm, status: int = 200) -> HttpResponse:
    return kept_page(request, "cases/propose_text.html", form=form, status=status, text=view.text, base=view.running)


def _rebased(request: HttpRequest, view: queries.TextView) -> HttpResponse:
    """Another version came into force meanwhile: what was typed is kept, and compared with it from now on."""
    data = request.POST.copy()
    data["base"] = view.running.pk
    form = _form(view, data)
    form.add_error(None, f"{view.running} came into force while you wrote this. Your words are kept below: look at them again.")
    return _ask(request, view, form, status=409)


def _preview(request: HttpRequest, view: queries.TextView, form: TextForm, rival: object = None, status: int = 200) -> HttpResponse:
    seen = queries.preview(view.text, view.running, form.words())
    context = {"text": view.text, "base": view.running, "seen": seen, "typed": form, "reason": form.cleaned_data["reason"], "rival": rival}
    return render(request, "cases/preview_text.html", context, status=status)


def approve(request: HttpRequest, text: str, text_id: int) -> HttpResponse:
    """Read what would change as its readers would see it, agree to it, and say from when."""
    permit(request.user, Permission.APPROVE_TEXTS, subject=text)
    kind = _named(text)
    shown = _found(kind, text_id)
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = approve_text(text=kind, version_id=text_id, starts_at=form.cleaned_data["starts_at"], by=request.user)
        except (Settled, NotYours) as refused:
            return _told(request, refused, text, text_id)
        when = "It is in force." if made.in_force_from else "It comes into force at the time you chose."
        messages.success(request, f"Approved: {made}. {when}")
        return redirect("cases:text", text)
    if shown.standing != Standing.PROPOSED:
        return redirect(ONE, text, text_id)
    return render(request, "cases/approve_text.html", {"form": form, "text": kind, "shown": shown})


def send_back(request: HttpRequest, text: str, text_id: int) -> HttpResponse:
    """Say why the wording doesn't come."""
    permit(request.user, Permission.APPROVE_TEXTS, subject=text)
    kind = _named(text)
    what = f"{kind.label.lower()} {_found(kind, text_id).version}"
    return send_back_page(request, partial(send_back_text, text=kind, version_id=text_id), what=what, **_places(text, text_id))


@require_POST
def withdraw(request: HttpRequest, text: str, text_id: int) -> HttpResponse:
    permit(request.user, Permission.PROPOSE_TEXTS, subject=text)
    kind = _named(text)
    _found(kind, text_id)
    return withdrawn(request, partial(withdraw_text, text=kind, version_id=text_id), **_places(text, text_id))


def _places(text: str, text_id: int) -> dict[str, str]:
    return {"home": reverse("cases:text", args=[text]), "back": reverse(ONE, args=[text, text_id])}


def _named(slug: str) -> StandardText:
    kind = text_named(slug)
    if kind is None:
        raise Http404
    return kind


def _found(kind: StandardText, text_id: int) -> queries.VersionView:
    shown = queries.version_view(kind, text_id)
    if shown is None:
        raise Http404
    return shown


def _frame(request: HttpRequest) -> dict[str, bool]:
    user = request.user
    return {"may_propose": user.may(Permission.PROPOSE_TEXTS), "may_approve": user.may(Permission.APPROVE_TEXTS)}


def _told(request: HttpRequest, refused: Exception, text: str, text_id: int) -> HttpResponse:
    messages.info(request, str(refused))
    return redirect(ONE, text, text_id)
