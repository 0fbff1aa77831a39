"""Stopping a clock with a reason, letting it run again, and asking about those that stand too long."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as date_format

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..models import Case, Deadline, DeadlineChange, Pause
from ..reckoning import why_not_stopped
from ..states import ChangeReason, Clock, Rag, StopReason, WorkKind
from .clocks import due_of, stood_of
from .locking import locked_case
from .work_items import raise_work_item, settle_work_items

SWEEP = System("Sweep")


class CantStop(Exception):
    """This clock can't be stopped, or let run; the message says why."""


@transaction.atomic
def stop_clock(
    *, reference: str, clock: Clock, about: str, reason: StopReason, words: str, expected_until: datetime, by: User,
    longer: bool = False,
) -> Deadline:  # fmt: skip
    """The work waits for a reason that stands on record: the clock neither falls due nor tells anybody until it runs again.

    `longer`: whoever asks knows that it stands still, and gives a new reason and a new end.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.STOP_CLOCK)
    deadline, now = _locked(case, clock, about), timezone.now()
    before = deadline.pauses.select_related("stopped_by").filter(until__isnull=True).first()
    if before and not longer:
        raise CantStop(f"{before.stopped_by} stopped this clock on {_moment(before.since)}.")
    why_not = stop_refused(case, deadline, now)
    if why_not:
        raise CantStop(why_not)
    if before:
        _end(before, case, answer=f"Stopped for longer: {words}", at=now, by=by)
    deadline.pauses.create(since=now, expected_until=expected_until, reason=reason, words=words, stopped_by=by)
    deadline.stopped_at = now
    deadline.save(update_fields=["stopped_at"])
    _record(Verb.CLOCK_STOPPED, deadline, by, reason=reason)
    return deadline


@transaction.atomic
def resume_clock(*, reference: str, clock: Clock, about: str, by: User) -> Deadline:
    """The clock runs again: due later by the time that it stood, and the earlier due time stays on record."""
    case = locked_case(reference=reference, by=by, permission=Permission.STOP_CLOCK)
    deadline, now = _locked(case, clock, about), timezone.now()
    pause = deadline.pauses.filter(until__isnull=True).first()
    if pause is None:
        raise CantStop("This clock runs already.")
    _end(pause, case, answer="The clock runs again.", at=now, by=by)
    deadline.stopped_at = None
    move(deadline, due_of(deadline, stood_of(deadline)) or deadline.due_at + (pause.until - pause.since),
         why=ChangeReason.STOOD_STILL, by=by)  # fmt: skip
    _record(Verb.CLOCK_RESUMED, deadline, by, due=deadline.due_at)
    return deadline


def stop_refused(case: Case, deadline: Deadline, now: datetime) -> str:
    """Why this clock of the case can't be stopped, or stopped for longer; empty when it can."""
    started = deadline.started_at is not None
    return why_not_stopped(
        Clock(deadline.clock), Rag(case.rag) if case.rag else None, started=started,
        overdue=started and deadline.due_at < (deadline.stopped_at or now),
    )  # fmt: skip


def move(deadline: Deadline, due: datetime, *, why: ChangeReason, by: User | None) -> bool:
    """Give a clock its new due time and keep the old one as history. Whether it moved. Part of the caller's transaction."""
    before, deadline.due_at = deadline.due_at, due
    deadline.save(update_fields=["due_at", "stopped_at", "version", "rag"])
    if due == before:
        return False
    now = timezone.now()
    DeadlineChange.objects.create(
        deadline=deadline, why=why, due_before=before, due_after=due, changed_at=now, changed_by=by,
        was_overdue=deadline.stopped_at is None and why != ChangeReason.STOOD_STILL and before < now,
    )  # fmt: skip
    return True


def sweep_stops() -> int:
    """A stop that was to end and has not comes back as a question, once: nothing waits for ever."""
    late = Deadline.objects.stopped().filter(
        pauses__until__isnull=True, pauses__asked_at__isnull=True, pauses__expected_until__lt=timezone.now()
    )
    return sum(_ask(case_id=case, deadline_id=pk) for pk, case in list(late.order_by("case", "pk").values_list("pk", "case")))


@transaction.atomic
def _ask(*, case_id: int, deadline_id: int) -> bool:
    """One case in one transaction. Nothing if somebody works on it at this moment, or a second sweep was quicker."""
    case = Case.objects.select_for_update(skip_locked=True).filter(pk=case_id).first()
    pauses = Pause.objects.filter(
        deadline=deadline_id, deadline__in=Deadline.objects.stopped(), until__isnull=True, asked_at__isnull=True
    )
    pause = pauses.select_related("deadline", "stopped_by").first() if case else None
    if pause is None:
        return False
    pause.asked_at = timezone.now()
    pause.save(update_fields=["asked_at"])
    raise_work_item(
        WorkKind.STOPPED_CLOCK, question=_question(pause), for_permission=Permission.STOP_CLOCK, case=case,
        about=f"stop {pause.pk}", owner=case.owner or pause.stopped_by, by=SWEEP,
    )  # fmt: skip
    return True


def _end(pause: Pause, case: Case, *, answer: str, at: datetime, by: User) -> None:
    pause.until, pause.resumed_by = max(at, pause.since), by
    pause.save(update_fields=["until", "resumed_by"])
    settle_work_items(WorkKind.STOPPED_CLOCK, about=f"stop {pause.pk}", case=case, answer=answer, by=by)


def _question(pause: Pause) -> str:
    return (
        f"{pause.stopped_by} stopped “{Clock(pause.deadline.clock).label}” on {_moment(pause.since)}, and it was to run again "
        f"by {_moment(pause.expected_until)}. Let it run, or say why it must still wait."
    )[:300]


def _locked(case: Case, clock: Clock, about: str) -> Deadline:
    found = case.deadlines.open().select_for_update(of=("self",)).filter(clock=clock, about=about).first()
    if found is None:
        raise CantStop("This clock doesn't run any more: it was met or called off.")
    return found


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i")


def _record(verb: Verb, deadline: Deadline, by: User, **detail: object) -> None:
    reference = deadline.case.reference
    detail |= {"clock": deadline.clock, "about": deadline.about}
    record(verb, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
