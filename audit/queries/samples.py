"""Blind samples: what can be drawn, what waits for whom, and how far two workers agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mash.accounts.models import User
from mash.accounts.queries import who_may
from mash.accounts.roles import Permission
from mash.cases.access import visible_cases
from mash.cases.models import Case
from mash.cases.states import Rag, WorkKind
from thresholds.queries import version_named
from thresholds.rules import Kappa, cohens_kappa, cross, facts_of, percent_agreement

from ..models import BlindRating, BlindSample
from .rated import last_of_each, rated
from .reach import counted_cases


@dataclass(frozen=True)
class Soon:
    """How far they agree on how soon somebody must act, where both were asked."""

    answered: int
    same: int
    kappa: Kappa | None


@dataclass(frozen=True)
class Concord:
    """How far two workers agree who rated the same concerns apart from each other."""

    counts: list[list[int]]
    answered: int
    waiting: int
    declined: list[BlindRating]
    apart: list[BlindRating]
    same: float | None
    kappa: Kappa | None
    weighted: Kappa | None
    of_facts: Kappa | None
    how_soon: Soon


def raters() -> QuerySet[User]:
    """Who can be asked to rate a second time."""
    return who_may(Permission.RATE).order_by("name", "pk")


def pool(drawer: User, rater: User, since: datetime | None) -> list[int]:
    """The ratings that can be drawn: of each concern the last, with its facts and a version that is kept here. Both people may
    see the case, and the second knows no rating of it: they have made, confirmed or been asked about none, do not hold the
    case, and were not given it before.
    """
    cases = visible_cases(drawer).filter(pk__in=visible_cases(rater)).exclude(owner=rater).exclude(pk__in=_known_to(rater))
    rows = last_of_each(rated(cases, since))
    return sorted(row.decision_id for row in rows if facts_of(row.facts) and version_named(row.version))


def _known_to(rater: User) -> QuerySet[Case]:
    own = Q(ratings__decision__decided_by=rater) | Q(ratings__senior=rater)
    asked = Q(work_items__kind=WorkKind.CONFIRM_RATING) & (Q(work_items__owner=rater) | Q(work_items__answered_by=rater))
    given = Q(pk__in=BlindRating.objects.filter(sample__rater=rater).values("decision__case"))
    return Case.objects.filter(own | asked | given).values("pk")


def given_to(rater: User) -> QuerySet[BlindRating]:
    """What this person was given to rate again, the oldest sample first; cases that are hidden from them by now left out."""
    rows = BlindRating.objects.filter(sample__rater=rater, decision__case__in=visible_cases(rater))
    return rows.select_related("sample", "decision__case").order_by("sample_id", "position")


def samples() -> QuerySet[BlindSample]:
    """Every sample, the newest first."""
    return BlindSample.objects.select_related("rater", "drawn_by")


def ratings_of(actor: User, sample: BlindSample | None = None) -> list[BlindRating]:
    """The ratings of one sample, or of all, as far as this person's figures count their cases."""
    rows = BlindRating.objects.filter(decision__case__in=counted_cases(actor))
    if sample:
        rows = rows.filter(sample=sample)
    told = rows.select_related("sample__rater", "decision__case", "decision__decided_by", "decision__rating")
    return list(told.order_by("sample_id", "position"))


def first_choice(row: BlindRating) -> str:
    """What the first worker chose, whether or not a senior agreed to it."""
    return row.decision.snapshot.get("asked") or row.decision.rating.rag


def how_soon(row: BlindRating) -> tuple[str, str] | None:
    """What the first worker and the second said of how soon somebody must act; nothing unless both were asked."""
    first, second = (kept.get("urgency") for kept in (row.decision.snapshot, row.snapshot))
    return (first["name"], second["name"]) if first and second else None


def _soon(answered: list[BlindRating]) -> Soon:
    pairs = [said for row in answered if (said := how_soon(row))]
    counts = cross(pairs, sorted({name for pair in pairs for name in pair}))
    return Soon(len(pairs), sum(first == second for first, second in pairs), cohens_kappa(counts) if pairs else None)


def _apart(row: BlindRating) -> bool:
    soon = how_soon(row)
    return first_choice(row) != row.rag or bool(soon and soon[0] != soon[1])


def concord(rows: Iterable[BlindRating]) -> Concord:
    """Agreement on what was chosen, and on what the matrix suggested from each one's facts."""
    rows = list(rows)
    answered, order = [row for row in rows if row.rag], [rag.value for rag in Rag]
    counts = cross([(first_choice(row), row.rag) for row in answered], order)
    facts = cross([(row.decision.rating.suggested, row.suggested) for row in answered], order)
    return Concord(
        counts=counts, answered=len(answered), waiting=sum(row.answered_at is None for row in rows),
        declined=[row for row in rows if row.declined_why], apart=[row for row in answered if _apart(row)],
        same=percent_agreement(counts), kappa=cohens_kappa(counts), weighted=cohens_kappa(counts, linear=True),
        of_facts=cohens_kappa(facts), how_soon=_soon(answered),
    )  # fmt: skip
