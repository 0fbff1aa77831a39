"""The calendar and the table of timescales that are in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from time import monotonic

import holidays

from . import working_time
from .models import Closure, TimescaleVersion
from .states import ClosureKind
from .timescales import Timescales, read

BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")
"""England's bank holidays; weekends are counted elsewhere. The tests compare them with GOV.UK's own list."""

ALWAYS_SHUT = {(1, 1): "New Year's Day", (12, 25): "Christmas Day", (12, 26): "Boxing Day"}
"""Never counted as working days, whatever the list of bank holidays lacks."""
GOV_UK_NAMES = {
    "May Day": "Early May bank holiday", "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}  # fmt: skip
"""What the list calls a day, and what GOV.UK does."""
FEWEST_A_YEAR = 8
"""England has eight bank holidays in every year. A year for which fewer are known is not covered."""
AHEAD = timedelta(days=365)

FRESH_SECONDS = 30
"""How long a process goes on with what it read. What is in force never changes; a new version takes this long to reach all."""


@dataclass(frozen=True)
class Calendar:
    """What clocks are counted by at one moment."""

    version_id: int
    version_name: str
    table: Timescales
    closures: Mapping[date, str]

    def is_shut(self, day: date) -> bool:
        """Whether the hub is shut on a day of the week on which it otherwise works."""
        kind = self.closures.get(day)
        return kind == ClosureKind.SHUT if kind else bool(bank_holiday(day))


def bank_holiday(day: date) -> str:
    """The name of the bank holiday as GOV.UK says it, empty on any other day."""
    name = BANK_HOLIDAYS.get(day) or ALWAYS_SHUT.get((day.month, day.day), "")
    plain = name.removesuffix(" (observed)")
    moved = " (substitute day)" if plain != name else ""
    return GOV_UK_NAMES.get(plain, plain) + moved


def uncovered_years(today: date) -> list[int]:
    """Years within the next twelve months for which the bank holidays are not known."""
    years = range(today.year, (today + AHEAD).year + 1)
    return [year for year in years if len({day for day in _days(year) if day in BANK_HOLIDAYS}) < FEWEST_A_YEAR]


def in_force() -> Timescales:
    """The timescales in force now, within half a minute."""
    return current().table


def is_shut(day: date) -> bool:
    """Whether the hub is shut, by the bank holidays and the days that were approved, within half a minute."""
    return current().is_shut(day)


def is_open(moment: datetime) -> bool:
    """Whether the hub's telephone is answered at this moment, by the hours and days in force."""
    calendar = current()
    return working_time.is_open(moment, calendar.table.hours, calendar.is_shut)


def current() -> Calendar:
    """What clocks are counted by now, within half a minute."""
    return _read(int(monotonic() // FRESH_SECONDS))


@lru_cache(maxsize=1)
def _read(_: int) -> Calendar:
    return read_now()


def table_of(version_id: int | None) -> Timescales | None:
    """The table of one version; none for a clock from before versions were kept."""
    if version_id is None:
        return None
    calendar = current()
    return calendar.table if version_id == calendar.version_id else _earlier(version_id)


@lru_cache(maxsize=16)
def _earlier(version_id: int) -> Timescales:
    """What was in force once never changes."""
    return read(TimescaleVersion.objects.get(pk=version_id).data)


def forget() -> None:
    """Let this process read again: what it changed itself it knows at once."""
    _read.cache_clear()
    _earlier.cache_clear()


def read_now() -> Calendar:
    """What clocks are counted by at this moment."""
    version = TimescaleVersion.objects.in_force().get()
    approved = Closure.objects.filter(approved_at__isnull=False, ended_at__isnull=True).order_by("approved_at", "pk")
    return Calendar(version.pk, version.name, read(version.data), dict(approved.values_list("day", "kind")))


def fingerprint(calendar: Calendar, today: date) -> str:
    """The same as long as the same days are shut, from this year to the next but one."""
    years = range(today.year, today.year + 3)
    shut = [day.isoformat() for year in years for day in _days(year) if calendar.is_shut(day)]
    return sha256(" ".join(shut).encode()).hexdigest()


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
