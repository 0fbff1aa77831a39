"""Starting, meeting and calling off clocks."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..calendar import current, table_of
from ..models import Case, Deadline, Pause
from ..reckoning import DANGER_NOW, Stood, reckon
from ..states import CLOCKS_BESIDE, Clock, Rag
from .locking import locked_case

RUNS_BY = ("version_id", "rag", "when")
"""The columns that say by which row of which table a clock runs."""
OUTLIVES_CASE = (Clock.DISPUTE,)
"""Clocks that run on when a case closes, and stand in no one's way: a dispute may be about the closing itself."""
KEPT = (*RUNS_BY, "started_at", "due_at", "told_level", "breach_reason")
"""What stays of a clock that runs on: since when, until when, who was told that it ran over, and why it did."""


def start_clock(
    case: Case, clock: Clock, *, about: str = "", at: datetime | None = None, when: str = "", fresh: bool = False
) -> Deadline | None:
    """Start one clock by the table in force, if it runs for this rating; see `start_clocks`."""
    return next(iter(start_clocks(case, clock, about=about, at=at, when=when, fresh=fresh)), None)


def start_clocks(
    case: Case, *clocks: Clock, about: str = "", at: datetime | None = None, when: str = "", fresh: bool = False
) -> list[Deadline]:
    """Start clocks by the table in force, those that run for this rating. A clock that already runs is left alone.

    `when` names an exception of the table ("danger_now"); `fresh`: the caller knows that none of them runs yet. Part of
    the caller's transaction and trail.
    """
    at = at or timezone.now()
    begun = {clock: row for clock in clocks if (row := _begin(case, clock, at, when))}
    running = {} if fresh else {d.clock: d for d in case.deadlines.open().filter(clock__in=begun, about=about)}
    started = case.deadlines.bulk_create(
        Deadline(case=case, clock=clock, about=about, **row) for clock, row in begun.items() if clock not in running
    )
    for owed in running.values():
        if owed.started_at is None:
            _set(owed, begun[Clock(owed.clock)])
    return [*started, *running.values()]


def owe(case: Case, clock: Clock, *, about: str = "") -> Deadline:
    """Put a clock on the case whose time has not begun: it blocks closing, and cannot be forgotten."""
    return case.deadlines.create(clock=clock, about=about)


def start_owed(case: Case, clock: Clock, *, at: datetime) -> None:
    """Begin the time of every clock of a kind that is owed and not yet running, and of those that begin with it."""
    for about in case.deadlines.open().filter(clock=clock, started_at__isnull=True).values_list("about", flat=True):
        start_clocks(case, clock, *CLOCKS_BESIDE.get(clock, ()), about=about, at=at)


def meet_clock(case: Case, clock: Clock, *, about: str = "", at: datetime | None = None) -> None:
    """What the clock waited for has happened."""
    case.deadlines.open().filter(clock=clock, about=about).update(met_at=at or timezone.now())


def call_off(case: Case, *clocks: Clock, about: str | None = None) -> None:
    """What the clocks waited for is no longer owed. Without clocks: all of the case's that end with it."""
    found = case.deadlines.open()
    found = found.filter(clock__in=clocks) if clocks else found.exclude(clock__in=OUTLIVES_CASE)
    if about is not None:
        found = found.filter(about=about)
    found.update(called_off_at=timezone.now())


def revive_clock(case: Case, clock: Clock, *, about: str = "") -> Deadline | None:
    """A clock that was called off runs on as if it had not been: whatever was overdue then is overdue still.

    Nothing to revive where it runs, was met, or had not begun. Part of the caller's transaction and trail.
    """
    last = case.deadlines.filter(clock=clock, about=about).order_by("-pk").first()
    if last is None or last.called_off_at is None or last.started_at is None:
        return None
    return _run_on(case, last)


