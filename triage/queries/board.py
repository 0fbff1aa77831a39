"""The duty board: open cases by the time left to their next clock, and the figures above them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.calendar import in_force, is_shut
from mash.cases.models import Case, Deadline, Rating, Step, Wishes
from mash.cases.queries import ClockView, age, clock_views, work_items_for
from mash.cases.reported import with_name
from mash.cases.rules import next_step
from mash.cases.states import Clock, Rag, Stage, StepName
from mash.cases.working_time import ClockState, OfficeHours, Unit, due_at, time_left, working_time_left
from mash.people.states import SafeBy
from mash.people.telling import name_in
from partners.models import Check
from partners.states import CheckState

from ..rules import CheckMark, check_mark
from ..states import Show

PAGE_SIZE = 50
REPEAT_WINDOW = timedelta(days=365)


@dataclass(frozen=True)
class Figure:
    """One number of the strip, with what it opens."""

    show: str
    label: str
    value: int
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class BoardRow:
    """One case on the board."""

    reference: str
    adult_name: str
    adult_age: int | None
    said_name: str
    said: str
    restricted: bool
    danger_now: bool
    arrived_as: str
    no_safe_contact: bool
    voice_missing: bool
    concerns: int
    rag: str
    rated_by: str
    always_enquiry: str
    stage_label: str
    unread: int
    next_step: str
    owner: str
    team: str
    clock: ClockView | None
    working_left: str
    stopped: list[ClockView]
    checks: list[CheckMark]


def open_cases(user: User) -> QuerySet[Case]:
    """The cases on this person's board."""
    return visible_cases(user).exclude(stage=Stage.CLOSED)


def board_hours() -> OfficeHours:
    """When the hub is open, by the table in force."""
    return in_force().hours


def board_figures(user: User, hours: OfficeHours) -> list[Figure]:
    """The strip above the board; each figure counts the cases that `board_cases` shows for it."""
    now = timezone.now()
    counts = open_cases(user).aggregate(**{str(show): Count("pk", filter=flag) for show, flag in _flags(now, hours).items()})
    waiting = Deadline.objects.open().filter(clock=Clock.SEEN, case__in=open_cases(user))
    unread = waiting.aggregate(reports=Count("pk"), oldest=Min("started_at"))
    oldest = time_left(unread["oldest"], now).removesuffix(" over") if unread["oldest"] else ""
    reports = f"{unread['reports']} report{'' if unread['reports'] == 1 else 's'}, the oldest {oldest} ago" if oldest else ""
    figures = [Figure(str(show), show.label, counts[show], tone=_tone(show, counts[show])) for show in Show]
    figures[0] = Figure(str(Show.UNREAD), Show.UNREAD.label, counts[Show.UNREAD], reports, _tone(Show.UNREAD, counts[Show.UNREAD]))
    return figures


def tasks_waiting(user: User) -> int:
    """How many tasks the tasks page lists for this person."""
    return work_items_for(user).count()


def board_cases(
    user: User, hours: OfficeHours, *, show: str = "", stage: str = "", rag: str = "", mine: bool = False, search: Q | None = None
) -> QuerySet[Case]:
    """The cases on the board after its filters, the next clock to run out first."""
    next_due = Deadline.objects.running().filter(case=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    found = open_cases(user)
    if show:
        found = found.filter(_flags(timezone.now(), hours)[Show(show)])
    if stage:
        found = found.filter(stage=stage)
    if rag:
        found = found.filter(rag="" if rag == "none" else rag)
    if mine:
        found = found.filter(owner=user)
    if search is not None:
        found = found.filter(search)
    return found.annotate(next_due=Subquery(next_due)).order_by(F("next_due").asc(nulls_last=True), "pk")


def board_page(found: QuerySet[Case], number: str) -> Page:
    """One page of the board's cases, with what their rows need."""
    recent = Case.objects.filter(adult=OuterRef("adult"), opened_at__gte=timezone.now() - REPEAT_WINDOW).order_by()
    rows = with_name(found).select_related("adult", "owner", "team").annotate(
        voice=Exists(Wishes.objects.filter(case=OuterRef("pk"))),
        concerns=Subquery(recent.values("adult").annotate(n=Count("pk")).values("n")),
    )
    return Paginator(rows, PAGE_SIZE).get_page(number)


def board_rows(cases: list[Case], hours: OfficeHours) -> list[BoardRow]:
    """The rows of one page, in four queries however many there are."""
    deadlines = _by_case(Deadline.objects.open().with_stop().filter(case__in=cases))
    steps = _by_case(Step.objects.filter(case__in=cases))
    ratings = _by_case(_latest_ratings(cases))
    checks = _by_case(_checks(cases))
    return [
        _row(case, deadlines[case.pk], steps[case.pk], ratings[case.pk], checks[case.pk], hours) for case in cases
    ]


def _flags(now: datetime, hours: OfficeHours) -> dict[Show, Any]:
    clocks = Deadline.objects.open().filter(case=OuterRef("pk"))
    running = Deadline.objects.running().filter(case=OuterRef("pk"))
    within_the_hour = due_at(now, 1, Unit.WORKING_HOURS, hours, is_shut)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        Show.UNREAD: Exists(clocks.filter(clock=Clock.SEEN)),
        Show.NOT_STARTED: Q(rag=Rag.RED, owner__isnull=True),
        Show.SOON: Exists(running.filter(due_at__lte=within_the_hour)),
        Show.ANSWERS: Exists(Check.objects.filter(case=OuterRef("pk"), state=CheckState.ANSWERED)),
        Show.FEEDBACK: Exists(running.filter(clock=Clock.FEEDBACK, due_at__lt=midnight)),
    }


