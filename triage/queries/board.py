"""The duty board: cases in hand by the time left to their next clock, and the figures above them.

The order: first the cases on which somebody is in danger now and nobody has settled what that means (not rated yet, held by
nobody, or what was said of the danger not yet read or answered, and nobody has made the adult safe:
`mash.cases.in_hand.pressing`), then all others; within each, the next clock to run out. A day-old Amber must not stand above somebody in danger. A closed case stays as long as something
is owed on it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.access import may_on, response_owed, visible_cases, worked_beside
from mash.cases.calendar import in_force, is_shut
from mash.cases.contested import contested
from mash.cases.in_hand import enquiry_unheld, in_hand, made_safe, pressing, unheld
from mash.cases.markers import Mark, marks_of, with_marks
from mash.cases.models import Case, Deadline, Rating, Sending, Step, Wishes, WorkItem
from mash.cases.pattern_queries import patterns_on
from mash.cases.presence import with_present
from mash.cases.queries import ClockView, UrgencyView, age, clock_views, urgency_of, with_name
from mash.cases.rules import NextStep, next_step, to_take
from mash.cases.states import ENQUIRY_STAGES, Clock, Rag, Stage, StepName, WorkKind
from mash.cases.work_items import DISPUTE_TASKS, work_items_for
from mash.cases.working_time import OfficeHours, soon_until, time_left
from mash.people.states import SafeBy
from mash.people.telling import name_in
from partners.models import Check
from partners.states import CheckState

from ..rules import CheckMark, check_mark
from ..states import Show

PAGE_SIZE = 50


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
    safe_at: datetime | None
    pressing: bool
    arrived_as: str
    no_safe_contact: bool
    voice_missing: bool
    marks: list[Mark]
    owes_response: bool
    patterns: list[str]
    disputed: bool
    conflicted: bool
    rag: str
    rated_by: str
    waits_for: str
    asked: str
    always_enquiry: str
    urgency: UrgencyView | None
    stage_label: str
    unread: int
    next_step: str
    owner: str
    unheld: bool
    team: str
    clock: ClockView | None
    step_clock: ClockView | None
    to_close: bool
    open: bool
    to_take: bool
    sent_to: str
    known_to: str
    stopped: list[ClockView]
    checks: list[CheckMark]
    here: list[str]


def board_of(user: User) -> QuerySet[Case]:
    """The cases on this person's board: those in hand."""
    return in_hand(visible_cases(user))


def board_hours() -> OfficeHours:
    """When the hub is open, by the table in force."""
    return in_force().hours


def board_figures(user: User, hours: OfficeHours) -> list[Figure]:
    """The strip above the board; each figure counts the cases that `board_cases` shows for it, and says how many reports or
    answers lie in them.
    """
    now = timezone.now()
    flags = {str(show): Count("pk", filter=flag) for show, flag in _flags(now, hours).items()}
    to_read = Check.objects.filter(case=OuterRef("pk"), state=CheckState.ANSWERED).order_by().values("case").annotate(many=Count("pk")).values("many")
    counts = board_of(user).aggregate(to_read=Sum(Subquery(to_read)), **flags)
    waiting = Deadline.objects.open().filter(clock=Clock.SEEN, case__in=board_of(user))
    unread = waiting.aggregate(reports=Count("pk"), oldest=Min("started_at"))
    answers = counts["to_read"] or 0
    oldest = time_left(unread["oldest"], now).removesuffix(" over") if unread["oldest"] else ""
    reports = f"{unread['reports']} report{'' if unread['reports'] == 1 else 's'}, the oldest {oldest} ago" if oldest else ""
    notes = {Show.UNREAD: reports, Show.ANSWERS: f"{answers} answer{'' if answers == 1 else 's'}" if answers else ""}
    return [Figure(str(show), show.label, counts[show], notes.get(show, ""), _tone(show, counts[show])) for show in Show]


