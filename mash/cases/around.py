"""What is on record around an adult, shaped for the page that shows it: needs, the services' response, markers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from mash.accounts.models import User

from .access import visible_cases
from .adult_rules import left_out, unmet
from .adult_states import Met, NeedKind, NeedState
from .markers import Mark, marks_of
from .models import Case, Marker, Need, SystemResponse


@dataclass(frozen=True)
class NeedRow:
    """One kind of need: its newest answer on this case, if anybody has asked; those before it; and what other cases hold."""

    kind: NeedKind
    now: Need | None
    before: list[Need]
    elsewhere: list[Need]

    @property
    def open(self) -> bool:
        """Somebody needs to do something about it."""
        return bool(self.now) and bool(unmet({self.kind: _answer(self.now)}))


def of_same_adult(actor: User, case: Case) -> QuerySet[Case]:
    """This case, and the adult's others that exist for this person: what was told once need not be told again (S25)."""
    here = Q(pk=case.pk)
    return visible_cases(actor).filter(here | Q(adult=case.adult_id) if case.adult_id else here)


def needs_of(actor: User, case: Case) -> list[NeedRow]:
    """All kinds of need side by side. What other cases of the adult hold is shown as told before, and counts for nothing
    until somebody has said that it is still so: needs change, and what is owed must not hang on what a reader may see.
    """
    here: dict[str, list[Need]] = {kind: [] for kind in NeedKind}
    elsewhere: dict[str, list[Need]] = {kind: [] for kind in NeedKind}
    for need in Need.objects.filter(case__in=of_same_adult(actor, case)).select_related("recorded_by", "case"):
        (here if need.case_id == case.pk else elsewhere)[need.kind].append(need)
    return [NeedRow(kind, next(iter(here[kind]), None), here[kind][1:], elsewhere[kind]) for kind in NeedKind]


def unmet_on(case: Case) -> list[NeedKind]:
    """The needs that this case has on record and that nobody is known to meet."""
    newest = case.needs.order_by("kind", "-pk").distinct("kind")
    return unmet({NeedKind(need.kind): _answer(need) for need in newest})


def covered_on(case: Case) -> list[NeedKind] | None:
    """The needs that the response which stands names; none while there is no response."""
    standing = response_of(case)
    return [NeedKind(part.need) for part in standing.parts.all()] if standing else None


def response_of(case: Case) -> SystemResponse | None:
    """The response that stands."""
    standing = case.system_responses.filter(ended_at__isnull=True)
    return standing.select_related("recorded_by").prefetch_related("parts", "looks__looked_by").first()


def newest_response(case: Case) -> int:
    """The key of the newest response, standing or ended; 0 when there was none."""
    return case.system_responses.values_list("pk", flat=True).first() or 0


def _answer(need: Need) -> tuple[NeedState, Met | None]:
    return NeedState(need.state), Met(need.met) if need.met else None


@dataclass(frozen=True)
class MarkerRow:
    """A marker with what it rests on, for whoever may see the case on which it was set."""

    marker: Marker
    overdue: bool


def markers_here(actor: User, case: Case) -> dict[str, Any]:
    """The markers of the adult: in full where the case they were set on exists for this person; of the others what every
    case shows.
    """
    found = Marker.objects.filter(case__in=of_same_adult(actor, case)).select_related("case", "set_by")
    rows = [MarkerRow(row, row.ended_at is None and row.review_on < timezone.localdate()) for row in found.prefetch_related("reviews__reviewed_by")]
    standing = [row for row in rows if row.marker.ended_at is None]
    return {"markers": standing, "ended_markers": [row for row in rows if row.marker.ended_at], "other_marks": _beyond(marks_of(case), standing)}


def _beyond(marks: list[Mark], known: list[MarkerRow]) -> list[Mark]:
    """Those that were set on a case which does not exist for this person: each known one is taken out once."""
    left = [(row.marker.get_kind_display(), row.marker.advice, row.marker.review_on) for row in known]
    beyond = []
    for mark in marks:
        key = (mark.label, mark.advice, mark.review_on)
        left.remove(key) if key in left else beyond.append(mark)
    return beyond


def around(actor: User, case: Case) -> dict[str, Any]:
    """What the page of the adult shows."""
    rows, response = needs_of(actor, case), response_of(case)
    open_here = [row.kind for row in rows if row.open]
    covered = [NeedKind(part.need) for part in response.parts.all()] if response else None
    return {
        "needs": rows, "asked": sum(row.now is not None for row in rows), "open_needs": open_here, "response": response,
        "response_parts": [(NeedKind(part.need).label, part) for part in response.parts.all()] if response else [],
        "left_out": left_out(open_here, covered), **markers_here(actor, case),
    }  # fmt: skip


def marker_named(case: Case, marker_id: int) -> Marker | None:
    """One marker of this case, with its reviews."""
    return case.markers.select_related("set_by").prefetch_related("reviews__reviewed_by").filter(pk=marker_id).first()


def response_named(case: Case, response_id: int) -> SystemResponse | None:
    """One response of this case, with its parts and looks."""
    return case.system_responses.prefetch_related("parts", "looks__looked_by").filter(pk=response_id).first()
