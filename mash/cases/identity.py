"""What is known of who the adult is and of what happened to them, for those who work the case and for nobody else."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mash.accounts.models import User
from mash.accounts.roles import Permission

from .access import may_on, worked_cases
from .adult_states import Facet, FacetAnswer, SeenBy
from .markers import Mark, marks_of
from .models import Approach, Case, Identity, Redress, Trauma


@dataclass(frozen=True)
class FacetRow:
    """One part of who the adult is: the newest answer, and those before it."""

    facet: Facet
    now: Identity | None
    before: list[Identity]


@dataclass(frozen=True)
class TraumaRow:
    """What helps and what to avoid; `words` only for whoever may read what happened."""

    row: Trauma
    words: str
    hidden: bool


def may_know(actor: User, case: Case) -> bool:
    """Who works the case. Whoever only reads it is not shown what it holds of somebody's race, faith or sexuality, nor that
    it holds any (UK GDPR, article 9: no more than the purpose needs).
    """
    return may_on(actor, case, Permission.WORK_CASES)


def told_on(actor: User, case: Case) -> Q:
    """Rows of this case, and of the adult's other cases that this person works too: nobody is made to tell it twice (S25)."""
    if not case.adult_id:
        return Q(case=case.pk)
    return Q(case=case.pk) | Q(case__in=worked_cases(actor).filter(adult=case.adult_id))


def identity_rows(actor: User, case: Case) -> list[FacetRow]:
    """Each part in the order of the list."""
    found: dict[str, list[Identity]] = {facet: [] for facet in Facet}
    for row in Identity.objects.filter(told_on(actor, case)).select_related("recorded_by").order_by("-recorded_at", "-pk"):
        found[row.facet].append(row)
    return [_facet_row(facet, found[facet]) for facet in Facet]


def _facet_row(facet: Facet, rows: list[Identity]) -> FacetRow:
    now = rows[0] if rows and rows[0].answer != FacetAnswer.WRONG else None
    return FacetRow(facet, now, rows[1:] if now else rows)


def identity_kept(case: Case) -> dict[str, Any]:
    """What the form begins with: what was told on this case, and what the page has seen."""
    rows = list(case.identity.order_by("pk"))
    standing = case.approaches.first()
    kept: dict[str, Any] = {"seen_answers": rows[-1].pk if rows else 0, "seen_approach": standing.pk if standing else 0}
    for row in rows:
        kept |= {f"answer_{row.facet}": row.answer, f"words_{row.facet}": row.words}
    return kept | {"approach": standing.words if standing else ""}


def approach_of(actor: User, case: Case) -> Approach | None:
    """What who the adult is changes in how we work with them."""
    found = Approach.objects.filter(told_on(actor, case)).select_related("recorded_by")
    return found.order_by("-recorded_at", "-pk").first()


def trauma_of(actor: User, case: Case) -> list[TraumaRow]:
    """What was told, the newest first."""
    found = Trauma.objects.filter(told_on(actor, case)).select_related("recorded_by", "case").order_by("-recorded_at", "-pk")
    return [_trauma_row(actor, row) for row in found]


def newest_trauma(case: Case) -> int:
    """The key of the newest row of this case; 0 when there is none."""
    return case.traumas.values_list("pk", flat=True).first() or 0


def stories_for(actor: User) -> Q:
    """Of the cases that this person works, the rows of which they may read what happened."""
    if actor.may(Permission.ALLOCATE_ENQUIRY):
        return Q()
    return Q(seen_by=SeenBy.WORKERS) | Q(recorded_by=actor) | Q(case__owner=actor)


def _trauma_row(actor: User, row: Trauma) -> TraumaRow:
    few = actor.pk in (row.recorded_by_id, row.case.owner_id) or actor.may(Permission.ALLOCATE_ENQUIRY)
    may_read = row.seen_by == SeenBy.WORKERS or few
    return TraumaRow(row, row.words if may_read else "", bool(row.words) and not may_read)


def redress_on(case: Case) -> Redress | None:
    """What the adult needs for protection, support and redress, as it was recorded last."""
    return case.redresses.select_related("recorded_by").first()


@dataclass(frozen=True)
class BeforeContact:
    """What whoever calls, writes or visits must know first: what to avoid, what helps, how to work with this adult."""

    marks: list[Mark]
    avoid: str
    helps: str
    approach: str
    language: str


def before_contact(actor: User, case: Case) -> BeforeContact:
    """The use for which it was all asked. Three queries."""
    if not may_know(actor, case):
        return BeforeContact(marks_of(case), "", "", "", "")
    traumas = list(Trauma.objects.filter(told_on(actor, case)).order_by("-recorded_at", "-pk").values_list("avoid", "helps"))
    approach = approach_of(actor, case)
    spoken = Identity.objects.filter(told_on(actor, case), facet=Facet.LANGUAGE).order_by("-recorded_at", "-pk")
    return BeforeContact(
        marks=marks_of(case), avoid=next((avoid for avoid, _ in traumas if avoid), ""), helps=next((helps for _, helps in traumas if helps), ""),
        approach=approach.words if approach else "", language=spoken.values_list("words", flat=True).first() or "",
    )  # fmt: skip


def about_adult(actor: User, case: Case) -> dict[str, Any]:
    """What the page of the adult shows beside needs and markers."""
    shown: dict[str, Any] = {"redress": redress_on(case), "may_know": may_know(actor, case)}
    if shown["may_know"]:
        rows = identity_rows(actor, case)
        shown |= {
            "identity": rows, "told": any(row.now for row in rows), "unasked": [row.facet for row in rows if not (row.now or row.before)],
            "approach": approach_of(actor, case), "traumas": trauma_of(actor, case),
        }  # fmt: skip
    return shown
