"""Rating a concern, and confirming a rating below the suggested level."""

from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import refuse
from mash.cases.models import Case, Rating, WorkItem
from mash.cases.queries import Open
from mash.cases.record import Seen, look_at
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock
from mash.cases.services.decisions import decide
from mash.cases.services.locking import locked_case
from mash.cases.services.steps import settle
from mash.cases.services.work_items import AlreadyAnswered, raise_work_item
from mash.cases.states import Clock, DecisionKind, Rag, Stage, StepName, StepState, WorkKind
from mash.trail.services import record
from mash.trail.verbs import Verb
from thresholds.matrix import Matrix
from thresholds.queries import matrix_in_force
from thresholds.rules import Facts, Suggestion, UnknownCode, level_in_force, senior_needed, suggest

from ..queries import rating_hindrance, repeats_of
from ..rules import goes_to_enquiry, level_for
from .clocks import retime, start_enquiry_clocks, start_triage_clock


class RatingRefused(Exception):
    """The concern can't be rated so; the message says what to do first, `field` which answer it is about."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(message)


@transaction.atomic
def rate_concern(
    *, reference: str, version: int, facts: Facts, rag: Rag, rationale: str, would_change: str, by: User,
    senior: User | None = None,
) -> Rating:  # fmt: skip
    """How urgent this concern is, and where it goes from here. The suggestion is computed here, never taken from a page.

    A rating below the suggested level by somebody who may not lower it waits for a senior; until then the adult is
    protected at the suggested level.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.RATE, version=version)
    name, matrix = matrix_in_force()
    facts = replace(facts, repeats=repeats_of(case, matrix.repeat.months))
    suggestion = _suggested(matrix, facts)
    asked = level_for(matrix, suggestion.level, rag)
    lower, agreed = senior_needed(suggestion.level, asked), by.may(Permission.RATE_LOWER)
    seen = look_at(case)
    _refuse_if(case, seen.open, lower and not agreed and not (senior and senior.may(Permission.RATE_LOWER)))
    level = level_in_force(suggestion.level, asked, agreed=agreed)
    in_force = matrix.level(level).rag
    snapshot = _snapshot(facts, suggestion, asked=rag, asked_level=asked)
    at = timezone.now()
    if case.rag:
        _overtake(case, by, at)
    case.always_enquiry = _always(matrix, suggestion)
    rating = _put_in_force(
        case, in_force, level=level, suggestion=suggestion, rationale=rationale, would_change=would_change, by=by, at=at,
        snapshot=snapshot, version_name=name, senior=senior if lower and agreed else None, seen=seen,
    )  # fmt: skip
    meet_clock(case, Clock.RATING, at=at)
    if lower and not agreed:
        _ask_senior(case, rating, rag, senior, by)
    detail = {"rag": in_force, "asked": rag, "suggested": suggestion.rag, "matrix": name, "stage": case.stage}
    record(Verb.CONCERN_RATED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return rating


@transaction.atomic
def confirm_rating(*, reference: str, version: int, agrees: bool, words: str, by: User) -> Rating:
    """A senior agrees that less urgency is right for this adult, or says why the suggested level stays.

    A case that has moved on to MASH enquiry stays there: lowering changes its rating and clocks only.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.RATE_LOWER, version=version)
    item = case.work_items.select_for_update().filter(kind=WorkKind.CONFIRM_RATING).order_by("-pk").first()
    if item is None:
        refuse(by, reference, "confirm_rating")
    if item.answered_at:
        raise AlreadyAnswered(item)
    before = case.ratings.select_related("decision").get(pk=int(item.about))
    at = timezone.now()
    _answer(item, words, by, at)
    rating = _agree(case, before, words, by, at) if agrees else before
    if not agrees:
        tell(case, f"The suggested rating stays: {words}", source=by.name, by=by, at=at)
    verb = Verb.CONCERN_RATED if agrees else Verb.WORK_ITEM_ANSWERED
    detail = {"rag": rating.rag, "kind": item.kind, "agreed": agrees}
    record(verb, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return rating


def _suggested(matrix: Matrix, facts: Facts) -> Suggestion:
    """What the matrix in force suggests. It may be another by now than the one that the answers were given to."""
    try:
        return suggest(matrix, facts)
    except UnknownCode:
        raise RatingRefused(
            "Another version of the threshold matrix came into force while you rated, and has not all of your answers. Go back and look at them again."
        ) from None


def _refuse_if(case: Case, left: Open, senior_missing: bool) -> None:
    hindrance = rating_hindrance(case, left)
    if hindrance:
        raise RatingRefused(hindrance)
    if senior_missing:
        raise RatingRefused("Choose the senior you asked, because you rate below the suggested level", field="senior")


def _always(matrix: Matrix, suggestion: Suggestion) -> str:
    """The names of the types that always progress, as the board shows them."""
    return ", ".join(grade.name for grade in suggestion.by_type if grade.code in matrix.always_progress)[:120]


def _snapshot(facts: Facts, suggestion: Suggestion, *, asked: Rag, asked_level: int) -> dict[str, object]:
    return {
        "facts": asdict(facts), "suggestion": asdict(suggestion), "asked": asked.value, "asked_level": asked_level,
    }  # fmt: skip


def _put_in_force(
    case: Case, rag: Rag, *, level: int, suggestion: Suggestion, rationale: str, would_change: str, by: User,
    at: datetime, snapshot: dict[str, object], version_name: str, senior: User | None, seen: Seen,
) -> Rating:  # fmt: skip
    before, case.rag = case.rag, rag
    settle(case, StepName.RATING, StepState.DONE, f"Rated {rag.label}", by)
    decision = decide(
        case, DecisionKind.RATING, outcome=rag.label, rationale=rationale, would_change=would_change, by=by, at=at,
        snapshot=snapshot, versions={"matrix": version_name}, seen=seen, settles=StepName.RATING,
    )  # fmt: skip
    rating = case.ratings.create(
        decision=decision, rag=rag, level=level, suggested=suggestion.rag, senior=senior,
        types=[grade.code for grade in suggestion.by_type],
    )  # fmt: skip
    _move(case, rag, suggestion.always_progress, before, at, seen.open)
    case.save()
    tell(case, f"Rated {rag.label}: {rationale}", source=by.name, by=by, at=at)
    return rating


def _move(case: Case, rag: Rag, always_progress: bool, before: str, at: datetime, left: Open) -> None:
    """The stage that follows from the rating, and its clocks."""
    was = Stage(case.stage)
    if goes_to_enquiry(rag, always_progress, was):
        case.progress_to_enquiry()
        case.decided_at = None
        start_enquiry_clocks(case, at, fresh=was == Stage.RECEIVED)
    elif case.stage == Stage.RECEIVED:
        case.rate_into_triage()
        start_triage_clock(case, at)
    elif case.stage == Stage.TRIAGE:
        # A new rating reopens the question of what follows from it.
        case.decided_at = None
        retime(case, before, at)
        if Clock.TRIAGE_DECISION not in left.clocks:
            start_triage_clock(case, at)
    else:
        retime(case, before, at)


def _overtake(case: Case, by: User, at: datetime) -> None:
    """A new rating answers an older question whether a lower one may stand."""
    waiting = case.work_items.filter(kind=WorkKind.CONFIRM_RATING, answered_at__isnull=True)
    waiting.update(answer="Overtaken by a new rating.", answered_by=by, answered_at=at)


def _ask_senior(case: Case, rating: Rating, rag: Rag, senior: User, by: User) -> WorkItem:
    question = f"May {case.reference} be rated {rag.label}? The matrix suggests {Rag(rating.suggested).label}, which applies until you answer."
    return raise_work_item(
        WorkKind.CONFIRM_RATING, question=question, for_permission=Permission.RATE_LOWER, by=by, case=case,
        about=str(rating.pk), owner=senior,
    )  # fmt: skip


def _answer(item: WorkItem, words: str, by: User, at: datetime) -> None:
    item.answer, item.answered_by, item.answered_at = words, by, at
    item.save(update_fields=["answer", "answered_by", "answered_at"])


def _agree(case: Case, before: Rating, words: str, by: User, at: datetime) -> Rating:
    """The lower level is in force from now, with the senior's name and words."""
    snapshot, seen = before.decision.snapshot, look_at(case)
    rag, was, case.rag = Rag(snapshot["asked"]), case.rag, snapshot["asked"]
    settle(case, StepName.RATING, StepState.DONE, f"Rated {rag.label}, confirmed by {by.name}", by)
    decision = decide(
        case, DecisionKind.RATING, outcome=f"{rag.label}, below the suggested level", rationale=words, by=by, at=at,
        would_change=before.decision.would_change, snapshot=snapshot, versions=before.decision.versions, seen=seen,
        settles=StepName.RATING, told=[("Asked for by", before.decision.decided_by.name), ("Their reasons", before.decision.rationale)],
    )  # fmt: skip
    retime(case, was, at)
    case.save()
    tell(case, f"Rated {rag.label}, confirmed by {by.name}: {words}", source=by.name, by=by, at=at)
    return case.ratings.create(
        decision=decision, rag=rag, level=snapshot["asked_level"], suggested=before.suggested, types=before.types, senior=by
    )
