"""Working time: when something is due, how long is left, and what counts as open hours.

Values are the hub's own assumptions until the council confirms them; bank holidays are passed in by the caller.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from mash.cases.states import Rag
from mash.labels import Labelled

Holidays = Container[date] | Callable[[date], bool]

LONGEST_CLOSURE_DAYS = 366
DAY_MINUTES = 24 * 60
SOON_WORKING_HOURS = 1


class Unit(Labelled):
    """What a timescale is counted in."""

    CLOCK_HOURS = "clock_hours", "clock hours"
    WORKING_HOURS = "working_hours", "working hours"
    WORKING_DAYS = "working_days", "working days"


class Pace(Labelled):
    """In what kind of time somebody must act on a concern: how urgent it is, which is judged apart from how serious it is."""

    ANY_HOUR = "any_hour", "By the clock, day or night"
    WORKING_HOURS = "working_hours", "In working hours"
    USUAL = "usual", "In the usual time of the rating"


class ClockState(Labelled):
    """How a running clock stands."""

    ON_TIME = "on_time", "On time"
    SOON = "soon", "Due soon"
    OVERDUE = "overdue", "Overdue"
    STOPPED = "stopped", "Stopped"


class NoWorkingDay(ValueError):
    """The calendar holds no working day within a year: it is wrong, and no due time may rest on it."""


@dataclass(frozen=True)
class OfficeHours:
    """When the hub is open: Monday to Friday 09:00-17:00, local time (Luton; assumption)."""

    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    zone: ZoneInfo = ZoneInfo("Europe/London")

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("Office hours must close after they open.")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("Office hours need at least one weekday, numbered from 0 (Monday) to 6 (Sunday).")

    @property
    def day_minutes(self) -> int:
        """Minutes in one working day."""
        return (self.closes.hour - self.opens.hour) * 60 + self.closes.minute - self.opens.minute


@dataclass(frozen=True)
class RatingTimes:
    """When a rating is due on the day (Luton MASH guidance 2025: "on the day"; the times are assumptions)."""

    last_receipt: time = time(15)
    next_day_by: time = time(12)
    danger_now_hours: int = 1


def instant(day: date, at: time, hours: OfficeHours) -> datetime:
    """The UTC instant of a local time: one that the clock change skips moves on by the gap, a doubled one is its first."""
    return datetime.combine(day, at.replace(fold=0), hours.zone).astimezone(UTC)


def local_day(moment: datetime, hours: OfficeHours) -> date:
    """The day a moment belongs to where the hub is."""
    return _utc(moment).astimezone(hours.zone).date()


def is_working_day(day: date, hours: OfficeHours, is_holiday: Holidays) -> bool:
    """A weekday of the hub that is not a bank holiday of England."""
    if day.weekday() not in hours.weekdays:
        return False
    return not (is_holiday(day) if callable(is_holiday) else day in is_holiday)


def working_day_from(day: date, hours: OfficeHours, is_holiday: Holidays) -> date:
    """This day if it is a working day, else the first one after it."""
    for ahead in range(LONGEST_CLOSURE_DAYS):
        candidate = day + timedelta(days=ahead)
        if is_working_day(candidate, hours, is_holiday):
            return candidate
    raise NoWorkingDay(f"No working day within a year of {day:%d %B %Y}: check the bank holidays.")


def is_open(moment: datetime, hours: OfficeHours, is_holiday: Holidays) -> bool:
    """Whether somebody is at the hub to answer the telephone: from the opening on, and no longer at closing time."""
    day = local_day(moment, hours)
    opening, closing = instant(day, hours.opens, hours), instant(day, hours.closes, hours)
    return is_working_day(day, hours, is_holiday) and opening <= _utc(moment) < closing


def begins_at(start: datetime, hours: OfficeHours, is_holiday: Holidays) -> datetime:
    """Working time begins at once in open hours, otherwise at the next opening (local policy, assumption)."""
    start = _utc(start)
    day = working_day_from(local_day(start, hours), hours, is_holiday)
    if start >= instant(day, hours.closes, hours):
        day = _next_working_day(day, hours, is_holiday)
    return max(start, instant(day, hours.opens, hours))


def due_at(start: datetime, amount: float | Decimal, unit: Unit, hours: OfficeHours, is_holiday: Holidays) -> datetime:
    """Due in UTC: clock hours are elapsed time, working hours open time, and n working days end at closing time of that day."""
    if amount < 0:
        raise ValueError("A timescale cannot be negative.")
    unit = Unit(unit)
    if unit is Unit.CLOCK_HOURS:
        return _utc(start) + timedelta(hours=float(amount))
    begun = begins_at(start, hours, is_holiday)
    if unit is Unit.WORKING_HOURS:
        return _after_open_time(begun, timedelta(hours=float(amount)), hours, is_holiday)
    if amount != int(amount):
        raise ValueError("Working days are counted whole.")
    return _after_working_days(begun, int(amount), hours, is_holiday)


def rating_due_at(
    received_at: datetime,
    danger_now: bool,
    hours: OfficeHours,
    is_holiday: Holidays,
    times: RatingTimes = RatingTimes(),  # noqa: B008 - frozen, so safe to share
) -> datetime:
    """RAG rating "on the day" (Luton MASH guidance, April 2025).

    Received in open hours up to 15:00: closing time the same day. Later, or out of hours: noon of the working day that
    begins next, whichever side of midnight it came. Danger now: one clock hour, at any time.
    """
    received_at = _utc(received_at)
    if danger_now:
        return received_at + timedelta(hours=times.danger_now_hours)
    today = local_day(received_at, hours)
    if is_working_day(today, hours, is_holiday):
        opening, closing = instant(today, hours.opens, hours), instant(today, hours.closes, hours)
        if opening <= received_at < closing and received_at <= instant(today, times.last_receipt, hours):
            return closing
        if received_at >= min(opening, instant(today, times.next_day_by, hours)):
            today += timedelta(days=1)
    return instant(working_day_from(today, hours, is_holiday), times.next_day_by, hours)


def unit_for(rag: Rag | None, unit: Unit) -> Unit:
    """Red does not stop at close of day: its hours are clock hours (local policy, assumption)."""
    return Unit.CLOCK_HOURS if rag == Rag.RED and unit == Unit.WORKING_HOURS else Unit(unit)


def open_time_between(a: datetime, b: datetime, hours: OfficeHours, is_holiday: Holidays) -> timedelta:
    """Exact open time from a to b; none when b is not the later."""
    a, b = _utc(a), _utc(b)
    day, last, total = local_day(a, hours), local_day(b, hours), timedelta()
    while day <= last:
        if is_working_day(day, hours, is_holiday):
            opened, closed = instant(day, hours.opens, hours), instant(day, hours.closes, hours)
            total += max(min(b, closed) - max(a, opened), timedelta())
        day += timedelta(days=1)
    return total


def after_open_time(start: datetime, rest: timedelta, hours: OfficeHours, is_holiday: Holidays) -> datetime:
    """The moment by which so much open time has gone by; the start itself when it is none."""
    return _after_open_time(begins_at(start, hours, is_holiday), rest, hours, is_holiday) if rest else _utc(start)


def working_minutes_between(a: datetime, b: datetime, hours: OfficeHours, is_holiday: Holidays) -> int:
    """Whole minutes of open time from a to b; negative when b is the earlier."""
    if _utc(b) < _utc(a):
        return -working_minutes_between(b, a, hours, is_holiday)
    return open_time_between(a, b, hours, is_holiday) // timedelta(minutes=1)


def time_left(due_at: datetime, now: datetime) -> str:
    """Elapsed time to or past the due time, as the board says it: "3 h 20 min left", "2 days 4 h over"."""
    left = _utc(due_at) - _utc(now)
    minutes = abs(left) // timedelta(minutes=1)
    return f"{_in_words(minutes, DAY_MINUTES, 'day')} {'over' if left < timedelta() else 'left'}"


def left_in_words(due_at: datetime, now: datetime, unit: Unit, hours: OfficeHours, is_holiday: Holidays) -> str:
    """What is left in the one kind of time that the clock is counted in: "3 h 20 min left" by the clock on the wall, or
    "5 working days and 1 hour left"; a working day is as long as the hub is open. What is over is over by the wall.
    """
    if Unit(unit) is Unit.CLOCK_HOURS or _utc(now) > _utc(due_at):
        return time_left(due_at, now)
    minutes = working_minutes_between(now, due_at, hours, is_holiday)
    return f"{_working_words(minutes, hours.day_minutes)} left"


def soon_until(now: datetime, hours: OfficeHours, is_holiday: Holidays) -> datetime:
    """What is due up to here is due soon, whatever the clock and however long it was given: within one working hour, so
    that what falls due before the hub opens again is seen before it shuts (local policy, assumption).
    """
    return due_at(now, SOON_WORKING_HOURS, Unit.WORKING_HOURS, hours, is_holiday)


def state(due_at: datetime, now: datetime, soon: datetime) -> ClockState:
    """Overdue once past, and soon up to the moment that `soon_until` names: the board's figure counts the same."""
    if _utc(due_at) < _utc(now):
        return ClockState.OVERDUE
    return ClockState.SOON if _utc(due_at) <= _utc(soon) else ClockState.ON_TIME


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("Working time needs a time with its zone.")
    return moment.astimezone(UTC)