def tasks_waiting(user: User, stands_in_for: Iterable[User]) -> dict[str, int]:
    """How many tasks call on this person (their own, those of whom they stand in for, and those for anybody of the role), and
    how many disputes the tasks page lists for them; one query.
    """
    owners = [user.pk, *(each.pk for each in stands_in_for)]
    mine = Count("pk", filter=Q(owner__isnull=True) | Q(owner__in=owners))
    disputes = Count("pk", filter=Q(kind__in=DISPUTE_TASKS))
    return work_items_for(user).order_by().aggregate(tasks=mine, disputes=disputes)


def board_cases(
    user: User, hours: OfficeHours, *, show: str = "", stage: str = "", rag: str = "", mine: bool = False, search: Q | None = None
) -> QuerySet[Case]:
    """The cases on the board after its filters: danger that nobody has settled, then the next clock to run out."""
    next_due = Deadline.objects.running().filter(case=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    found = board_of(user)
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
    presses = ExpressionWrapper(pressing(), output_field=BooleanField())
    found = with_present(found.annotate(next_due=Subquery(next_due), presses=presses), user)
    return found.order_by("-presses", F("next_due").asc(nulls_last=True), "pk")


def board_page(user: User, found: QuerySet[Case], number: str) -> Page:
    """One page of the board's cases, with what their rows need."""
    rated = Rating.objects.filter(case=OuterRef("pk")).order_by("-pk")
    lower = WorkItem.objects.filter(case=OuterRef("pk"), kind=WorkKind.CONFIRM_RATING, answered_at__isnull=True)
    rows = with_marks(with_name(found)).select_related("adult", "owner", "team").annotate(
        **contested(),
        waits_for=Subquery(lower.values("owner__name")[:1]), asked=Subquery(rated.values("decision__snapshot__asked")[:1]), unheld=ExpressionWrapper(enquiry_unheld(), BooleanField()),
        voice=Exists(Wishes.objects.filter(case=OuterRef("pk"))), rated_by=Subquery(rated.values("decision__decided_by__name")[:1]),
        owes_response=Exists(response_owed()), safe_at=Subquery(made_safe().filter(case=OuterRef("pk")).values("taken_at")[:1]),
        sent_to=Subquery(Sending.objects.awaited().filter(case=OuterRef("pk")).values("worker__name")[:1]),
        # Somebody else: who has met the adult already.
        known_to=Subquery(worked_beside(user).exclude(owner=OuterRef("owner")).values("owner__name")[:1]),
    )
    return Paginator(rows, PAGE_SIZE).get_page(number)


def board_rows(user: User, cases: list[Case]) -> list[BoardRow]:
    """The rows of one page, in four queries however many there are."""
    deadlines = _by_case(Deadline.objects.open().with_stop().filter(case__in=cases))
    steps = _by_case(Step.objects.filter(case__in=cases))
    checks = _by_case(_checks(cases))
    patterns = patterns_on(user, [case.pk for case in cases])
    return [
        _row(user, case, deadlines[case.pk], steps[case.pk], checks[case.pk], patterns.get(case.pk, [])) for case in cases
    ]


def _flags(now: datetime, hours: OfficeHours) -> dict[Show, Any]:
    clocks = Deadline.objects.open().filter(case=OuterRef("pk"))
    running = Deadline.objects.running().filter(case=OuterRef("pk"))
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    nobody = Q(owner__isnull=True) & ~Q(stage=Stage.CLOSED)
    return {
        Show.DANGER: Q(danger_now=True) & nobody & ~Q(Exists(made_safe().filter(case=OuterRef("pk")))),
        Show.UNREAD: Exists(clocks.filter(clock=Clock.SEEN)),
        Show.NOT_STARTED: (Q(rag=Rag.RED) | Q(stage__in=ENQUIRY_STAGES)) & unheld(),
        Show.NOBODY: nobody,
        Show.SOON: Exists(running.filter(due_at__lte=soon_until(now, hours, is_shut))),
        Show.ANSWERS: Exists(Check.objects.filter(case=OuterRef("pk"), state=CheckState.ANSWERED)),
        Show.LATE: Q(stage=Stage.CLOSED) & Q(Exists(clocks.filter(clock=Clock.LATE_ANSWER))),
        Show.FEEDBACK: Exists(running.filter(clock=Clock.FEEDBACK, due_at__lt=midnight)),
        Show.RESPONSE: Exists(response_owed()),
    }


def _tone(show: Show, count: int) -> str:
    if not count:
        return ""
    return "red" if show in (Show.DANGER, Show.UNREAD, Show.NOT_STARTED, Show.SOON) else "amber"


def _checks(cases: list[Case]) -> QuerySet[Check]:
    asked = Check.objects.filter(case__in=cases).exclude(state=CheckState.WITHDRAWN)
    return asked.select_related("agency").order_by("asked_at", "pk")


def _by_case(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _row(
    user: User, case: Case, deadlines: list[Deadline], steps: list[Step], checks: list[Check], patterns: list[str]
) -> BoardRow:
    adult = case.adult
    settled = {step.name for step in steps}
    unread = sum(deadline.clock == Clock.SEEN for deadline in deadlines)
    clocks = clock_views(deadlines)
    clock = next((view for view in clocks if not view.stop), None)
    step = next_step(
        Stage(case.stage), clocks={Clock(deadline.clock) for deadline in deadlines if deadline.due_at},
        adult_known=adult is not None, decided=case.decided_at is not None,
        outstanding_steps=[name for name in StepName if name not in settled], unheld=case.unheld,
    )  # fmt: skip
    return BoardRow(
        reference=case.reference,
        adult_name=adult.name if adult else "Adult not yet known",
        adult_age=age(adult.born_on, timezone.localdate()) if adult and adult.born_on else None,
        said_name="" if adult else name_in(case.said_name),
        said="" if adult else case.said_name,
        restricted=case.restricted,
        danger_now=case.danger_now, safe_at=case.safe_at,
        pressing=case.presses,
        arrived_as=case.arrived_as if case.stage == Stage.RECEIVED else "",
        no_safe_contact=bool(adult) and adult.safe_by == SafeBy.NONE,
        voice_missing=case.stage != Stage.RECEIVED and not case.voice,
        patterns=patterns,
        marks=marks_of(case),
        owes_response=case.owes_response,
        disputed=case.disputed, conflicted=case.conflicted,
        rag=case.rag,
        rated_by=(case.rated_by or "") if case.waits_for or not case.asked or case.asked == case.rag else "",
        waits_for=case.waits_for or "",
        asked=Rag(case.asked).label if case.waits_for and case.asked else "",
        always_enquiry=case.always_enquiry,
        urgency=urgency_of(case, deadlines),
        stage_label=Stage(case.stage).label,
        unread=unread,
        next_step=step.words,
        owner=case.owner.name if case.owner else "",
        unheld=case.unheld,
        team=case.team.name,
        clock=clock,
        step_clock=_own_clock(step, clocks, clock),
        open=case.stage != Stage.CLOSED,
        to_take=case.owner_id != user.pk and may_on(user, case, to_take(Stage(case.stage))),
        sent_to=case.sent_to or "",
        known_to=case.known_to or "",
        to_close=case.decided_at is not None and case.stage != Stage.CLOSED and not clocks,
        stopped=[view for view in clocks if view.stop],
        checks=[check_mark(c.agency.kind, c.agency.name, c.state, c.due_at, timezone.now()) for c in checks],
        here=case.here,
    )  # fmt: skip


def _own_clock(step: NextStep, clocks: list[ClockView], shown: ClockView | None) -> ClockView | None:
    """The clock of the next step, where another runs out first: so nobody takes that one's time for this step's."""
    if shown is None or shown.clock == step.clock:
        return None
    return next((view for view in clocks if view.clock == step.clock and not view.stop), None)
