"""When a clock is due: by its row of the table, the calendar, and the time that it stood still."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from mash.cases.states import Clock, Rag
from mash.cases.timescales import Timescale, Timescales
from mash.cases.working_time import (
    Holidays,
    Pace,
    Unit,
    after_open_time,
    due_at,
    open_time_between,
    rating_due_at,
    unit_for,
)

DANGER_NOW = "danger_now"
NO_STOP_WHILE_URGENT = (Clock.SEEN, Clock.RATING)
PACES = {Pace.ANY_HOUR: Unit.CLOCK_HOURS, Pace.WORKING_HOURS: Unit.WORKING_HOURS}
Stood = Iterable[tuple[datetime, datetime]]


def reckon(
    table: Timescales, clock: Clock, rag: Rag | None, when: str, start: datetime, is_shut: Holidays, stood: Stood = ()
) -> datetime | None:
    """Due, if this clock runs at all for this rating; later by the time that it stood."""
    if clock == Clock.RATING:
        due = rating_due_at(start, when == DANGER_NOW, table.hours, is_shut, table.rating)
        return moved(due, unit_of(table, clock, rag, when), start, stood, table, is_shut)
    row = _row(table, clock, rag, when)
    if row is None:
        return None
    unit = _unit(row, rag)
    return moved(due_at(start, row.amount, unit, table.hours, is_shut), unit, start, stood, table, is_shut)


def unit_of(table: Timescales, clock: Clock, rag: Rag | None, when: str) -> Unit:
    """The kind of time in which this clock is counted, as `reckon` does."""
    if clock == Clock.RATING:
        return Unit.CLOCK_HOURS if when == DANGER_NOW else Unit.WORKING_HOURS
    row = _row(table, clock, rag, when)
    return _unit(row, rag) if row else Unit.CLOCK_HOURS


def first_step_within(pace: Pace, hours: int) -> str:
    """What a clock for the first step keeps of the urgency that started it, where others name an exception of the table;
    nothing for the usual time, which starts none.
    """
    return f"{hours} {PACES[pace]}" if pace in PACES else ""


def _row(table: Timescales, clock: Clock, rag: Rag | None, when: str) -> Timescale | None:
    """The row that a clock runs by. The first step has none in the table: the urgency of the rating says how long it has."""
    if clock != Clock.FIRST_STEP:
        return table.for_clock(clock, rag, when)
    hours, _, unit = when.partition(" ")
    return Timescale(clock, None, int(hours), Unit(unit)) if unit else None


def _unit(row: Timescale, rag: Rag | None) -> Unit:
    """Urgency is judged apart from the rating: Red makes no clock hours of the working hours that it was given."""
    return row.unit if row.clock == Clock.FIRST_STEP else unit_for(rag, row.unit)


def moved(
    due: datetime, unit: Unit, start: datetime, stood: Stood, table: Timescales, is_shut: Holidays
) -> datetime:
    """A clock that stood is due later: in working units by the working time that went by meanwhile, in clock hours (and
    so Red's hours) by the time on the wall (local policy, assumption).
    """
    start = start.astimezone(UTC)  # two times of one zone are subtracted as they stand on the wall: never here
    spells = [(max(since.astimezone(UTC), start), until.astimezone(UTC)) for since, until in stood if until > start]
    if unit == Unit.CLOCK_HOURS:
        return due + sum((until - since for since, until in spells), timedelta())
    lost = sum((open_time_between(since, until, table.hours, is_shut) for since, until in spells), timedelta())
    return after_open_time(due, lost, table.hours, is_shut)


def why_not_stopped(clock: Clock, rag: Rag | None, *, started: bool, overdue: bool) -> str:
    """Why this clock can't be stopped; empty when it can (workflow, section 7; local policy, assumption).

    Reading and rating a Red concern waits for nothing, nor does that of a concern whose urgency nobody knows yet.
    """
    if not started:
        return "Its time has not begun, so there is nothing to stop."
    if overdue:
        return "It is overdue: a stop never undoes a breach."
    if clock in NO_STOP_WHILE_URGENT and rag == Rag.RED:
        return "The case is Red: reading and rating its reports waits for nothing."
    if clock in NO_STOP_WHILE_URGENT and rag is None:
        return "The concern is not rated yet: it may be Red, so this clock can't wait."
    if clock == Clock.FIRST_STEP:
        return "Somebody must act first, and that waits for nothing. Record what was done, or rate the concern again."
    if clock == Clock.CHECK:
        return "The agency was told this time. Ring them, or withdraw the question."
    return ""
