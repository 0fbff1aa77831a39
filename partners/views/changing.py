"""Partners, teams and agreements: what is proposed, what it would do, and the answer of a second person."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.governing import AlreadyProposed, BaseMoved, NothingChanged, NotYours, Settled
from mash.accounts.roles import Permission
from mash.cases.access import permit
from mash.cases.kept_pages import kept_page
from mash.cases.proposal_pages import send_back_page, withdrawn
from mash.organisations.services import NameTaken
from mash.organisations.states import Kind

from .. import changes as queries
from ..forms.changing import AgreementForm, PartnerForm
from ..rules import kinds_open_to
from ..services.changing import ChangeRefused, approve_change, propose_change, send_back_change, withdraw_change
from ..states import ChangeKind

ONE = "partners:partner_change"
MOVED = "Somebody changed this organisation while you wrote. What you typed is kept below: look at it again."


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Every organisation that the hub works with, how it is reached, and what is to change."""
    permit(request.user, Permission.SEE_PARTNERS, subject="partners")
    context = {"partners": queries.partners(), "teams": queries.teams(), "waiting": queries.waiting()}
    return render(request, "partners/partners.html", context | _frame(request))


@require_safe
def partner_changes(request: HttpRequest) -> HttpResponse:
    """Every change that was proposed, and what became of it."""
    permit(request.user, Permission.SEE_PARTNERS, subject="partners")
    return render(request, "partners/partner_changes.html", {"rows": queries.changes_made(), "most": queries.LATEST})


@require_safe
def partner_change(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One change: what it says, what it does, who proposed it and what became of it."""
    permit(request.user, Permission.SEE_PARTNERS, subject=str(proposal_id))
    return render(request, "partners/partner_change.html", _frame(request) | {"shown": _found(proposal_id)})


def propose_agreement(request: HttpRequest) -> HttpResponse:
    """A new agreement: who signed it, what it covers, and for how long. It may begin as another's renewal."""
    permit(request.user, Permission.PROPOSE_PARTNERS, subject="agreement")
    form = AgreementForm(_posted(request), choices=queries.signatory_choices(), initial=queries.renewal_of(request.GET.get("renews", "")))
    return _propose(request, form, ChangeKind.AGREEMENT)


def propose_partner(request: HttpRequest) -> HttpResponse:
    """An organisation or a team that the hub works with from now on."""
    permit(request.user, Permission.PROPOSE_PARTNERS, subject="partner")
    return _propose(request, PartnerForm(_posted(request), kinds=kinds_open_to(None)), ChangeKind.NEW_PARTNER)


def change_partner(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Another name, kind or contact of an organisation."""
    permit(request.user, Permission.PROPOSE_PARTNERS, subject=str(partner_id))
    was = queries.particulars_of(partner_id)
    if was is None:
        raise Http404
    form = _change_form(was, _posted(request))
    return _propose(request, form, ChangeKind.PARTNER, partner_id=partner_id, was=was)


def _change_form(was: dict[str, str], data: Any) -> PartnerForm:
    return PartnerForm(data, kinds=kinds_open_to(Kind(was["kind"])), initial=was | {"seen": queries.mark_of(was)})


def _propose(request: HttpRequest, form: Any, kind: ChangeKind, *, partner_id: int | None = None, was: dict[str, str] | None = None) -> HttpResponse:
    """Write, look at what it does, then propose it. Nothing that was typed is lost on the way."""
    step = request.POST.get("step", "")
    frame = {"kind": kind, "was": was, "back": reverse("partners:agreements" if kind == ChangeKind.AGREEMENT else "partners:partners")}
    if was and step and request.POST.get("seen") != queries.mark_of(was):
        return _moved(request, frame, was)
    if not form.is_valid() or step == "edit":
        return _ask(request, form, frame)
    if step != "propose":
        return _preview(request, form, frame)
    try:
        made = propose_change(
            kind=kind, content=form.content(), reason=form.cleaned_data["reason"], partner_id=partner_id,
            seen=form.cleaned_data.get("seen", ""), by=request.user,
        )  # fmt: skip
    except AlreadyProposed as earlier:
        return _preview(request, form, frame, rival=earlier.rival, status=409)
    except BaseMoved:
        return _moved(request, frame, queries.particulars_of(partner_id))
    except (ChangeRefused, NameTaken, NothingChanged) as refused:
        form.add_error(None, str(refused) or "Nothing differs from what is on record. Change something first.")
        return _ask(request, form, frame)
    messages.success(request, "Proposed. The Head of Service has a task to approve it or send it back.")
    return redirect(ONE, made.pk)


def _ask(request: HttpRequest, form: Form, frame: dict[str, Any], status: int = 200) -> HttpResponse:
    return kept_page(request, "partners/propose_change.html", form=form, status=status, **frame)


def _moved(request: HttpRequest, frame: dict[str, Any], was: dict[str, str]) -> HttpResponse:
    data = request.POST.copy()
    data["seen"] = queries.mark_of(was)
    form = _change_form(was, data)
    form.add_error(None, MOVED)
    return _ask(request, form, frame | {"was": was}, status=409)


def _preview(request: HttpRequest, form: Any, frame: dict[str, Any], rival: object = None, status: int = 200) -> HttpResponse:
    said, was = form.content(), frame["was"] or {}
    seen = {"rows": queries.says(frame["kind"], said, was), "effects": queries.effects_of(frame["kind"], said, was)}
    context = frame | seen | {"typed": form, "reason": form.cleaned_data["reason"], "rival": rival}
    return render(request, "partners/preview_change.html", context, status=status)


@require_POST
def approve(request: HttpRequest, proposal_id: int) -> HttpResponse:
    permit(request.user, Permission.APPROVE_PARTNERS, subject=str(proposal_id))
    _found(proposal_id)
    try:
        done = approve_change(change_id=proposal_id, by=request.user)
    except (Settled, NotYours, ChangeRefused, NameTaken) as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, f"Approved and done: {done}.")
    return redirect(ONE, proposal_id)


def send_back(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Say why it doesn't come."""
    permit(request.user, Permission.APPROVE_PARTNERS, subject=str(proposal_id))
    what, here = f"“{_found(proposal_id).change}”", reverse(ONE, args=[proposal_id])
    return send_back_page(request, partial(send_back_change, change_id=proposal_id), what=what, home=here, back=here)


@require_POST
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    permit(request.user, Permission.PROPOSE_PARTNERS, subject=str(proposal_id))
    _found(proposal_id)
    here = reverse(ONE, args=[proposal_id])
    return withdrawn(request, partial(withdraw_change, change_id=proposal_id), home=here, back=here)


def _found(proposal_id: int) -> queries.ChangeView:
    shown = queries.change_view(proposal_id)
    if shown is None:
        raise Http404
    return shown


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _frame(request: HttpRequest) -> dict[str, bool]:
    user = request.user
    return {"may_propose": user.may(Permission.PROPOSE_PARTNERS), "may_approve": user.may(Permission.APPROVE_PARTNERS)}