def _tone(show: Show, count: int) -> str:
    if not count:
        return ""
    return "red" if show in (Show.UNREAD, Show.NOT_STARTED, Show.SOON) else "amber"


def _latest_ratings(cases: list[Case]) -> QuerySet[Rating]:
    newest = Rating.objects.filter(case__in=cases).order_by("case", "-pk").distinct("case")
    return newest.select_related("decision__decided_by")


def _checks(cases: list[Case]) -> QuerySet[Check]:
    asked = Check.objects.filter(case__in=cases).exclude(state=CheckState.WITHDRAWN)
    return asked.select_related("agency").order_by("asked_at", "pk")


def _by_case(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _row(
    case: Case, deadlines: list[Deadline], steps: list[Step], ratings: list[Rating], checks: list[Check], hours: OfficeHours
) -> BoardRow:
    adult = case.adult
    settled = {step.name for step in steps}
    unread = sum(deadline.clock == Clock.SEEN for deadline in deadlines)
    clocks = clock_views(deadlines)
    clock = next((view for view in clocks if not view.stop), None)
    return BoardRow(
        reference=case.reference,
        adult_name=adult.name if adult else "Adult not yet known",
        adult_age=age(adult.born_on, timezone.localdate()) if adult and adult.born_on else None,
        said_name="" if adult else name_in(case.said_name),
        said="" if adult else case.said_name,
        restricted=case.restricted,
        danger_now=case.danger_now,
        arrived_as=case.arrived_as if case.stage == Stage.RECEIVED else "",
        no_safe_contact=bool(adult) and adult.safe_by == SafeBy.NONE,
        voice_missing=case.stage != Stage.RECEIVED and not case.voice,
        concerns=case.concerns or 1,
        rag=case.rag,
        rated_by=ratings[0].decision.decided_by.name if ratings else "",
        always_enquiry=case.always_enquiry,
        stage_label=Stage(case.stage).label,
        unread=unread,
        next_step=next_step(
            Stage(case.stage), clocks={Clock(deadline.clock) for deadline in deadlines if deadline.due_at},
            adult_known=adult is not None, decided=case.decided_at is not None,
            outstanding_steps=[name for name in StepName if name not in settled],
        ).words,
        owner=case.owner.name if case.owner else "",
        team=case.team.name,
        clock=clock,
        working_left=_working_left(case, clock, hours),
        stopped=[view for view in clocks if view.stop],
        checks=[check_mark(c.agency.kind, c.agency.name, c.state, c.due_at, timezone.now()) for c in checks],
    )  # fmt: skip


def _working_left(case: Case, clock: ClockView | None, hours: OfficeHours) -> str:
    """Red does not stop at close of day, and what is overdue is overdue: then working time says nothing more."""
    if clock is None or case.rag == Rag.RED or clock.state == ClockState.OVERDUE:
        return ""
    return f"{working_time_left(clock.due_at, timezone.now(), hours, is_shut).removesuffix(' left')} of working time left"