def _next_working_day(day: date, hours: OfficeHours, is_holiday: Holidays) -> date:
    return working_day_from(day + timedelta(days=1), hours, is_holiday)


def _after_open_time(begun: datetime, rest: timedelta, hours: OfficeHours, is_holiday: Holidays) -> datetime:
    day = local_day(begun, hours)
    left = instant(day, hours.closes, hours) - begun
    while rest > left:
        rest -= left
        day = _next_working_day(day, hours, is_holiday)
        begun = instant(day, hours.opens, hours)
        left = instant(day, hours.closes, hours) - begun
    return begun + rest


def _after_working_days(begun: datetime, count: int, hours: OfficeHours, is_holiday: Holidays) -> datetime:
    day = local_day(begun, hours)
    for _ in range(count):
        day = _next_working_day(day, hours, is_holiday)
    return instant(day, hours.closes, hours)


def _working_words(minutes: int, day_minutes: int) -> str:
    """The two largest parts, rounded down; the first of them says that it is working time."""
    days, rest = divmod(minutes, day_minutes)
    parts = [(days, "day"), (rest // 60, "hour"), (rest % 60, "minute")]
    while parts and not parts[0][0]:
        parts.pop(0)
    said = [f"{number} {word}{'' if number == 1 else 's'}" for number, word in parts[:2] if number]
    return " and ".join(said).replace(" ", " working ", 1) or "less than 1 minute"


def _in_words(minutes: int, day_minutes: int, day_word: str) -> str:
    """The two largest parts, rounded down, so that more time is never promised than there is."""
    days, rest = divmod(minutes, day_minutes)
    hours, minutes = divmod(rest, 60)
    parts = [(days, day_word if days == 1 else f"{day_word}s"), (hours, "h"), (minutes, "min")]
    while parts and not parts[0][0]:
        parts.pop(0)
    said = [f"{number} {word}" for number, word in parts[:2] if number]
    return " ".join(said) or "less than 1 min"
