"""Disputes in numbers, and the list behind each number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.dispute_queries import ListedDispute, listed
from mash.cases.dispute_rules import LEVELS
from mash.cases.dispute_states import UNDER_WAY, DisputeAge, DisputeOutcome
from mash.cases.models import Dispute, DisputeMove

from .reach import counted_cases

PAGE_SIZE = 50
REFERRERS = "referrer"
GOES_ON = Q(state__in=UNDER_WAY)


@dataclass(frozen=True)
class DisputeCount:
    """One line of a table: what it counts, how many go on and are over, and how its lists are asked for."""

    label: str
    query: str
    going: int
    over: int


@dataclass(frozen=True)
class DisputeFigures:
    """Every dispute of the cases that a person's figures count, four ways."""

    levels: list[DisputeCount]
    ages: list[DisputeCount]
    outcomes: list[DisputeCount]
    raisers: list[DisputeCount]


@dataclass(frozen=True)
class DisputesWanted:
    """Which disputes to list; what is empty narrows nothing."""

    level: str = ""
    goes_on: str = ""
    age: str = ""
    outcome: str = ""
    raised: str = ""


def dispute_figures(actor: User) -> DisputeFigures:
    """By level, age, last answer and who raised it; two queries."""
    now, rows = timezone.now(), _with_outcome(Dispute.objects.filter(case__in=counted_cases(actor)))
    asked = {f"level={level}": (role.label, Q(level=level)) for level, role in LEVELS.items()}
    asked |= {f"age={age}": (age.label, _aged(age, now)) for age in DisputeAge}
    asked |= {f"outcome={outcome}": (outcome.label, Q(outcome=outcome)) for outcome in DisputeOutcome}
    sums: dict[str, Count] = {}
    for number, (_, narrow) in enumerate(asked.values()):
        sums |= {f"going{number}": Count("pk", filter=narrow & GOES_ON), f"over{number}": Count("pk", filter=narrow & ~GOES_ON)}
    found = rows.aggregate(**sums)
    lines = [DisputeCount(label, query, found[f"going{n}"], found[f"over{n}"]) for n, (query, (label, _)) in enumerate(asked.items())]
    kinds = [[line for line in lines if line.query.startswith(kind)] for kind in ("level", "age", "outcome")]
    return DisputeFigures(*kinds, _raisers(rows))


def _raisers(rows: QuerySet[Dispute]) -> list[DisputeCount]:
    """Each team and agency by name; referrers, for whom somebody of the hub took it up, by themselves."""
    counts = {"going": Count("pk", filter=GOES_ON), "over": Count("pk", filter=~GOES_ON)}
    grouped = rows.order_by().values("for_referrer", "raised_from__name").annotate(**counts)
    found: dict[str, list[int]] = {}
    for row in grouped:
        name = REFERRERS if row["for_referrer"] else row["raised_from__name"]
        going, over = found.get(name, [0, 0])
        found[name] = [going + row["going"], over + row["over"]]
    named = sorted(found.items(), key=lambda each: (-sum(each[1]), each[0]))
    return [DisputeCount("A referrer" if name == REFERRERS else name, name, *numbers) for name, numbers in named]


def listed_disputes(actor: User, wanted: DisputesWanted, page: str) -> Page:
    """The disputes behind a number, of cases that this person may see: the newest first."""
    rows = _with_outcome(Dispute.objects.filter(case__in=visible_cases(actor)))
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.goes_on:
        rows = rows.filter(GOES_ON if wanted.goes_on == "yes" else ~GOES_ON)
    if wanted.age:
        rows = rows.filter(_aged(DisputeAge(wanted.age), timezone.now()))
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.raised:
        rows = rows.filter(Q(for_referrer=True) if wanted.raised == REFERRERS else Q(for_referrer=False, raised_from__name=wanted.raised))
    found = Paginator(rows, PAGE_SIZE).get_page(page)
    found.object_list = _shown(found.object_list)
    return found


def _shown(rows: QuerySet[Dispute]) -> list[ListedDispute]:
    """The rows of one page in the order of the list."""
    order = [row.pk for row in rows]
    return sorted(listed(Dispute.objects.filter(pk__in=order)), key=lambda each: order.index(each.row.pk))


def _with_outcome(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    answers = DisputeMove.objects.filter(dispute=OuterRef("pk")).exclude(outcome="").order_by("-pk")
    return rows.annotate(outcome=Subquery(answers.values("outcome")[:1]))


def _aged(age: DisputeAge, now: datetime) -> Q:
    edges = [timedelta(0), timedelta(days=1), timedelta(days=7), timedelta(days=30), None]
    number = list(DisputeAge).index(age)
    younger, older = edges[number], edges[number + 1]
    since = Q(raised_at__gt=now - older) if older else Q()
    return since & Q(raised_at__lte=now - younger) if younger else since
