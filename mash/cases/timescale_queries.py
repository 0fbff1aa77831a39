"""Reading the timescales, the calendar and the clocks of a case, shaped for their pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from mash.accounts.states import Standing

from .calendar import bank_holiday, read_now, uncovered_years
from .models import Case, Closure, Deadline, DeadlineChange, Pause, Recalculation, TimescaleVersion
from .queries import ClockView, clock_views
from .reckoning import why_not_stopped
from .states import Clock, ClosureKind, Rag
from .timescale_changes import Difference, Line, assumptions, differences, lines_of
from .working_time import OfficeHours

AHEAD = timedelta(days=548)
PEOPLE = ("proposed_by", "approved_by", "ended_by")
TONES = {
    Standing.PROPOSED: "yellow", Standing.APPROVED: "blue", Standing.IN_FORCE: "green", Standing.SUPERSEDED: "grey",
    Standing.SENT_BACK: "red", Standing.WITHDRAWN: "grey",
}  # fmt: skip


@dataclass(frozen=True)
class VersionView:
    """One version as its page shows it."""

    version: TimescaleVersion
    standing: Standing
    tone: str
    data: Mapping[str, Any]
    lines: list[Line]
    assumptions: int
    differences: list[Difference]
    compared_with: str


def version_in_force() -> TimescaleVersion:
    """The version that new clocks run by."""
    return _versions().in_force().get()


def proposal() -> TimescaleVersion | None:
    """The version that waits for an answer, or for its time."""
    return _versions().awaited().first()


def history() -> list[VersionView]:
    """Every version there was, the newest first, without its differences."""
    return [_view(version, None) for version in _versions().order_by("-pk")]


def version_view(version_id: int) -> VersionView | None:
    """One version as it was, against the one before it, or against what is in force if it never was."""
    version = _versions().filter(pk=version_id).first()
    if version is None:
        return None
    earlier = _versions().filter(in_force_from__isnull=False).exclude(pk=version.pk)
    before = earlier.filter(in_force_from__lt=version.in_force_from or version.ended_at or timezone.now()).first()
    return _view(version, before)


def view_of(version: TimescaleVersion) -> VersionView:
    """A version by itself."""
    return _view(version, None)


def _view(version: TimescaleVersion, before: TimescaleVersion | None) -> VersionView:
    return VersionView(
        version=version, standing=version.standing, tone=TONES[version.standing], data=version.data,
        lines=lines_of(version.data), assumptions=assumptions(version.data),
        differences=differences(before.data, version.data) if before else [], compared_with=before.name if before else "",
    )  # fmt: skip


def _versions() -> QuerySet[TimescaleVersion]:
    return TimescaleVersion.objects.select_related(*PEOPLE)


def running_clocks() -> int:
    """How many clocks run now: those that a new version may be applied to."""
    return Deadline.objects.begun().count()


def recalculations() -> list[Recalculation]:
    """The latest changes that were carried through the running clocks; the first look at the calendar is none."""
    return list(Recalculation.objects.exclude(settled_at=F("asked_at")).order_by("-pk")[:6])


@dataclass(frozen=True)
class DayView:
    """One weekday that differs from others."""

    day: date
    what: str
    open: bool
    by: str


def days_ahead() -> list[DayView]:
    """The days of the coming 18 months that are not worked although the hub works on such a weekday, and exceptions."""
    calendar, today = read_now(), timezone.localdate()
    approved = Closure.objects.filter(approved_at__isnull=False, ended_at__isnull=True, day__gte=today)
    closures = {row.day: row for row in approved.select_related("proposed_by", "approved_by").order_by("approved_at", "pk")}
    days = [today + timedelta(days=n) for n in range(AHEAD.days)]
    return [view for day in days if (view := _day(day, calendar.table.hours, closures.get(day)))]


def _day(day: date, hours: OfficeHours, closure: Closure | None) -> DayView | None:
    if day.weekday() not in hours.weekdays:
        return None
    if closure:
        by = f"proposed by {closure.proposed_by}, approved by {closure.approved_by}"
        return DayView(day, closure.reason, closure.kind == ClosureKind.OPEN, by)
    name = bank_holiday(day)
    return DayView(day, name, False, "bank holiday of England") if name else None


def years_missing() -> list[int]:
    """Years within the next twelve months whose bank holidays are not known."""
    return uncovered_years(timezone.localdate())


def closures_proposed() -> list[Closure]:
    """Days that wait for an answer."""
    return list(_closures().filter(approved_at__isnull=True, ended_at__isnull=True))


def closures_ended() -> list[Closure]:
    """The latest that were sent back or withdrawn."""
    return list(_closures().filter(ended_at__isnull=False).order_by("-ended_at")[:10])


def closure(closure_id: int) -> Closure | None:
    """One day, with who proposed it."""
    return _closures().filter(pk=closure_id).first()


def _closures() -> QuerySet[Closure]:
    return Closure.objects.select_related(*PEOPLE)


@dataclass(frozen=True)
class CaseClock:
    """One clock of a case with its whole history."""

    deadline: Deadline
    label: str
    about: str
    view: ClockView | None
    may_stop: bool
    why_not: str
    met_late: bool
    pauses: list[Pause]
    changes: list[DeadlineChange]


def case_clocks(case: Case, *, may_stop: bool) -> list[CaseClock]:
    """Every clock the case ever had: those that are open first, the nearest due before the others."""
    rows = case.deadlines.with_stop().select_related("version").prefetch_related(
        Prefetch("pauses", Pause.objects.select_related("stopped_by", "resumed_by")),
        Prefetch("changes", DeadlineChange.objects.select_related("changed_by")),
    )
    clocks = [_case_clock(case, row, may_stop=may_stop) for row in rows]
    return sorted(clocks, key=lambda c: (c.deadline.met_at is not None or c.deadline.called_off_at is not None, c.view is None))


def _case_clock(case: Case, row: Deadline, *, may_stop: bool) -> CaseClock:
    over = row.met_at or row.called_off_at
    why_not = "" if over or row.stopped_at else why_not_stopped(
        Clock(row.clock), Rag(case.rag) if case.rag else None, started=row.started_at is not None,
        overdue=row.due_at is not None and row.due_at < timezone.now(),
    )  # fmt: skip
    return CaseClock(
        deadline=row, label=Clock(row.clock).label, about=row.about or "case",
        view=clock_views([row])[0] if row.due_at and not over else None, may_stop=may_stop and not over and not why_not,
        why_not=why_not, met_late=bool(row.met_at and row.due_at and row.met_at > row.due_at), pauses=list(row.pauses.all()), changes=list(row.changes.all()),
    )  # fmt: skip


def open_clock(case: Case, clock: str, about: str) -> CaseClock | None:
    """One clock that is open, by what it is about; "case" for the case itself."""
    row = case.deadlines.open().with_stop().filter(clock=clock, about="" if about == "case" else about).first()
    return _case_clock(case, row, may_stop=True) if row else None
