"""Changing whom the hub shares with: a manager or administrator proposes, the Head of Service approves, and then it is done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mash.accounts.governing import BaseMoved, NothingChanged, approve, propose, send_back, waiting, withdraw
from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import permit
from mash.cases.services.proposals import answer_proposal, ask_to_approve
from mash.organisations import services as organisations
from mash.organisations.queries import agencies, changeable
from mash.organisations.states import Kind

from ..changes import mark_of, particulars
from ..models import PartnerChange
from ..rules import kinds_open_to
from ..states import ChangeKind


class ChangeRefused(Exception):
    """This can't be done to the partners; the message says why, and what to do."""


@transaction.atomic
def propose_change(
    *, kind: ChangeKind, content: Mapping[str, Any], reason: str, by: User, partner_id: int | None = None, seen: str = ""
) -> PartnerChange:
    """Whom adults' information may be shared with is to change. Nothing changes, and the portal opens to nobody, until it is approved.

    `content`: an agreement as `partners.forms.changing.AgreementForm.content` gives it, else particulars of an organisation.
    `seen`: the fingerprint of the particulars that the proposer was shown.
    """
    permit(by, Permission.PROPOSE_PARTNERS, subject=kind)
    partner = changeable().select_for_update().get(pk=partner_id) if partner_id else None
    was = particulars(partner) if partner else {}
    if partner and seen != mark_of(was):
        raise BaseMoved
    if partner and was == dict(content):
        raise NothingChanged
    if kind != ChangeKind.AGREEMENT:
        organisations.refuse_taken(content["name"], but=partner_id)
    _refuse_impossible(kind, content, was)
    subject = partner.name if partner else content["title" if kind == ChangeKind.AGREEMENT else "name"]
    change = propose(
        PartnerChange, rivals=PartnerChange.objects.waiting().filter(kind=kind, subject=subject), reason=reason, by=by,
        kind=kind, subject=subject, partner=partner, was=was, content=dict(content),
    )  # fmt: skip
    ask_to_approve(f"{by} proposes: {change}. Approve it, or send it back.", about=_about(change), may=Permission.APPROVE_PARTNERS, by=by)
    return change


@transaction.atomic
def approve_change(*, change_id: int, by: User) -> PartnerChange:
    """A second person agrees, and it is done: an agreement holds from its first day, an organisation stands in the lists."""
    permit(by, Permission.APPROVE_PARTNERS, subject=str(change_id))
    change = waiting(PartnerChange, change_id)
    _refuse_impossible(ChangeKind(change.kind), change.content, change.was)
    _refuse_moved(change)
    approve(change, by=by)
    _carry_out(change, by)
    _answer(change, by)
    return change


@transaction.atomic
def send_back_change(*, change_id: int, why: str, by: User) -> PartnerChange:
    """Everything stays as it is, and whoever proposed the change reads why."""
    permit(by, Permission.APPROVE_PARTNERS, subject=str(change_id))
    change = send_back(waiting(PartnerChange, change_id), why=why, by=by)
    _answer(change, by)
    return change


@transaction.atomic
def withdraw_change(*, change_id: int, by: User) -> PartnerChange:
    """Whoever proposed the change takes it back before it is answered."""
    permit(by, Permission.PROPOSE_PARTNERS, subject=str(change_id))
    change = withdraw(waiting(PartnerChange, change_id), by=by)
    _answer(change, by)
    return change


def _carry_out(change: PartnerChange, by: User) -> None:
    said = change.content
    if change.kind == ChangeKind.AGREEMENT:
        days = {name: date.fromisoformat(said[name]) for name in ("starts_on", "ends_on", "review_on")}
        signatories = list(agencies().filter(pk__in=said["signatories"]))
        organisations.start_agreement(title=said["title"], covers=said["covers"], signatories=signatories, by=by, **days)
    elif change.kind == ChangeKind.NEW_PARTNER:
        organisations.add_organisation(by=by, **said)
    else:
        organisations.change_organisation(organisation_id=change.partner_id, said=said, by=by)


def _refuse_impossible(kind: ChangeKind, said: Mapping[str, Any], was: Mapping[str, Any]) -> None:
    """Asked when it is proposed and again when it is approved: meanwhile days pass."""
    problem = _agreement_problem(said) if kind == ChangeKind.AGREEMENT else _kind_problem(said, was)
    if problem:
        raise ChangeRefused(problem)


def _refuse_moved(change: PartnerChange) -> None:
    """What was proposed rests on particulars; where they changed meanwhile, nobody has read what would become of them."""
    if change.partner_id and particulars(changeable().select_for_update().get(pk=change.partner_id)) != change.was:
        raise ChangeRefused("It has changed since this was proposed. Send it back, so that it is proposed again.")


def _agreement_problem(said: Mapping[str, Any]) -> str:
    if date.fromisoformat(said["ends_on"]) < timezone.localdate():
        return "This agreement has run out already. Propose one with a later last day."
    known = agencies().filter(pk__in=said["signatories"]).count()
    return "" if said["signatories"] and known == len(set(said["signatories"])) else "Only organisations outside the council can sign. Choose them again."


def _kind_problem(said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    if Kind(said["kind"]) in kinds_open_to(Kind(was["kind"]) if was else None):
        return ""
    return "A team of the council can't become an agency, nor an agency a team. Propose a new one instead."


def _answer(change: PartnerChange, by: User) -> None:
    answer_proposal(change, f"“{change}”", about=_about(change), may=Permission.PROPOSE_PARTNERS, by=by)


def _about(change: PartnerChange) -> str:
    return f"partners {change.pk}"
