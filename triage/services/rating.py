"""Rating a concern: what the matrix suggests, what the worker decides, and which of the two is in force."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case, Rating, WorkItem
from mash.cases.queries import Open
from mash.cases.record import Seen, look_at
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock
from mash.cases.services.decisions import decide
from mash.cases.services.drafts import outdate_drafts
from mash.cases.services.locking import locked_case
from mash.cases.services.required import AskedFor, require_actions
from mash.cases.services.steps import settle
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import Clock, DecisionKind, Rag, Stage, StepName, StepState, WorkKind
from mash.trail.services import record
from mash.trail.verbs import Verb
from thresholds.matrix import Matrix, Route
from thresholds.queries import matrix_now
from thresholds.rules import (
    Agreement,
    Facts,
    Suggestion,
    UnknownCode,
    level_in_force,
    setting_of,
    suggest,
    urgency_of,
)

from ..queries import rating_hindrance, ratings_in_words, refused_among, repeats_of
from ..rules import (
    AGREES,
    Asked,
    Weighed,
    asked_for,
    goes_to_enquiry,
    senior_missing,
    seriousness_problems,
    urgency_problems,
)
from .clocks import retime, start_triage_clock
from .entering import enter_enquiry
from .urgency import act_within, kept_urgency

REPLACED = "Another version of the threshold matrix came into force while you rated. Go back and look at your answers again."


class RatingRefused(Exception):
    """The concern can't be rated so; the message says what to do first, `field` which answer it is about."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(message)


