"""The council's side of a check: asking, reading the answer, withdrawing."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from guardian.shortcuts import assign_perm, remove_perm

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.models import Case, Decision
from mash.cases.record import Seen, look_at
from mash.cases.services.cases import tell
from mash.cases.services.clocks import call_off, start_clock
from mash.cases.services.decisions import keep_decision
from mash.cases.services.locking import locked_case
from mash.cases.services.steps import settle
from mash.cases.states import Clock, DecisionKind, Stage, StepName, StepState
from mash.once import is_unchanged
from mash.organisations.models import Organisation
from mash.organisations.queries import agreements_with
from mash.outbox.services import queue_message
from mash.references import new_reference
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Check
from ..queries import could_be_asked, shown_to
from ..rules import Ask, fingerprint
from ..states import Answer, Basis, CheckState

GRANT = "cases.see_shared"


class NotPossible(Exception):
    """It can't be done now; the message says why, and what to do instead."""


class NotAsPreviewed(Exception):
    """The adult's details are otherwise than the worker saw: nothing is sent before they have looked again."""


@transaction.atomic
def ask_partner(
    *, reference: str, asks: list[Ask], purpose: str, basis: Basis, basis_reason: str, concern: str, once: UUID, seen: str,
    by: User, would_change: str = "", with_address: bool = False,
) -> list[Check]:  # fmt: skip
    """Agencies that may know the adult are asked particular questions, and from now on see what the preview showed.

    One open check per agency and case. Sending the same form twice asks once. `seen` stands for the preview, in the order of
    `asks`: what goes out is what was looked at, word for word, whoever moved the adult's address meanwhile.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.ASK_PARTNER)
    already = list(Check.objects.filter(case=case, once=once).select_related("agency"))
    if already and not _the_same(already, asks, purpose=purpose, basis=basis, basis_reason=basis_reason, concern=concern):
        raise NotPossible("This was not sent: from this page they were asked something else before. See Checks, and ask anew what is still open.")
    if already:
        return already
    agencies = _agencies(case, asks)
    shown = [shown_to(case, agencies[ask.agency_id], concern, with_address=with_address) for ask in asks]
    if fingerprint(shown) != seen:
        raise NotAsPreviewed
    common = {"purpose": purpose, "basis": basis, "basis_reason": basis_reason, "once": once, "asked_by": by}
    on_record = look_at(case)
    checks = [_ask(case, agencies[ask.agency_id], questions=ask.questions, shown=each, **common) for ask, each in zip(asks, shown, strict=True)]
    _decide(case, checks, would_change, on_record, by)
    # A step is outstanding while somebody is still to answer, whatever was said of it before.
    case.steps.filter(name=StepName.PARTNERS).delete()
    tell(case, f"Asked {', '.join(c.agency.name for c in checks)}: {purpose}", source=by.name, by=by)
    asked = {c.reference: c.agency.name for c in checks}
    detail = {"checks": asked, "basis": basis, "with_address": with_address}
    record(Verb.CHECK_ASKED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return checks


def _the_same(already: list[Check], asks: list[Ask], *, concern: str, **said: object) -> bool:
    """Whether the form that comes again asks what it asked."""
    asked = {check.agency_id: check.questions for check in already} == {ask.agency_id: ask.questions for ask in asks}
    return asked and all(is_unchanged(check, **said) and ["The concern", concern] in check.shown for check in already)


def _decide(case: Case, checks: list[Check], would_change: str, seen: Seen, by: User) -> Decision:
    """What was shown to whom, why and on what basis is a decision to share. It overtakes nobody else's work on the case."""
    first, names = checks[0], ", ".join(check.agency.name for check in checks)
    shared = [
        {"agency": c.agency.name, "reference": c.reference, "questions": c.questions, "shown": c.shown} for c in checks
    ]
    rationale = "\n".join(filter(None, [f"{first.purpose.rstrip('.')}.", f"Basis: {Basis(first.basis).label}.", first.basis_reason]))
    return keep_decision(
        case, DecisionKind.SHARING, outcome=f"Shared with {names}"[:120], rationale=rationale, would_change=would_change, by=by,
        at=first.asked_at,
        told=[(c.agency.name, _as_shown(c)) for c in checks], snapshot={"shared": shared}, versions={"agreement": "; ".join(agreements_with(c.agency_id for c in checks))}, seen=seen,
    )  # fmt: skip


def _as_shown(check: Check) -> str:
    """Exactly what one agency was shown and asked."""
    return "\n".join([*(f"{label}: {value}" for label, value in check.shown), f"Asked: {check.questions}"])