def join_clock(case: Case, other: Deadline) -> Deadline:
    """A clock of another case joins this one's of the same kind: whichever is due first holds, with all that is on record
    of it.
    """
    own = case.deadlines.open().filter(clock=other.clock, about=other.about).first()
    if own and own.stopped_at is None and own.due_at <= other.due_at:
        return own
    call_off(case, Clock(other.clock), about=other.about)
    return _run_on(case, other)


def _run_on(case: Case, old: Deadline) -> Deadline:
    """The same clock in a row of its own. What it stood of its time, if it was stopped last, is not counted."""
    new = case.deadlines.create(
        clock=old.clock, about=old.about, **{name: getattr(old, name) for name in KEPT}
    )
    if old.stopped_at:
        _set(new, {"due_at": due_of(new, stood_of(new)) or old.due_at})
    return new


def replace_clock(case: Case, old: Deadline, *, at: datetime, soonest: bool, when: str = "") -> Deadline | None:
    """The rating changed, so a clock runs anew by the row of the new one from `at`; if it stood still, it runs again.

    `when` as for `start_clocks`; `soonest`: never to a later time than before. What it stood of its time is not counted, whichever row it was stopped by.
    """
    call_off(case, Clock(old.clock), about=old.about)
    new = start_clock(case, Clock(old.clock), about=old.about, at=at, when=when)
    if new is None:
        return None
    stood = stood_of(new)
    by_old = due_of(old, stood) or old.due_at if old.stopped_at else old.due_at
    due = due_of(new, stood)
    if soonest and due > by_old:
        _set(new, {name: getattr(old, name) for name in RUNS_BY} | {"started_at": old.started_at, "due_at": by_old})
    elif due != new.due_at:
        _set(new, {"due_at": due})
    return new


def stood_of(deadline: Deadline) -> Stood:
    """When this clock, or one that it replaced, stood still; a stop that still lasts is not counted yet."""
    pauses = Pause.objects.filter(
        deadline__case=deadline.case_id, deadline__clock=deadline.clock, deadline__about=deadline.about
    ).select_related("deadline")
    return [(pause.since, until) for pause in pauses if (until := ended_at(pause))]


def ended_at(pause: Pause) -> datetime | None:
    """When a clock stood no more: it ran again, or it was met or called off while it stood."""
    return pause.until or pause.deadline.met_at or pause.deadline.called_off_at


def due_of(deadline: Deadline, stood: Stood) -> datetime | None:
    """Due by the row that the clock runs by and the calendar as it is; nothing for a clock whose row was not kept."""
    table = table_of(deadline.version_id)
    if table is None:
        return None
    rag = Rag(deadline.rag) if deadline.rag else None
    return reckon(table, Clock(deadline.clock), rag, deadline.when, deadline.started_at, current().is_shut, stood)


@transaction.atomic
def explain_breach(*, reference: str, clock: Clock, reason: str, by: User) -> Case:
    """Say why a clock of this kind ran over. It blocks nothing: the adult's protection goes on either way."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    late = case.deadlines.running().filter(clock=clock, due_at__lt=timezone.now())
    if not late.update(breach_reason=reason):
        raise NotLate(f"The clock “{clock.label}” is not overdue.")
    record(Verb.DEADLINE_EXPLAINED, chain=f"case:{reference}", by=by, subject=reference, detail={"clock": clock})
    return case


class NotLate(Exception):
    """There is nothing to explain; the message says so."""


def _begin(case: Case, clock: Clock, at: datetime, when: str) -> dict[str, Any] | None:
    """The columns of a clock that begins now, with the row of the table that it runs by; nothing if it doesn't run."""
    calendar = current()
    if clock == Clock.RATING and case.danger_now:
        when = DANGER_NOW
    due = reckon(calendar.table, clock, Rag(case.rag) if case.rag else None, when, at, calendar.is_shut)
    if due is None:
        return None
    return {
        "started_at": at, "due_at": due, "version_id": calendar.version_id, "rag": case.rag, "when": when,
    }  # fmt: skip


def _set(deadline: Deadline, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(deadline, name, value)
    deadline.save(update_fields=[name.removesuffix("_id") for name in columns])
