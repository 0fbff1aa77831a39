"""Ratings as the threshold lab reads them: what was known and suggested, what was chosen, who referred, and from where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from mash.cases.models import Case, Rating
from mash.cases.states import Rag, Stage
from mash.people.models import Address
from referrals.models import Referral
from referrals.states import Voice
from thresholds.matrix import Matrix, Route

from ..rules import district, ending, first_day
from ..states import Ending, LabPeriod, Part

NOT_KNOWN = "Not known"
NOT_ASKED = "Not asked"
"""How soon somebody must act, where the version of the matrix did not ask."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating by a worker. A senior's agreement to it is no rating of its own."""

    rating_id: int
    decision_id: int
    case_id: int
    reference: str
    at: datetime
    person_id: int
    person: str
    suggested: Rag
    route: Route | None
    asked: Rag
    asked_route: Route | None
    senior_id: int | None
    facts: dict[str, Any] | None
    version: str
    types: tuple[str, ...]
    setting: str
    partner: str
    area: str
    rag_now: str
    urgency: str
    ending: Ending

    def values(self, part: Part) -> tuple[str, ...]:
        """Where it counts when figures are taken apart; with several types, in each of them."""
        found = {
            Part.TYPE: self.types, Part.SETTING: (self.setting,), Part.PARTNER: (self.partner,), Part.AREA: (self.area,),
            Part.PERSON: (str(self.person_id),),
        }[part]  # fmt: skip
        return found or ("",)


def rated(cases: QuerySet[Case], since: datetime | None) -> list[Rated]:
    """Every rating of these cases since then, in the order in which they were made. One query."""
    rows = Rating.objects.filter(case__in=cases).exclude(senior=F("decision__decided_by")).order_by("decision__decided_at", "pk")
    if since:
        rows = rows.filter(decision__decided_at__gte=since)
    first = Referral.objects.filter(case=OuterRef("case"), set_aside="").order_by("received_at", "pk")
    home = Address.objects.filter(adult=OuterRef("case__adult"), until_on__isnull=True).order_by("-pk")
    told = rows.annotate(
        facts=F("decision__snapshot__facts"), route=F("decision__snapshot__suggestion__route"),
        urgency=F("decision__snapshot__urgency__name"), asked=F("decision__snapshot__asked"), asked_route=F("decision__snapshot__asked_route"),
        agency=Subquery(first.values("agency__name")[:1]), voice=Subquery(first.values("voice")[:1]),
        postcode=Subquery(home.values("postcode")[:1]),
    )  # fmt: skip
    return [_rated(*row) for row in told.values_list(
        "pk", "decision_id", "case_id", "case__reference", "decision__decided_at", "decision__decided_by_id",
        "decision__decided_by__name", "suggested", "route", "asked", "asked_route", "rag", "senior_id", "facts",
        "decision__versions", "types", "agency", "voice", "postcode", "case__rag", "case__outcome", "case__stage", "urgency",
    )]  # fmt: skip


def _rated(
    pk: int, decision: int, case: int, reference: str, at: datetime, person_id: int, person: str, suggested: str, route: str,
    asked: str, asked_route: str, rag: str, senior: int, facts: Any, versions: Any, types: list[str], agency: str, voice: str,
    postcode: str, rag_now: str, outcome: str, stage: str, urgency: str | None,
) -> Rated:  # fmt: skip
    return Rated(
        pk, decision, case, reference, at, person_id, person, Rag(suggested), _route(route), Rag(asked or rag), _route(asked_route),
        senior, facts, versions.get("matrix", ""), tuple(types), (facts or {}).get("setting", ""),
        agency or (Voice(voice).label if voice else NOT_KNOWN), district(postcode or "") or NOT_KNOWN, rag_now, urgency or NOT_ASKED,
        ending(rag_now, outcome, closed=stage == Stage.CLOSED),
    )  # fmt: skip


def _route(value: str | None) -> Route | None:
    return Route(value) if value else None


def last_of_each(ratings: Iterable[Rated]) -> list[Rated]:
    """One for each concern: what was last known of it."""
    return list({row.case_id: row for row in ratings}.values())


def since_of(period: LabPeriod) -> datetime | None:
    """Midnight in Luton on the first day that counts."""
    if period == LabPeriod.EVER:
        return None
    day = first_day(timezone.localdate(), int(period))
    return timezone.make_aware(datetime.combine(day, time.min))


def names(part: Part, ratings: Iterable[Rated], *matrices: Matrix) -> dict[str, str]:
    """What to call each value, in the words of the first of these versions that has it; what none has shows its code."""
    found = {value: value for row in ratings for value in row.values(part)}
    if part == Part.PERSON:
        return {str(row.person_id): row.person for row in ratings}
    for matrix in reversed(matrices):
        of = {Part.TYPE: matrix.types, Part.SETTING: matrix.settings}.get(part, ())
        found |= {row.code: row.name for row in of if row.code in found}
    return found | {"": NOT_KNOWN} if "" in found else found
