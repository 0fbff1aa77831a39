"""Ending the hub's work on a case."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..adult_states import OutcomesMet
from ..chronology_states import EntryKind
from ..decided import triage_ended_as
from ..models import Case
from ..queries import what_is_open
from ..record import Seen, look_at
from ..rules import Blocker, ClosingFacts, Without, closing_blockers
from ..states import ENQUIRY_STAGES, Clock, DecisionKind, Outcome, Rag, Stage
from ..wishes import unmeasured_wishes
from .cases import tell
from .clocks import call_off
from .decisions import decide
from .locking import locked_case
from .owed_advocates import close_without_advocate
from .owed_responses import close_without_response

NOTHING_SAID = Without()


class NotYet(Exception):
    """The case can't close yet. `blockers` says what must be done first."""

    def __init__(self, blockers: list[Blocker]) -> None:
        self.blockers = blockers
        super().__init__(" ".join(blocker.words for blocker in blockers))


@transaction.atomic
def close_case(
    *, reference: str, version: int, outcome: Outcome, adult_told: str, protection: str, rationale: str,
    outcomes_met: OutcomesMet | None = None, would_change: str = "", without: Without = NOTHING_SAID, by: User,
) -> Case:  # fmt: skip
    """The hub's work ends, with nothing left unread, unanswered, unprotected or unsaid. `without`: only whoever may close a
    Red case without a handover gives a reason for that.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.CLOSE_CASE, version=version)
    if not by.may(Permission.CLOSE_RED_WITHOUT_HANDOVER):
        without = replace(without, handover="")
    facts = closing_facts(case, outcome=outcome, adult_told=adult_told, protection=protection, outcomes_met=outcomes_met, without=without)
    blockers = closing_blockers(facts)
    if blockers:
        raise NotYet(blockers)
    at = timezone.now()
    met = outcomes_met if facts.wishes_known else None
    snapshot = {
        "adult_told": adult_told, "protection": protection, "rag": case.rag, "outcomes_met": met or "",
        "without_handover": without.handover if needs_handover_reason(facts) else "",
        "without_response": without.response if facts.owes_response else "",
        "without_advocate": without.advocate if facts.owes_advocate else "",
    }  # fmt: skip
    told = [("How the adult was told, or why not", adult_told), ("Protection in place, or why none is needed", protection),
            ("How far what the adult wanted was met", met.label if met else ""),
            ("Closed without a handover because", snapshot["without_handover"]),
            ("Closed without a system response because", snapshot["without_response"]),
            ("Closed without an advocate because", snapshot["without_advocate"])]  # fmt: skip
    decide(
        case, DecisionKind.CLOSING, outcome=outcome.label, rationale=rationale, would_change=would_change, by=by, at=at,
        snapshot=snapshot, told=told,
    )  # fmt: skip
    case.close(outcome, at)
    case.save()
    call_off(case)
    if facts.owes_response:
        close_without_response(case, without.response, by)
    if facts.owes_advocate:
        close_without_advocate(case, without.advocate, by)
    tell(case, f"Case closed: {outcome.label}", source=by.name, by=by, at=at, kind=EntryKind.DECISION)
    record(Verb.CASE_CLOSED, chain=f"case:{reference}", by=by, subject=reference, detail={"outcome": outcome})
    return case


def closing_facts(
    case: Case, *, outcome: Outcome | None = None, adult_told: str = "-", protection: str = "-",
    outcomes_met: OutcomesMet | None = None, without: Without = NOTHING_SAID,
) -> ClosingFacts:  # fmt: skip
    """What closing looks at, from the record. With the defaults: what is missing besides the closing form itself."""
    left = what_is_open(case)
    return ClosingFacts(
        stage=Stage(case.stage),
        rag=Rag(case.rag) if case.rag else None,
        decided=case.decided_at is not None,
        outstanding_steps=left.steps,
        open_clocks=left.clocks,
        required=left.required,
        enquiry_open=Clock.ENQUIRY in left.clocks and case.stage in ENQUIRY_STAGES,
        three_point_recorded=case.decisions.filter(kind=DecisionKind.THREE_POINT).exists(),
        handed_over=case.handed_over_at is not None,
        owes_response=left.owes_response,
        owes_advocate=left.owes_advocate,
        without=without,
        adult_told=adult_told,
        protection=protection,
        wishes_known=unmeasured_wishes(case) is not None,
        outcomes_met=outcomes_met,
        outcome=outcome,
        triage_ended_as=triage_ended_as(case),
    )


def needs_handover_reason(facts: ClosingFacts) -> bool:
    """Whether a reason stood in for a handover."""
    return facts.rag == Rag.RED and not facts.handed_over


@transaction.atomic
def set_aside_case(
    *, reference: str, reason: str, by: User, joined_to: Case | None = None, seen: Seen | None = None
) -> Case:
    """Nothing on this case is a safeguarding concern, or another case holds it now (`joined_to`). Only possible before
    anyone has rated it. `seen`: the case as it stood before its report went to the other.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.READ_REFERRAL)
    at, outcome = timezone.now(), Outcome.DUPLICATE if joined_to else Outcome.SET_ASIDE
    seen = seen or look_at(case)
    case.set_aside(outcome, at)
    case.joined_to = joined_to
    told = [("The case that holds its reports now", joined_to.reference)] if joined_to else []
    decide(case, DecisionKind.CLOSING, outcome=outcome.label, rationale=reason, by=by, at=at, told=told, seen=seen)
    case.save()
    call_off(case)
    tell(case, reason if joined_to else f"Set aside: {reason}", source=by.name, by=by, at=at, kind=EntryKind.DECISION)
    record(Verb.CASE_CLOSED, chain=f"case:{reference}", by=by, subject=reference, detail={"outcome": outcome})
    return case
