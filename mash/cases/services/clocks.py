"""Starting, meeting and calling off clocks."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..calendar import BANK_HOLIDAYS, in_force
from ..models import Case, Deadline
from ..states import CLOCKS_BESIDE, Clock, Rag
from ..working_time import due_at, rating_due_at, unit_for
from .locking import locked_case


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
    due = {clock: moment for clock in clocks if (moment := _due(case, clock, at, when))}
    running = {} if fresh else {d.clock: d for d in case.deadlines.open().filter(clock__in=due, about=about)}
    started = case.deadlines.bulk_create(
        Deadline(case=case, clock=clock, about=about, started_at=at, due_at=moment)
        for clock, moment in due.items()
        if clock not in running
    )
    for owed in running.values():
        if owed.started_at is None:
            owed.started_at, owed.due_at = at, due[owed.clock]
            owed.save(update_fields=["started_at", "due_at"])
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
    """What the clocks waited for is no longer owed. Without clocks: all of the case's."""
    found = case.deadlines.open()
    if clocks:
        found = found.filter(clock__in=clocks)
    if about is not None:
        found = found.filter(about=about)
    found.update(called_off_at=timezone.now())


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


def _due(case: Case, clock: Clock, at: datetime, when: str) -> datetime | None:
    table = in_force()
    if clock == Clock.RATING:
        return rating_due_at(at, case.danger_now, table.hours, BANK_HOLIDAYS, table.rating)
    rag = Rag(case.rag) if case.rag else None
    row = table.for_clock(clock, rag, when)
    if row is None:
        return None
    return due_at(at, row.amount, unit_for(rag, row.unit), table.hours, BANK_HOLIDAYS)
