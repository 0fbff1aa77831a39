"""The table of timescales: how long each clock runs for each rating, read from data that the council can change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from mash.cases.states import Clock, Rag
from mash.cases.working_time import OfficeHours, RatingTimes, Unit

ANY_RATING = "any"
MOST_URGENT_FIRST = sorted(Rag, key=lambda rag: -rag.rank)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class InvalidTimescales(ValueError):
    """The table cannot be used; the message says what is wrong in words for whoever edits it."""


@dataclass(frozen=True)
class Timescale:
    """How long one clock runs for one rating; no rating means whatever the rating, and before there is one."""

    clock: Clock
    rag: Rag | None
    amount: int
    unit: Unit
    when: str = ""


@dataclass(frozen=True)
class ClockKind:
    """What a clock measures, and the event that starts it, in words."""

    clock: Clock
    label: str
    starts: str
    note: str = ""


@dataclass(frozen=True)
class Timescales:
    """One version of the whole table."""

    hours: OfficeHours
    rating: RatingTimes
    clocks: tuple[ClockKind, ...]
    rows: tuple[Timescale, ...]

    def for_clock(self, clock: Clock, rag: Rag | None, when: str = "") -> Timescale | None:
        """The row that holds, if this clock runs at all: that of the exception when there is one, else the ordinary one."""
        ordinary = [row for row in self.rows if not row.when]
        exceptions = [row for row in self.rows if when and row.when == when]
        return timescale_for(exceptions, clock, rag) or timescale_for(ordinary, clock, rag)


def timescale_for(rows: Iterable[Timescale], clock: Clock, rag: Rag | None) -> Timescale | None:
    """The row of this rating, else the row for any; a concern not yet rated is held to the most urgent row (assumption)."""
    found = {row.rag: row for row in rows if row.clock == clock}
    wanted = (rag, None) if rag else (None, *MOST_URGENT_FIRST)
    return next((found[key] for key in wanted if key in found), None)


def read(data: Mapping[str, Any]) -> Timescales:
    """The table as values, refused whole if any part of it cannot be used."""
    try:
        clocks = tuple(_clock(row) for row in data["clocks"])
        rows = tuple(_row(row) for row in [*data["timescales"], *data.get("exceptions", [])])
        table = Timescales(_hours(data["office_hours"]), _rating(data["rating"]), clocks, rows)
    except KeyError as missing:
        raise InvalidTimescales(f"The timescales lack {missing}.") from missing
    except (TypeError, AttributeError, ValueError) as wrong:
        raise InvalidTimescales(f"The timescales cannot be read: {wrong}") from wrong
    _refuse_doubles([kind.clock for kind in clocks])
    _refuse_doubles([(row.clock, row.rag, row.when) for row in rows])
    return table


def _clock(row: Mapping[str, Any]) -> ClockKind:
    return ClockKind(Clock(row["clock"]), row["label"], row["starts"], row.get("note", ""))


def _row(row: Mapping[str, Any]) -> Timescale:
    clock, rag = Clock(row["clock"]), row["rag"]
    return Timescale(
        clock=clock,
        rag=None if rag == ANY_RATING else Rag(rag),
        amount=_whole(row["amount"], clock.label),
        unit=Unit(row["unit"]),
        when=row.get("when", ""),
    )


def _hours(data: Mapping[str, Any]) -> OfficeHours:
    days = frozenset(WEEKDAYS.index(day) for day in data["weekdays"])
    return OfficeHours(time.fromisoformat(data["opens"]), time.fromisoformat(data["closes"]), days)


def _rating(data: Mapping[str, Any]) -> RatingTimes:
    return RatingTimes(
        last_receipt=time.fromisoformat(data["last_receipt"]),
        next_day_by=time.fromisoformat(data["next_day_by"]),
        danger_now_hours=_whole(data["danger_now_hours"], "Danger now"),
    )


def _whole(amount: object, what: str) -> int:
    if type(amount) is not int or amount < 0:
        raise ValueError(f"{what}: the time must be a whole number, not {amount!r}.")
    return amount


def _refuse_doubles(keys: list[Any]) -> None:
    doubled = sorted({str(key) for key in keys if keys.count(key) > 1})
    if doubled:
        raise InvalidTimescales(f"The same row appears twice: {'; '.join(doubled)}.")
