"""A new report about an adult who has a worker already goes to that worker, and stays the hub's until they take it."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.references import new_reference
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..access import refuse, visible_cases
from ..allocated import sending_of, withdrawn_from, worked_case
from ..models import Case, Sending
from ..states import Clock, WorkKind
from .cases import tell
from .clocks import call_off, meet_clock, start_clock
from .locking import Stale, locked_case
from .sendings import end_sending, withdrawn_words
from .work_items import raise_work_item, settle_work_items


class SendingRefused(Exception):
    """The report can't be sent, or answered, so; the message says what to do instead."""


@transaction.atomic
def send_to_worker(*, reference: str, version: int, words: str, by: User) -> Sending:
    """Whoever knows this adult best is told at once, and asked to take it. The hub owns it, and its clocks, until then."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES, version=version)
    other = worked_case(by, case)
    if other is None:
        raise SendingRefused("This adult has no other open case with a worker any more.")
    if other.owner_id == by.pk:
        raise SendingRefused(f"You have {other.reference} yourself. Take this case instead.")
    at = timezone.now()
    try:
        with transaction.atomic():
            sending = case.sendings.create(
                reference=new_reference("S"), because=other, worker=other.owner, words=words, sent_by=by, sent_at=at
            )
    except IntegrityError:
        raise SendingRefused(f"It has been sent to {sending_of(case).worker.name} already. Wait for the answer.") from None
    start_clock(case, Clock.WORKER_ACCEPTS, about=sending.reference, at=at)
    raise_work_item(
        WorkKind.WORKER_ASKED, question=f"A new report about the adult of {other.reference}: do you take it?",
        for_permission=Permission.WORK_CASES, by=by, case=case, about=sending.reference, owner=other.owner,
    )  # fmt: skip
    _changed(case, f"Sent to {other.owner.name}, who has {other.reference}: {words}", by)
    record(Verb.SENT_TO_WORKER, chain=f"case:{reference}", by=by, subject=reference, detail={"worker": other.owner.pk})
    return sending


@transaction.atomic
def answer_sending(*, reference: str, accept: bool, words: str, by: User) -> Sending:
    """The allocated worker takes the report, or says why not. Accepted: the case is theirs. Else it never left the hub."""
    case = visible_cases(by).select_for_update(of=("self",)).filter(reference=reference).first()
    sending = sending_of(case) if case else None
    if sending is None and withdrawn_from(by, reference):
        raise SendingRefused("The hub has withdrawn this request. The report is the hub's: you need do nothing.")
    if case is None or sending and sending.worker_id != by.pk:
        refuse(by, reference, "answer_sending")
    if sending is None:
        raise Stale(case)
    if not accept and not words.strip():
        raise SendingRefused("Say why you do not take it: the hub must know what to do next.")
    sending.accepted, sending.answered_at, sending.answer = accept, timezone.now(), "" if accept else words
    sending.save(update_fields=["accepted", "answered_at", "answer"])
    _take(case, sending) if accept else call_off(case, Clock.WORKER_ACCEPTS, about=sending.reference)
    said = "Accepted" if accept else f"Not taken: {words}"
    settle_work_items(WorkKind.WORKER_ASKED, about=sending.reference, answer=said, by=by, case=case)
    _changed(case, f"{by.name} accepted the report" if accept else f"{by.name} does not take the report: {words}", by)
    verb = Verb.SENDING_ACCEPTED if accept else Verb.SENDING_DECLINED
    record(verb, chain=f"case:{reference}", by=by, subject=reference)
    return sending


@transaction.atomic
def withdraw_sending(*, reference: str, version: int, reason: str, by: User) -> Sending:
    """The hub takes back what it asked of the worker: they can't take the report any more, and somebody else can be asked."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES, version=version)
    sending = end_sending(case, why=reason, by=by)
    if sending is None:
        raise SendingRefused("There is no open request: the worker has answered, or somebody has withdrawn it.")
    _changed(case, withdrawn_words(sending), by)
    return sending


def _take(case: Case, sending: Sending) -> None:
    case.owner, case.team = sending.worker, sending.worker.organisation
    meet_clock(case, Clock.WORKER_ACCEPTS, about=sending.reference, at=sending.answered_at)


def _changed(case: Case, what: str, by: User) -> None:
    case.version += 1
    case.save(update_fields=["version", "owner", "team"])
    tell(case, what, source=by.name, by=by)
