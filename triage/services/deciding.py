"""The triage decision: go on to MASH enquiry, or end the hub's work here."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case, Decision
from mash.cases.provider_rules import AboutProvider
from mash.cases.record import look_at
from mash.cases.rules import Chosen, Offer
from mash.cases.services.actions import choose_actions, tell_of_provider
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock, start_owed
from mash.cases.services.connections import connect
from mash.cases.services.decisions import decide
from mash.cases.services.first_steps import wait_for_nothing
from mash.cases.services.locking import locked_case
from mash.cases.states import Clock, DecisionKind, MadeBy, Outcome, Rag, Stage
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..queries import first_step_waited_for, known_now, not_lowered_since, protected_since_rating, senior_consulted
from ..rules import SINCE_RATING, InformalEnquiry, ending_problem, ending_unagreed, ending_unsafe, informal_problems
from ..states import RiskNow
from .entering import enter_enquiry


class DecisionRefused(Exception):
    """Triage can't be decided so; the message says what is missing, of which question."""

    def __init__(self, words: str, field: str = "connection") -> None:
        self.field = field
        super().__init__(words)


@transaction.atomic
def decide_triage(
    *, reference: str, version: int, outcome: Outcome | None, risk_now: RiskNow, since_rating: str, rationale: str, would_change: str,
    by: User, informal: InformalEnquiry | None = None, connection: str = "", what_for: str = "", made_by: MadeBy | None = None, why_no_connection: str = "",
    actions: Sequence[Chosen] = (), about_provider: AboutProvider | None = None,
) -> Decision:  # fmt: skip
    """What follows for the adult: without an outcome the case goes on to MASH enquiry, with one the hub's work ends here.

    What was known and what was still open is kept with the decision. An ended triage still has to be closed: the adult
    told, protection in place, the referrer answered.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.DECIDE_TRIAGE, version=version)
    if case.stage != Stage.TRIAGE:
        raise TransitionNotAllowed(f"{reference} is not in triage.")
    at, seen, found = timezone.now(), look_at(case), informal or InformalEnquiry()
    if connection:
        connect(case, Offer(connection, what_for, made_by), by)
    _refuse_if(case, outcome, why_no_connection)
    _refuse_unagreed(case, outcome, by)
    _refuse_unsafe(case, outcome, risk_now)
    _refuse_unsaid(since_rating, actions, found)
    known = known_now(case) | {
        "why_no_connection": why_no_connection, "actions": [each.words for each in actions], "risk_now": risk_now,
        "since_rating": since_rating, "informal_enquiry": asdict(found),
    }  # fmt: skip
    words = outcome.label if outcome else Stage.MASH_ENQUIRY.label
    decision = decide(
        case, DecisionKind.TRIAGE, outcome=words, rationale=rationale, would_change=would_change, by=by, at=at, snapshot=known,
        seen=seen, told=[
            ("The risk now", risk_now.label), ("What has changed since the rating", since_rating), *_told_of(found),
            ("Connected with", connection), ("For", what_for), ("Why no connection", why_no_connection),
            ("Actions promised", "\n".join(each.words for each in actions)),
        ],
    )  # fmt: skip
    choose_actions(case, decision, actions, by)
    if about_provider:
        tell_of_provider(case, about_provider, by)
    _go_on(case, at, by) if outcome is None else _end_here(case, at)
    case.save()
    tell(case, f"Triage decided: {words}. {rationale}", source=by.name, by=by, at=at, kind=EntryKind.DECISION)
    detail = {"outcome": outcome or Stage.MASH_ENQUIRY, "rag": case.rag}
    record(Verb.TRIAGE_DECIDED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return decision


def _refuse_if(case: Case, outcome: Outcome | None, why_no_connection: str) -> None:
    problem = outcome and ending_problem(Rag(case.rag), outcome, case.connections.count(), why_no_connection)
    if problem:
        raise DecisionRefused(problem)


def _refuse_unagreed(case: Case, outcome: Outcome | None, by: User) -> None:
    since = not_lowered_since(case)
    agreed = since is not None and (by.may(Permission.RATE_LOWER) or senior_consulted(case, since))
    problem = ending_unagreed(outcome, senior_holds=since is not None, agreed=agreed)
    if problem:
        raise DecisionRefused(problem, "decision")


def _refuse_unsafe(case: Case, outcome: Outcome | None, risk_now: RiskNow) -> None:
    problem = ending_unsafe(outcome, risk_now, protected=protected_since_rating(case), waited_for=first_step_waited_for(case))
    if problem:
        raise DecisionRefused(problem.words, problem.field)


def _refuse_unsaid(since_rating: str, actions: Sequence[Chosen], informal: InformalEnquiry) -> None:
    """The risk is looked at anew when triage is decided, and an informal enquiry has three parts."""
    if not since_rating.strip():
        raise DecisionRefused(SINCE_RATING, "since_rating")
    for field, words in informal_problems(informal, chosen=any(each.informal for each in actions)).items():
        raise DecisionRefused(words, field)


def _told_of(informal: InformalEnquiry) -> list[tuple[str, str]]:
    return [
        ("Informal enquiry: the impact", informal.impact), ("Informal enquiry: the risk to others", informal.others),
        ("Informal enquiry: what the adult says", informal.views),
    ]  # fmt: skip


def _go_on(case: Case, at: datetime, by: User) -> None:
    meet_clock(case, Clock.TRIAGE_DECISION, at=at)
    case.progress_to_enquiry()
    enter_enquiry(case, at, by)


def _end_here(case: Case, at: datetime) -> None:
    case.decided_at = at
    wait_for_nothing(case)
    meet_clock(case, Clock.TRIAGE_DECISION, at=at)
    start_owed(case, Clock.FEEDBACK, at=at)
