"""The figures a manager starts the day with, in a number of queries that does not grow."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.in_hand import in_hand, unheld
from mash.cases.models import Case, Deadline
from mash.cases.states import Clock, Rag, Stage
from mash.cases.working_time import time_left
from partners.models import Check
from partners.states import CheckState
from referrals.models import Referral

from .reach import counted_cases

DAYS = 30
LONDON = ZoneInfo("Europe/London")
OPEN_STAGES = [stage for stage in Stage if stage != Stage.CLOSED]
COLOURS = [*Rag, None]


@dataclass(frozen=True)
class StageRow:
    """Open cases of one stage by rating, in the order of COLOURS; then all of them."""

    stage: Stage
    cells: list[tuple[str, int]]
    total: int


@dataclass(frozen=True)
class ClockRow:
    """Running clocks of one kind, those past their time, and by how much the worst."""

    clock: Clock
    running: int
    overdue: int
    worst: str


@dataclass(frozen=True)
class AgencyRow:
    """Questions to one agency that await its answer, and those past their time."""

    agency: str
    asked: int
    overdue: int
    worst: str


@dataclass(frozen=True)
class Unseen:
    """Reports that nobody has opened."""

    count: int
    oldest_at: datetime | None
    oldest_age: str

    @property
    def note(self) -> str:
        return f"oldest: {self.oldest_age} ago" if self.count else ""

    @property
    def tone(self) -> str:
        return "red" if self.count else "green"


@dataclass(frozen=True)
class Owed:
    """Feedback that referrers await: not yet due to begin, running, past its time."""

    waiting: int
    running: int
    overdue: int

    @property
    def all(self) -> int:
        return self.waiting + self.running + self.overdue

    @property
    def note(self) -> str:
        return f"{self.overdue} overdue, {self.waiting} before a decision"

    @property
    def tone(self) -> str:
        return "red" if self.overdue else ""


@dataclass(frozen=True)
class Overview:
    """All figures at one moment."""

    at: datetime
    stages: list[StageRow]
    totals: list[tuple[str, int]]
    open_cases: int
    received: list[tuple[date, int]]
    clocks: list[ClockRow]
    unseen: Unseen
    unowned: int
    owed: Owed
    agencies: list[AgencyRow]

    @property
    def overdue(self) -> int:
        """All clocks past their time."""
        return sum(row.overdue for row in self.clocks)

    @property
    def overdue_tone(self) -> str:
        return "red" if self.overdue else "green"

    @property
    def checks_overdue(self) -> int:
        """All questions to partners past their time."""
        return sum(row.overdue for row in self.agencies)

    @property
    def checks_note(self) -> str:
        return f"of {sum(row.asked for row in self.agencies)} awaited"

    @property
    def checks_tone(self) -> str:
        return "red" if self.checks_overdue else "green"


def overview(actor: User) -> Overview:
    """Every figure of the overview for one person.

    Clocks, what is owed and what nobody has read are counted on closed cases too: closing does not end them.
    """
    now = timezone.now()
    cases = counted_cases(actor)
    open_cases = cases.exclude(stage=Stage.CLOSED)
    counts = {(row["stage"], row["rag"]): row["n"] for row in open_cases.values("stage", "rag").annotate(n=Count("pk")).order_by()}
    stages = [_stage_row(stage, counts) for stage in OPEN_STAGES]
    clocks = _clocks(cases, now)
    return Overview(
        at=now,
        stages=stages,
        totals=[(colour, sum(dict(row.cells)[colour] for row in stages)) for colour, _ in stages[0].cells],
        open_cases=sum(row.total for row in stages),
        received=_received(cases, now),
        clocks=clocks,
        unseen=_unseen(in_hand(cases), now),
        unowned=open_cases.filter(unheld()).count(),
        owed=_owed(cases, now),
        agencies=_agencies(cases, now),
    )


def _stage_row(stage: Stage, counts: dict[tuple[str, str], int]) -> StageRow:
    cells = [(str(rag or ""), counts.get((stage, rag or ""), 0)) for rag in COLOURS]
    return StageRow(stage, cells, sum(n for _, n in cells))


def _received(cases: QuerySet[Case], now: datetime) -> list[tuple[date, int]]:
    today = now.astimezone(LONDON).date()
    days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    counted = (
        Referral.objects.filter(case__in=cases, received_at__gte=now - timedelta(days=DAYS + 1))
        .annotate(day=TruncDate("received_at", tzinfo=LONDON))
        .values("day").annotate(n=Count("pk")).order_by()
    )  # fmt: skip
    found = {row["day"]: row["n"] for row in counted}
    return [(day, found.get(day, 0)) for day in days]


def _clocks(cases: QuerySet[Case], now: datetime) -> list[ClockRow]:
    late = Q(due_at__lt=now)
    rows = (
        Deadline.objects.running().filter(case__in=cases).values("clock")
        .annotate(running=Count("pk"), overdue=Count("pk", filter=late), worst=Min("due_at", filter=late)).order_by()
    )  # fmt: skip
    found = {row["clock"]: row for row in rows}
    return [
        ClockRow(clock, found[clock]["running"], found[clock]["overdue"], age_of(found[clock]["worst"], now))
        for clock in Clock
        if clock in found
    ]


def _unseen(cases: QuerySet[Case], now: datetime) -> Unseen:
    unread = Referral.objects.filter(case__in=cases, read_at__isnull=True, set_aside="")
    row = unread.aggregate(n=Count("pk"), oldest=Min("received_at"))
    return Unseen(row["n"], row["oldest"], age_of(row["oldest"], now))


def _owed(cases: QuerySet[Case], now: datetime) -> Owed:
    stands = Q(stopped_at__isnull=False)
    row = Deadline.objects.open().filter(case__in=cases, clock=Clock.FEEDBACK).aggregate(
        waiting=Count("pk", filter=Q(due_at__isnull=True)),
        running=Count("pk", filter=Q(due_at__gte=now) | stands),
        overdue=Count("pk", filter=Q(due_at__lt=now) & ~stands),
    )
    return Owed(**row)


def _agencies(cases: QuerySet[Case], now: datetime) -> list[AgencyRow]:
    late = Q(due_at__lt=now)
    rows = (
        Check.objects.filter(case__in=cases, state=CheckState.ASKED).values("agency__name")
        .annotate(asked=Count("pk"), overdue=Count("pk", filter=late), worst=Min("due_at", filter=late))
        .order_by("-overdue", "agency__name")
    )  # fmt: skip
    return [AgencyRow(r["agency__name"], r["asked"], r["overdue"], age_of(r["worst"], now)) for r in rows]


def age_of(moment: datetime | None, now: datetime) -> str:
    """How long ago, in the words of the clocks; empty for nothing."""
    return "" if moment is None else time_left(moment, now).removesuffix(" over")
