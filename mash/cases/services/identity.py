"""Recording who the adult says they are, what happened to them, and what they need for protection, support and redress."""

from collections.abc import Mapping

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..adult_rules import RedressSaid, TraumaSaid, facet_problem, redress_problems
from ..adult_states import Facet, FacetAnswer
from ..models import Case, Redress, Trauma
from .cases import tell
from .locking import Stale, locked_case
from .needs import newest

Answers = Mapping[Facet, tuple[FacetAnswer, str]]


class AdultRefused(Exception):
    """It can't be recorded so; the message says what is missing."""


@transaction.atomic
def record_identity(*, reference: str, answers: Answers, approach: str, seen: tuple[int, int], by: User) -> Case:
    """What the adult says of themselves, and what that changes in how we work with them. Only what is new is recorded. What
    they said stands on this page alone: the chronology and the trail say that it was recorded, and not even of what it tells.

    `seen`: the newest answer and the newest approach that the page showed.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    if (newest(case.identity), newest(case.approaches)) != seen:
        raise Stale(case)
    before = {row.facet: (row.answer, row.words) for row in case.identity.order_by("pk")}
    new = {facet: said for facet, said in answers.items() if before.get(facet) != said}
    standing = case.approaches.first()
    changed = approach.strip() != (standing.words if standing else "")
    for problem in (facet_problem(*said) for said in new.values()):
        if problem:
            raise AdultRefused(problem)
    for facet, (answer, words) in new.items():
        case.identity.create(facet=facet, answer=answer, words=words, recorded_by=by)
    if changed:
        case.approaches.create(words=approach.strip(), recorded_by=by)
    if new or changed:
        tell(case, "Recorded what the adult says of themselves, or what follows from it. It stands with the adult.", source=by.name, by=by)
    record(Verb.IDENTITY_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail={"answers": len(new)})
    return case


@transaction.atomic
def record_trauma(*, reference: str, said: TraumaSaid, seen: int, by: User) -> Trauma:
    """What happened to the adult, as far as it must be known, so that nobody makes them tell it again (S25); and what helps
    and what to avoid, which everybody who works the case is shown before they make contact.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    if newest(case.traumas) != seen:
        raise Stale(case)
    if not (said.words or said.helps or said.avoid).strip():
        raise AdultRefused("Say what helps, what to avoid, or what happened")
    row = case.traumas.create(
        words=said.words, helps=said.helps, avoid=said.avoid, seen_by=said.seen_by, source=said.source, nature=said.nature, recorded_by=by
    )
    tell(case, "Recorded what helps the adult, and what to avoid. It stands with the adult.", source=by.name, by=by)
    record(Verb.TRAUMA_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail={"seen_by": said.seen_by})
    return row


@transaction.atomic
def record_redress(*, reference: str, said: RedressSaid, seen: int, by: User) -> Redress:
    """What the adult needs for protection, support and redress, and how each might be met; the enquiry and the plan start
    from it.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    if newest(case.redresses) != seen:
        raise Stale(case)
    if problems := redress_problems(said):
        raise AdultRefused(next(iter(problems.values())))
    row = case.redresses.create(
        protection=said.protection, protection_how=said.protection_how, support=said.support, support_how=said.support_how,
        redress=said.redress, redress_how=said.redress_how, source=said.source, recorded_by=by,
    )  # fmt: skip
    told = [f"{name.capitalize()}: {getattr(said, name)}" for name in ("protection", "support", "redress") if getattr(said, name)]
    tell(case, f"What the adult needs. {'. '.join(told)}", source=said.source, by=by)
    record(Verb.REDRESS_RECORDED, chain=f"case:{reference}", by=by, subject=reference)
    return row