def _agencies(case: Case, asks: list[Ask]) -> dict[int, Organisation]:
    if case.stage == Stage.CLOSED:
        raise NotPossible("This case is closed. Reopen it before you ask anyone.")
    possible = {row.agency.pk: row.agency for row in could_be_asked(case) if row.possible}
    if not asks or any(ask.agency_id not in possible for ask in asks):
        raise NotPossible("One of these agencies can't be asked any more. Choose again.")
    return possible


def _ask(case: Case, agency: Organisation, **values: object) -> Check:
    """One check with its clock, its grant and its e-mail."""
    at, reference = timezone.now(), new_reference("K")
    clock = start_clock(case, Clock.CHECK, about=reference, at=at)
    check = Check.objects.create(
        reference=reference, case=case, agency=agency, asked_at=at, due_at=clock.due_at, **values
    )
    assign_perm(GRANT, agency.group, case)
    if agency.contact_email:
        address = settings.SERVICE_URL + reverse("partners:portal_check", args=[reference])
        words = {"reference": reference, "sign_in_url": address, "due": in_words(check)}
        queue_message(
            recipient=agency.contact_email, template="check_asked", context=words, about=case.reference,
            by=check.asked_by,
        )  # fmt: skip
    return check


def in_words(check: Check) -> str:
    """When the answer is due, as an e-mail says it."""
    return date_format(timezone.localtime(check.due_at), "l j F, H:i")


@transaction.atomic
def read_answer(*, reference: str, check_reference: str, by: User) -> Check:
    """Somebody of the hub has taken in what the partner said about the adult; the partner sees that, and which role."""
    case = locked_case(reference=reference, by=by, permission=Permission.ASK_PARTNER)
    check = _locked(case, check_reference)
    if check.state != CheckState.ANSWERED:
        raise NotPossible("There is no unread answer here.")
    check.be_read(by, timezone.now())
    check.save(update_fields=["state", "read_by", "read_at"])
    _settle_step(case, by)
    detail = {"check": check.reference, "agency": check.agency.name}
    record(Verb.CHECK_READ, chain=f"case:{reference}", by=by, subject=check.reference, detail=detail)
    return check


@transaction.atomic
def withdraw_check(*, reference: str, check_reference: str, by: User) -> Check:
    """The question is no longer needed. Where nothing else was asked of this agency, it no longer sees the adult."""
    case = locked_case(reference=reference, by=by, permission=Permission.ASK_PARTNER)
    check = _locked(case, check_reference)
    if check.state != CheckState.ASKED:
        raise NotPossible(f"{check.agency} has answered already: read the answer instead.")
    check.withdraw()
    check.save(update_fields=["state"])
    call_off(case, Clock.CHECK, about=check.reference)
    access_ended = not case.checks.filter(agency=check.agency).exclude(state=CheckState.WITHDRAWN).exists()
    if access_ended:
        remove_perm(GRANT, check.agency.group, case)
        keep_decision(
            case, DecisionKind.SHARING, outcome=f"No longer shared with {check.agency.name}"[:120], by=by, at=timezone.now(),
            rationale=f"The question {check.reference} was withdrawn before it was answered, and nothing else was asked of them.",
            snapshot={"shared": []},
        )  # fmt: skip
    if check.agency.contact_email:
        queue_message(
            recipient=check.agency.contact_email, template="check_withdrawn", context={"reference": check.reference},
            about=reference, by=by,
        )  # fmt: skip
    _settle_step(case, by)
    tell(case, f"Withdrew the question to {check.agency}", source=by.name, by=by)
    detail = {"agency": check.agency.name, "access_ended": access_ended}
    record(Verb.CHECK_WITHDRAWN, chain=f"case:{reference}", by=by, subject=check.reference, detail=detail)
    return check


def _locked(case: Case, check_reference: str) -> Check:
    check = (
        case.checks.select_for_update(of=("self",)).select_related("agency").filter(reference=check_reference).first()
    )
    if check is None:
        raise NotPossible("There is no such check on this case.")
    return check


def _settle_step(case: Case, by: User) -> None:
    """Standard step 5 is done by the answers themselves, once each has been read and nobody is still to answer."""
    checks = list(case.checks.exclude(state=CheckState.WITHDRAWN).select_related("agency"))
    if checks and case.stage != Stage.CLOSED and all(check.state == CheckState.READ for check in checks):
        words = "; ".join(f"{check.agency}: {Answer(check.answer).label}" for check in checks)
        settle(case, StepName.PARTNERS, StepState.DONE, words, by)