@transaction.atomic
def rate_concern(
    *, reference: str, version: int, facts: Facts, seriousness: tuple[Weighed, ...], rag: Rag, rationale: str,
    would_change: str, by: User, urgency: str = "", why_later: str = "", senior: User | None = None, set_rule_aside: bool = False,
    by_matrix: str = "",
) -> Rating:  # fmt: skip
    """How serious this concern is, how soon somebody must act, and where it goes from here. The suggestion is computed here,
    never taken from a page, and by the version in force: refused if the answers were given to another (`by_matrix`).

    A rating below the suggested level, by somebody who may not lower it, waits for a senior; one that keeps from MASH
    enquiry what a routing rule sends there (`set_rule_aside`) for the MASH Manager. Until they agree the adult is
    protected as the matrix suggests.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.RATE, version=version)
    name, matrix = matrix_now()
    if by_matrix and by_matrix != name:
        raise RatingRefused(REPLACED)
    facts = replace(facts, repeats=repeats_of(case, matrix.repeat.months, by))
    suggestion = _suggested(matrix, facts)
    asked = asked_for(matrix, suggestion, rag, by.may, set_rule_aside=set_rule_aside, named=senior is not None)
    seen = look_at(case)
    _refuse_if(case, seen.open, asked, senior, seriousness)
    _refuse_setting_aside(suggestion, asked, set_rule_aside=set_rule_aside)
    for field, problem in urgency_problems(matrix, suggestion.urgency, urgency, why_later).items():
        raise RatingRefused(problem, field=field)
    soon = urgency_of(matrix, urgency)
    level = level_in_force(suggestion.level, asked.level, agreed=asked.agreed)
    in_force = matrix.level(level).rag
    always = suggestion.always_progress and not (set_rule_aside and asked.agreed)
    at = timezone.now()
    if case.rag:
        _overtake(case, by, at)
    case.always_enquiry = _always(matrix, suggestion) if always else ""
    act_within(case, soon, at)
    rating = _put_in_force(
        case, in_force, level=level, always=always, suggestion=suggestion, rationale=rationale, would_change=would_change,
        by=by, at=at, snapshot=_snapshot(matrix, facts, suggestion, asked, seriousness) | kept_urgency(soon, suggestion, why_later), version_name=name,
        waits_for="" if asked.agreed else f"{_asked_words(asked)} asked for",
        seen=seen,
    )  # fmt: skip
    meet_clock(case, Clock.RATING, at=at)
    require_actions(case, rating.decision, _asked_for(matrix, suggestion), at)
    if not asked.agreed:
        _ask_senior(case, rating, asked, senior, by)
    detail = {"rag": in_force, "asked": rag, "suggested": suggestion.rag, "urgency": urgency, "matrix": name, "stage": case.stage}
    record(Verb.CONCERN_RATED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return rating


def _suggested(matrix: Matrix, facts: Facts) -> Suggestion:
    """What the matrix in force suggests. It may be another by now than the one that the answers were given to."""
    try:
        return suggest(matrix, facts)
    except UnknownCode:
        raise RatingRefused(REPLACED) from None


def _asked_for(matrix: Matrix, suggestion: Suggestion) -> list[AskedFor]:
    """What the rules that held ask to be done whatever the level (matrix, 3.3)."""
    owed = {rule.code for rule in matrix.routing if rule.owed}
    return [AskedFor(prompt.code, prompt.name, prompt.words) for prompt in suggestion.prompts if prompt.code in owed]


def _refuse_if(case: Case, left: Open, asked: Asked, senior: User | None, seriousness: tuple[Weighed, ...]) -> None:
    hindrance = rating_hindrance(case, left)
    if hindrance:
        raise RatingRefused(hindrance)
    if seriousness_problems(seriousness):
        raise RatingRefused("Answer all nine questions about how serious it is first. Go back to them.")
    problem = senior_missing(asked, senior.may if senior else None)
    if problem:
        raise RatingRefused(problem, field="senior")


def _refuse_setting_aside(suggestion: Suggestion, asked: Asked, *, set_rule_aside: bool) -> None:
    """Red goes to MASH enquiry by itself: no rule can be set aside for it."""
    if set_rule_aside and suggestion.always_progress and asked.route == Route.MASH_ENQUIRY:
        raise RatingRefused("Red goes to MASH enquiry. Rate it Amber or Green, or leave it in MASH enquiry", field="route")


def _always(matrix: Matrix, suggestion: Suggestion) -> str:
    """The names of the types that always progress, as the board shows them."""
    return ", ".join(grade.name for grade in suggestion.by_type if grade.code in matrix.always_progress)[:120]


def _snapshot(matrix: Matrix, facts: Facts, suggestion: Suggestion, asked: Asked, seriousness: tuple[Weighed, ...]) -> dict[str, Any]:
    """With the words of this version: nobody who reads the decision later needs the matrix to understand a code."""
    setting = setting_of(matrix, facts)
    return {
        "facts": asdict(facts), "setting": setting.name if setting else "", "suggestion": asdict(suggestion), "asked": asked.rag.value, "asked_level": asked.level,
        "asked_route": asked.route.value,
        "seriousness": [
            {"code": each.factor.value, "label": each.factor.label, "answer": each.weight.label, "words": each.words}
            for each in seriousness
        ],
    }  # fmt: skip


def _put_in_force(
    case: Case, rag: Rag, *, level: int, always: bool, suggestion: Suggestion, rationale: str, would_change: str, by: User,
    at: datetime, snapshot: dict[str, Any], version_name: str, seen: Seen, waits_for: str,
) -> Rating:  # fmt: skip
    """`waits_for`: what was asked for and does not apply yet. The reasons given are for that, and nothing says otherwise."""
    before, case.rag = case.rag, rag
    settle(case, StepName.RATING, StepState.DONE, f"{rag.label} until a senior answers: {waits_for}" if waits_for else f"Rated {rag.label}", by)
    outcome = rag.label if always == suggestion.always_progress else f"{rag.label}, to triage against the routing rule"
    outcome += f" until a senior answers: {waits_for}" if waits_for else ""
    decision = decide(
        case, DecisionKind.RATING, outcome=outcome, rationale=rationale, would_change=would_change, by=by, at=at,
        snapshot=snapshot, versions={"matrix": version_name}, seen=seen,
        settles=StepName.RATING,
    )  # fmt: skip
    rating = case.ratings.create(
        decision=decision, rag=rag, level=level, suggested=suggestion.rag,
        types=[grade.code for grade in suggestion.by_type],
    )  # fmt: skip
    _move(case, rag, always, before, at, seen.open, by)
    case.save()
    words = f"{waits_for}: {rationale} {rag.label} applies until a senior answers." if waits_for else f"Rated {outcome}: {rationale}"
    tell(case, words, source=by.name, by=by, at=at, kind=EntryKind.RATING)
    return rating


def _asked_words(asked: Asked) -> str:
    """What a worker asked for, in short: Green; Amber, to triage."""
    return asked.rag.label + (", to triage" if asked.needed == Agreement.MASH_MANAGER else "")


def _move(case: Case, rag: Rag, always_progress: bool, before: str, at: datetime, left: Open, by: User) -> None:
    """The stage that follows from the rating, and its clocks."""
    if goes_to_enquiry(rag, always_progress, Stage(case.stage)):
        fresh = case.stage == Stage.RECEIVED
        case.progress_to_enquiry()
        enter_enquiry(case, at, by, fresh=fresh)
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


def _refused_by(case: Case) -> list[str]:
    """Which seniors said no to a lower rating of this case: whoever is asked next knows of it."""
    return sorted({str(each.answer.answered_by) for each in refused_among(ratings_in_words(case))})


def _ask_senior(case: Case, rating: Rating, asked: Asked, senior: User | None, by: User) -> WorkItem:
    question = f"May {case.reference} be rated {asked.rag.label}? The matrix suggests {Rag(rating.suggested).label}, which applies until you answer."
    if asked.needed == Agreement.MASH_MANAGER:
        question = f"May {case.reference} be rated {asked.rag.label} and go to triage? A routing rule sends it to MASH enquiry, where it stays until you answer."
    question += "".join(f" {name} has refused this before." for name in _refused_by(case))
    outdate_drafts(case, reverse("triage:confirm_rating", args=[case.reference]))
    return raise_work_item(
        WorkKind.CONFIRM_RATING, question=question[:300], for_permission=AGREES[asked.needed], by=by, case=case,
        about=str(rating.pk), owner=senior,
    )  # fmt: skip
