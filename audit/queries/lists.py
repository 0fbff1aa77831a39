"""The lists behind the figures: each counts exactly what its figure counted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.in_hand import in_hand, unheld
from mash.cases.models import Case, Deadline
from mash.cases.queries import ClockView, called, clock_views, with_name
from mash.cases.states import Clock, Stage
from partners.models import Check
from partners.states import CheckState
from referrals.counting import STATE
from referrals.models import Referral

from ..states import CaseList
from .overview import age_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class ListedCase:
    """One line behind a figure: the case, what was counted, and since when or by when."""

    reference: str
    adult_name: str
    rag: str
    stage_label: str
    closed: bool
    owner: str
    what: str
    at: datetime
    age: str
    clock: ClockView | None = None


@dataclass(frozen=True)
class Narrow:
    """To what a list is narrowed: the part of the figure that was opened. What is empty narrows nothing."""

    clock: str = ""
    stage: str = ""
    rag: str = ""
    agency: str = ""
    channel: str = ""
    fate: str = ""
    day: date | None = None
    since: date | None = None


def listed_cases(actor: User, what: CaseList, narrow: Narrow = Narrow(), *, page: str = "1") -> Page:  # noqa: B008 - frozen
    """One page of the list behind a figure; its `object_list` holds ListedCase."""
    cases = visible_cases(actor)
    still_open = cases.exclude(stage=Stage.CLOSED)
    rows = {
        CaseList.STAGE: lambda: _of_stage(still_open, narrow),
        CaseList.UNOWNED: lambda: _plain(still_open.filter(unheld())),
        CaseList.UNSEEN: lambda: _unseen(in_hand(cases)),
        CaseList.FEEDBACK: lambda: _of_case(Deadline.objects.open().with_stop().filter(case__in=cases, clock=Clock.FEEDBACK)),
        CaseList.RUNNING: lambda: _of_case(_running(cases, narrow)),
        CaseList.BREACHED: lambda: _of_case(_running(cases, narrow).filter(due_at__lt=timezone.now())),
        CaseList.AWAITED: lambda: _of_case(_awaited(cases, narrow)),
        CaseList.CHECKS: lambda: _of_case(_awaited(cases, narrow).filter(due_at__lt=timezone.now())),
        CaseList.RECEIVED: lambda: _received(cases, narrow),
    }[what]()
    shown = Paginator(rows, PAGE_SIZE).get_page(page)
    now = timezone.now()
    rows = list(shown.object_list)
    of = [row if isinstance(row, Case) else row.case for row in rows]
    said = dict(with_name(Case.objects.filter(pk__in=[case.pk for case in of])).values_list("pk", "said_name"))
    shown.object_list = [_line(row, case, said[case.pk], now) for row, case in zip(rows, of, strict=True)]
    return shown


def _plain(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("adult", "owner").order_by("opened_at", "pk")


def _of_case(rows: QuerySet) -> QuerySet:
    return rows.select_related("case__adult", "case__owner").order_by("due_at", "pk")


def _of_stage(cases: QuerySet[Case], narrow: Narrow) -> QuerySet[Case]:
    if narrow.stage:
        cases = cases.filter(stage=narrow.stage)
    if narrow.rag:
        cases = cases.filter(rag="" if narrow.rag == "none" else narrow.rag)
    return _plain(cases)


def _reports(cases: QuerySet[Case]) -> QuerySet[Referral]:
    return Referral.objects.filter(case__in=cases).select_related("case__adult", "case__owner").order_by("received_at", "pk")


def _unseen(cases: QuerySet[Case]) -> QuerySet[Referral]:
    return _reports(cases).filter(read_at__isnull=True, set_aside="")


def _received(cases: QuerySet[Case], narrow: Narrow) -> QuerySet[Referral]:
    """Reports as the count of concerns counts them, by the day of receipt in Luton."""
    found = _reports(cases).annotate(state=STATE, day=TruncDate("received_at"))
    wanted = {"channel": narrow.channel, "state": narrow.fate, "day": narrow.day, "day__gte": narrow.since}
    return found.filter(**{name: value for name, value in wanted.items() if value})


def _running(cases: QuerySet[Case], narrow: Narrow) -> QuerySet[Deadline]:
    """Whatever the stage of their case: closing one does not end what runs on it."""
    found = Deadline.objects.running().with_stop().filter(case__in=cases)
    return found.filter(clock=narrow.clock) if narrow.clock else found


def _awaited(cases: QuerySet[Case], narrow: Narrow) -> QuerySet[Check]:
    found = Check.objects.filter(case__in=cases, state=CheckState.ASKED).select_related("agency")
    return found.filter(agency__name=narrow.agency) if narrow.agency else found


def _line(row: Case | Deadline | Referral | Check, case: Case, said: str, now: datetime) -> ListedCase:
    what, at, clock = _counted(row)
    return ListedCase(
        reference=case.reference, adult_name=called(case, said), rag=case.rag,
        stage_label=Stage(case.stage).label, closed=case.stage == Stage.CLOSED,
        owner=case.owner.name if case.owner else "Nobody yet",
        what=what, at=at, age=age_of(at, now), clock=clock,
    )  # fmt: skip


def _counted(row: Case | Deadline | Referral | Check) -> tuple[str, datetime, ClockView | None]:
    """What was counted, since when, and its clock if it has one."""
    if isinstance(row, Case):
        return "Open since", row.opened_at, None
    if isinstance(row, Referral):
        return f"Report {row.reference}, received", row.received_at, None
    if isinstance(row, Check):
        return f"{row.agency}, answer due", row.due_at, None
    if row.due_at is None:
        return f"{Clock(row.clock).label}, owed once it is decided", row.case.opened_at, None
    return Clock(row.clock).label, row.due_at, clock_views([row])[0]
