"""What was let through when words were looked at: counts by kind, team and worker, and each with its reason."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.models import LetThrough, Remarked
from mash.cases.wording.states import WordingKind

from ..states import Period

PAGE_SIZE = 50
UNNAMED = "Not signed in"
HEADS = {
    WordingKind.NAME: "Name", WordingKind.PERSON: "Age or gender", WordingKind.TERM: "Term", WordingKind.COPY: "Copy",
    WordingKind.OPINION: "Opinion",
}  # fmt: skip


@dataclass(frozen=True)
class Tallied:
    """One team or worker: how often each kind was let through."""

    name: str
    cells: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True)
class LetThroughFigures:
    """Counts of what was let through, on cases that this person may see."""

    teams: tuple[Tallied, ...]
    workers: tuple[Tallied, ...]
    all: Tallied
    page: Page
    sent: tuple[Tallied, ...]
    all_sent: Tallied


def let_through_figures(actor: User, period: Period, kind: str, page: str) -> LetThroughFigures:
    """The tables, and one page of the rows. Four queries. What stands on a case that is hidden from this person is neither
    counted nor listed; what was keyed in before a case was noted with it is a term alone, and is.
    """
    rows = _rows(actor, period)
    counted = list(rows.order_by().values_list("by__organisation__name", "by__name", "by", "kind").annotate(times=Count("pk")))
    shown = rows.filter(kind=kind) if kind else rows
    of_others = _within(Remarked.objects.filter(case__in=visible_cases(actor)), period).order_by()
    sent = list(of_others.values_list("agency__name", "kind").annotate(times=Count("pk")))
    return LetThroughFigures(
        teams=_tallies([(team, kind, times) for team, _, _, kind, times in counted]),
        workers=_tallies([((worker, pk), kind, times) for _, worker, pk, kind, times in counted]),
        all=_tally("All", [(kind, times) for *_, kind, times in counted]),
        page=Paginator(shown.select_related("case", "by__organisation"), PAGE_SIZE).get_page(page),
        sent=_tallies([(agency or UNNAMED, kind, times) for agency, kind, times in sent]),
        all_sent=_tally("All", [(kind, times) for _, kind, times in sent]),
    )  # fmt: skip


def _rows(actor: User, period: Period) -> QuerySet[LetThrough]:
    rows = LetThrough.objects.filter(Q(case__in=visible_cases(actor)) | Q(case__isnull=True))
    return _within(rows, period)


def _within(rows: QuerySet, period: Period) -> QuerySet:
    return rows.filter(at__gte=_since(period)) if period != Period.EVER else rows


def _since(period: Period) -> datetime:
    day: date = timezone.localdate() - timedelta(days=int(period))
    return timezone.make_aware(datetime.combine(day, time.min))


def _tallies(counted: list[tuple]) -> tuple[Tallied, ...]:
    """The one with most first. Two workers of one name are two."""
    names = dict.fromkeys(name for name, _, _ in counted)
    tallies = [
        _tally(name[0] if isinstance(name, tuple) else name, [(kind, times) for other, kind, times in counted if other == name])
        for name in names
    ]  # fmt: skip
    return tuple(sorted(tallies, key=lambda row: (-row.total, row.name)))


def _tally(name: str, counted: list[tuple[str, int]]) -> Tallied:
    sums: Counter[str] = Counter()
    for kind, times in counted:
        sums[kind] += times
    return Tallied(name, tuple((head, sums[kind]) for kind, head in HEADS.items()), sums.total())
