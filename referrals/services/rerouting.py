"""A report that was meant for another service is passed on, and followed until that service has it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.models import Case, WorkItem
from mash.cases.reckoning import DANGER_NOW
from mash.cases.services.cases import tell
from mash.cases.services.clocks import call_off, meet_clock, start_clock
from mash.cases.services.locking import locked_case
from mash.cases.services.work_items import answer_work_item, raise_work_item
from mash.cases.states import Clock, WorkKind
from mash.once import is_unchanged
from mash.organisations.queries import organisation
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..desk_rules import passing_problem
from ..models import Referral, Reroute
from ..states import Danger, Passing, SetAside
from .reading import ReportRefused, put_aside
from .taking_up import ours_again

PASSED_OTHERWISE = (
    "This is not on record. From this page the report was passed on to {to} before, with other words: see Reports. What is new"
    " belongs there, or in a note on the case; copy it from here."
)


@dataclass(frozen=True)
class Receipt:
    """Who of the other service took it, and when; and what they call it."""

    by: str
    at: datetime | None = None
    reference: str = ""


@transaction.atomic
def pass_on(
    *, reference: str, report: str, once_key: UUID, organisation_id: int | None, service: str, how: Passing, why: str,
    passed_at: datetime | None, receipt: Receipt | None, by: User, safe_now: str = "",
) -> Reroute:  # fmt: skip
    """The right service gets the report from us: whoever raised it never has to send it again.

    Without a receipt a task stays open, and a clock runs, until that service says that it has it or we take it back.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.READ_REFERRAL)
    done = Reroute.objects.filter(once_key=once_key, referral__case=case).first()
    to = organisation(organisation_id) if organisation_id else None
    name, at = to.name if to else service, passed_at or timezone.now()
    if done:
        said = {"organisation_id": organisation_id, "service": name, "how": how, "why": why, "passed_at": passed_at or done.passed_at}
        said |= {"received_by": receipt.by, "their_reference": receipt.reference} if receipt else {}
        _refuse("" if is_unchanged(done, **said) else PASSED_OTHERWISE.format(to=done))
        return done
    referral = put_aside(
        case, report, why=SetAside.MISDIRECTED, reason=f"Passed on to {name} ({how.label.lower()}). {why}", by=by,
        safe_now=safe_now,
    )  # fmt: skip
    _refuse(passing_problem(referral.received_at, at, receipt.at if receipt else None, timezone.now()))
    row = referral.reroutes.create(
        once_key=once_key, organisation=to, service=name, how=how, why=why, passed_by=by, passed_at=at,
        task=None if receipt else _await(case, referral, name, by),
    )  # fmt: skip
    detail = {"referral": report, "how": how, "receipt": bool(receipt)}
    record(Verb.REFERRAL_PASSED_ON, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    if receipt:
        _received(case, row, receipt, by)
    return row


@transaction.atomic
def record_receipt(*, reference: str, report: str, receipt: Receipt, by: User) -> Reroute:
    """The other service says that it has the report: now, and only now, is it out of our hands."""
    case = locked_case(reference=reference, by=by, permission=Permission.READ_REFERRAL)
    row = _awaited(case, report)
    _refuse(passing_problem(row.referral.received_at, row.passed_at, receipt.at, timezone.now()))
    _received(case, row, receipt, by)
    return row


@transaction.atomic
def take_back(*, reference: str, report: str, why: str, by: User) -> Reroute:
    """The other service will not take it: the report is on the duty board again, and somebody must rate it."""
    case = locked_case(reference=reference, by=by, permission=Permission.READ_REFERRAL)
    row = _awaited(case, report)
    row.not_taken, row.settled_by = why, by
    row.save(update_fields=["not_taken", "settled_by"])
    call_off(case, Clock.RECEIPT, about=report)
    words = f"{row.service} did not take report {report}: {why}"
    ours_again(case, row.referral, words, source=row.service, by=by)
    _answer(row, words, by)
    record(Verb.REFERRAL_TAKEN_BACK, chain=f"case:{reference}", by=by, subject=reference, detail={"referral": report})
    return row


def _await(case: Case, referral: Referral, service: str, by: User) -> WorkItem:
    danger = DANGER_NOW if referral.danger == Danger.YES else ""
    start_clock(case, Clock.RECEIPT, about=referral.reference, when=danger)
    question = f"Report {referral.reference} was passed on to {service}. Have they said that they have it?"
    return raise_work_item(
        WorkKind.PASSED_ON, question=question, for_permission=Permission.READ_REFERRAL, case=case,
        about=referral.reference, by=by,
    )  # fmt: skip


def _awaited(case: Case, report: str) -> Reroute:
    rows = Reroute.objects.select_related("referral").filter(referral__case=case, referral__reference=report)
    row = rows.filter(received_at__isnull=True, not_taken="").first()
    if row is None:
        raise ReportRefused("No receipt is awaited for this report: somebody has recorded what became of it.")
    return row


def _received(case: Case, row: Reroute, receipt: Receipt, by: User) -> None:
    row.received_by, row.their_reference, row.settled_by = receipt.by, receipt.reference, by
    row.received_at = receipt.at or max(timezone.now(), row.passed_at)
    row.save(update_fields=["received_by", "their_reference", "settled_by", "received_at"])
    words = f"{row.service} has report {row.referral.reference}: taken by {receipt.by}"
    meet_clock(case, Clock.RECEIPT, about=row.referral.reference, at=row.received_at)
    tell(case, words, source=row.service, by=by, at=row.received_at)
    _answer(row, words, by)
    detail = {"referral": row.referral.reference}
    record(Verb.RECEIPT_RECORDED, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=detail)


def _answer(row: Reroute, words: str, by: User) -> None:
    if row.task_id:
        answer_work_item(work_item_id=row.task_id, answer=words, by=by)


def _refuse(problem: str) -> None:
    if problem:
        raise ReportRefused(problem)
