"""How often people decide otherwise than the matrix suggests, and what became of it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import F, QuerySet

from mash.accounts.models import User
from mash.cases.models import Case, Rating, WorkItem
from mash.cases.states import WorkKind
from thresholds.matrix import Route

from ..rules import leaning
from ..states import Choice, LabPeriod, Part
from .rated import Rated, rated, since_of
from .reach import counted_cases


@dataclass(frozen=True, slots=True)
class Chosen:
    """One rating, and what the worker made of the suggestion."""

    rated: Rated
    choice: Choice


def chosen(actor: User, period: LabPeriod) -> list[Chosen]:
    """Every rating in the period that this person's figures count. Three queries."""
    cases = counted_cases(actor)
    asked, agreed = _asked(cases), _agreed(cases)
    return [Chosen(row, _choice(row, asked.get(str(row.rating_id)), agreed)) for row in rated(cases, since_of(period))]


def chosen_by(found: list[Chosen], part: Part) -> dict[str, Counter[Choice]]:
    """How many of each value were rated how, the largest first."""
    counts: dict[str, Counter[Choice]] = {}
    for row in found:
        for value in row.rated.values(part):
            counts.setdefault(value, Counter())[row.choice] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])))


def _asked(cases: QuerySet[Case]) -> dict[str, tuple]:
    """What seniors were asked, by the rating that it was about: who answered, when."""
    items = WorkItem.objects.filter(kind=WorkKind.CONFIRM_RATING, case__in=cases).order_by("pk")
    return {about: answered for about, *answered in items.values_list("about", "case_id", "answered_by_id", "answered_at")}


def _agreed(cases: QuerySet[Case]) -> dict[tuple, bool]:
    """Who rated which case when, and whether they thereby agreed to somebody's lower rating. A rating and the answer that it
    gives bear the same time, because one use case writes both.
    """
    rows = Rating.objects.filter(case__in=cases).annotate(own=F("decision__decided_by")).order_by("pk")
    told = rows.values_list("case_id", "own", "decision__decided_at", "senior_id")
    return {(case, by, at): senior == by for case, by, at, senior in told}


def _choice(row: Rated, question: list | None, agreed: dict[tuple, bool]) -> Choice:
    against_rule = row.route == Route.MASH_ENQUIRY and row.asked_route == Route.TRIAGE
    went = leaning(row.suggested, row.asked, against_rule=against_rule)
    if went != Choice.LOWERED or question is None:
        return went
    if question[2] is None:
        return Choice.WAITING
    match agreed.get(tuple(question)):
        case None:
            return Choice.REFUSED
        case True:
            return Choice.AGREED
        case _:
            return Choice.OVERTAKEN
