"""The lists behind the figures: each counts exactly what its figure counted."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.models import Case, Deadline
from mash.cases.queries import ClockView, clock_views
from mash.cases.states import Clock, Stage
from partners.models import Check
from partners.states import CheckState
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
    owner: str
    what: str
    at: datetime
    age: str
    clock: ClockView | None = None


def listed_cases(actor: User, what: CaseList, *, clock: str = "", stage: str = "", rag: str = "", page: str = "1") -> Page:
    """One page of the list behind a figure; its `object_list` holds ListedCase."""
    cases = visible_cases(actor).exclude(stage=Stage.CLOSED)
    rows = {
        CaseList.STAGE: lambda: _of_stage(cases, stage, rag),
        CaseList.UNOWNED: lambda: _plain(cases.filter(owner__isnull=True)),
        CaseList.UNSEEN: lambda: _unseen(cases),
        CaseList.FEEDBACK: lambda: _of_case(Deadline.objects.open().with_stop().filter(case__in=cases, clock=Clock.FEEDBACK)),
        CaseList.BREACHED: lambda: _breached(cases, clock),
        CaseList.CHECKS: lambda: _checks(visible_cases(actor)),
    }[what]()
    shown = Paginator(rows, PAGE_SIZE).get_page(page)
    now = timezone.now()
    shown.object_list = [_line(row, now) for row in shown.object_list]
    return shown


def _plain(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("adult", "owner").order_by("opened_at", "pk")


def _of_case(rows: QuerySet) -> QuerySet:
    return rows.select_related("case__adult", "case__owner").order_by("due_at", "pk")


def _of_stage(cases: QuerySet[Case], stage: str, rag: str) -> QuerySet[Case]:
    if stage:
        cases = cases.filter(stage=stage)
    if rag:
        cases = cases.filter(rag="" if rag == "none" else rag)
    return _plain(cases)


def _unseen(cases: QuerySet[Case]) -> QuerySet[Referral]:
    unread = Referral.objects.filter(case__in=cases, read_at__isnull=True, set_aside="")
    return unread.select_related("case__adult", "case__owner").order_by("received_at", "pk")


def _breached(cases: QuerySet[Case], clock: str) -> QuerySet[Deadline]:
    late = Deadline.objects.running().with_stop().filter(case__in=cases, due_at__lt=timezone.now())
    return _of_case(late.filter(clock=clock) if clock else late)


def _checks(cases: QuerySet[Case]) -> QuerySet[Check]:
    late = Check.objects.filter(case__in=cases, state=CheckState.ASKED, due_at__lt=timezone.now())
    return _of_case(late.select_related("agency"))


def _line(row: Case | Deadline | Referral | Check, now: datetime) -> ListedCase:
    case = row if isinstance(row, Case) else row.case
    what, at, clock = _counted(row)
    return ListedCase(
        reference=case.reference, adult_name=case.adult.name if case.adult else "Adult not yet known", rag=case.rag,
        stage_label=Stage(case.stage).label, owner=case.owner.name if case.owner else "Nobody yet",
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
