"""A senior's answer to a rating below what the matrix suggests."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import permit, refuse
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case, Rating, WorkItem
from mash.cases.record import Seen, look_at
from mash.cases.services.cases import tell
from mash.cases.services.decisions import decide
from mash.cases.services.locking import locked_case
from mash.cases.services.steps import settle
from mash.cases.services.work_items import AlreadyAnswered, tell_who_asked
from mash.cases.states import DecisionKind, Rag, Stage, StepName, StepState, WorkKind
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..queries import enquiry_begun
from ..rules import sets_rule_aside
from .clocks import leave_enquiry_clocks, retime
from .entering import leave_enquiry
from .rating import RatingRefused


@dataclass(frozen=True)
class Answered:
    """A senior's reasons, and what would make them decide otherwise."""

    words: str
    would_change: str


@transaction.atomic
def confirm_rating(*, reference: str, version: int, agrees: bool, words: str, would_change: str, by: User) -> Rating:
    """A senior agrees that a lower rating is right for this adult, or says why the suggested level stays; and what would change it.

    A case that has moved on to MASH enquiry stays there: lowering changes its rating and clocks only. It goes back to
    triage only if that is what was asked for, the MASH Manager agrees, and nobody holds the enquiry yet.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.RATE_LOWER, version=version)
    item = case.work_items.select_for_update().filter(kind=WorkKind.CONFIRM_RATING).order_by("-pk").first()
    if item is None:
        refuse(by, reference, "confirm_rating")
    permit(by, Permission(item.for_permission), subject=reference)
    if item.answered_at:
        raise AlreadyAnswered(item)
    before = case.ratings.select_related("decision__decided_by").get(pk=int(item.about))
    at, seen = timezone.now(), look_at(case)
    _answer(item, words, by, at)
    rating = (_agree if agrees else _stay)(case, before, Answered(words, would_change), by, at, seen)
    _tell(case, before, item, by, agrees=agrees)
    verb = Verb.CONCERN_RATED if agrees else Verb.WORK_ITEM_ANSWERED
    detail = {"rag": rating.rag, "kind": item.kind, "agreed": agrees, "stage": case.stage}
    record(verb, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return rating


def _tell(case: Case, before: Rating, item: WorkItem, by: User, *, agrees: bool) -> None:
    """Whoever asked for less learns what came of it: until then they may wait for a call that never comes."""
    asked = Rag(before.decision.snapshot["asked"]).label
    asked += " with the way to triage" if item.for_permission == Permission.SET_RULE_ASIDE else ""
    what = f"{asked} for {case.reference} was {'agreed' if agrees else 'refused'} by {by.name}: {item.answer}"
    tell_who_asked(
        WorkKind.RATING_ANSWERED, what, asker=before.decision.decided_by, may=Permission.RATE, by=by, about=item.about, case=case
    )


def _answer(item: WorkItem, words: str, by: User, at: datetime) -> None:
    item.answer, item.answered_by, item.answered_at = words, by, at
    item.save(update_fields=["answer", "answered_by", "answered_at"])


def _stay(case: Case, before: Rating, said: Answered, by: User, at: datetime, seen: Seen) -> Rating:
    """What the matrix suggests goes on; that somebody asked for less, and was told why not, is kept as a decision."""
    settle(case, StepName.RATING, StepState.DONE, f"Rated {Rag(before.rag).label}: the suggested rating stays", by)
    decide(
        case, DecisionKind.RATING, outcome=f"{Rag(before.rag).label} stays", rationale=said.words, would_change=said.would_change, by=by,
        at=at, seen=seen, told=_asked_for(before), versions=before.decision.versions,
    )  # fmt: skip
    case.save()
    tell(case, f"The suggested rating stays: {said.words}", source=by.name, by=by, at=at, kind=EntryKind.RATING)
    return before


def _asked_for(before: Rating) -> list[tuple[str, str]]:
    return [
        ("Asked for", Rag(before.decision.snapshot["asked"]).label), ("By", before.decision.decided_by.name),
        ("Their reasons", before.decision.rationale),
    ]  # fmt: skip


def _agree(case: Case, before: Rating, said: Answered, by: User, at: datetime, seen: Seen) -> Rating:
    """What was asked for is in force from now, with the senior's name and words."""
    snapshot = before.decision.snapshot
    rag, was, case.rag = Rag(snapshot["asked"]), case.rag, snapshot["asked"]
    settle(case, StepName.RATING, StepState.DONE, f"Rated {rag.label}, confirmed by {by.name}", by)
    returns = _set_rule_aside(case, snapshot, by)
    outcome = f"{rag.label}, to triage against the routing rule" if returns else f"{rag.label}, below the suggested level"
    decision = decide(
        case, DecisionKind.RATING, outcome=outcome, rationale=said.words, by=by, at=at,
        would_change=said.would_change, snapshot=snapshot, versions=before.decision.versions,
        seen=seen, settles=StepName.RATING, told=_asked_for(before),
    )  # fmt: skip
    if returns:
        leave_enquiry_clocks(case, before.decision.decided_at)
    else:
        retime(case, was, at)
    case.save()
    tell(case, f"Rated {outcome}, confirmed by {by.name}: {said.words}", source=by.name, by=by, at=at, kind=EntryKind.RATING)
    return case.ratings.create(
        decision=decision, rag=rag, level=snapshot["asked_level"], suggested=before.suggested, types=before.types, senior=by
    )


def _set_rule_aside(case: Case, snapshot: dict[str, object], by: User) -> bool:
    """Whether the case goes back to triage, because a routing rule alone had sent it to MASH enquiry."""
    if not sets_rule_aside(snapshot) or case.stage != Stage.MASH_ENQUIRY:
        return False
    if enquiry_begun(case):
        raise RatingRefused("Somebody holds the enquiry already. Say that the suggested rating stays, and conclude it there.")
    case.return_to_triage()
    leave_enquiry(case, by)
    return True
