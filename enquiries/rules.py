"""What the law, the guidance and the hub's way of working let an enquiry do next. Empty words mean: nothing in the way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mash.cases.states import Stage

from .states import Agreement, AssessmentOutcome, Basis, EnquiryKind, HandoverState, MeetingKind, Route

RISK_IDENTIFIED = (AssessmentOutcome.IDENTIFIED_ACTION, AssessmentOutcome.IDENTIFIED_NO_ACTION)
SETTLES_PLANNING = (MeetingKind.PLANNING, MeetingKind.STRATEGY)
"""Meetings that are the planning discussion of the agreed standard (guidance, seven steps, step 7)."""


@dataclass(frozen=True)
class Points:
    """The three points of Care Act 2014 s42(1), each answered with its reasons."""

    has_needs: bool
    has_needs_reason: str
    at_risk: bool
    at_risk_reason: str
    cannot_protect: bool
    cannot_protect_reason: str

    @property
    def all_met(self) -> bool:
        return self.has_needs and self.at_risk and self.cannot_protect


@dataclass(frozen=True)
class NextEnquiry:
    """How a further enquiry is to be made."""

    kind: EnquiryKind
    route: Route
    caused_agency_id: int | None
    crime_investigated: bool
    scope: str


@dataclass(frozen=True)
class LatestTest:
    """The three-point test as it was last recorded in this enquiry."""

    all_met: bool
    overridden: bool


@dataclass(frozen=True)
class RiskEnd:
    """What the enquiry found about one risk, and what became of it."""

    words: str
    assessment: str
    outcome: str


def statutory_basis(all_met: bool) -> Basis:
    """Whether the national return counts an enquiry as section 42, whichever way it was begun.

    Care Act 2014 s42(1): the duty needs all three points; every other enquiry is an "other" one (NHS England, SAC return).
    """
    return Basis.SECTION_42 if all_met else Basis.OTHER


def in_enquiry(stage: Stage) -> str:
    """An enquiry's record is made while its stage lasts (guidance, levels of response)."""
    if stage in (Stage.MASH_ENQUIRY, Stage.SECTION_42, Stage.NON_STATUTORY):
        return ""
    return "This case is not in an enquiry."


def may_take(stage: Stage, holder: str, concluded: bool) -> str:
    """One practitioner holds the enquiry at a time (guidance, roles: safeguarding practitioner)."""
    if stage != Stage.MASH_ENQUIRY:
        return "Only a case in MASH enquiry can be taken."
    if holder:
        return f"{holder} already holds this enquiry."
    return "This enquiry has been concluded." if concluded else ""


def override_problem(all_met: bool, override: str, judgement: str, discussion: str, may_override: bool) -> str:
    """What going on without all three points needs: a reason, judgement, a multi-agency discussion, and a manager.

    Guidance, progression to further S42 enquiry: "professional judgement and multi-agency discussion".
    """
    if not override:
        return ""
    if all_met:
        return "All three points are met: no reason for going on without them is needed. Leave it empty."
    if not may_override:
        return "Only the MASH Manager or the Head of Service can decide to go on without all three points."
    if not judgement.strip():
        return "Say in words what your professional judgement rests on."
    return "" if discussion.strip() else "Choose the multi-agency discussion that supported this."


def may_start(stage: Stage, kind: EnquiryKind, tested: LatestTest | None, held: bool) -> str:
    """Whether a section 42 or non-statutory enquiry may begin from the MASH enquiry.

    Care Act 2014 s42(1) and (2): where the three points are met the duty applies, and nothing else stands in for it;
    without them a manager's recorded override is needed (guidance, progression to further S42 enquiry).
    """
    if stage != Stage.MASH_ENQUIRY:
        return "A further enquiry begins from a MASH enquiry."
    if not held:
        return "Nobody holds the MASH enquiry. Take it first."
    if tested is None:
        return "Record the three-point test first."
    if kind == EnquiryKind.SECTION_42 and not (tested.all_met or tested.overridden):
        return "Not all three points are met. A manager must first record why a section 42 enquiry begins without them."
    if kind == EnquiryKind.NON_STATUTORY and tested.all_met:
        return "All three points are met, so the duty under section 42 applies: begin a section 42 enquiry."
    return ""


def risk_problem(risk: RiskEnd) -> str:
    """What is missing about one risk. What became of it is asked where one was identified (SAC return, SG2c and SG2e)."""
    if not risk.assessment:
        return f"Say what was found about the risk “{risk.words}”."
    if risk.assessment in RISK_IDENTIFIED and not risk.outcome:
        return f"Say what became of the risk “{risk.words}”."
    return ""


def conclusion_blockers(held: bool, tested: LatestTest | None, risks: Sequence[RiskEnd]) -> list[str]:
    """Everything that an enquiry needs before it ends (workflow, sections 1 and 3; practice notes, closing points)."""
    needs = [
        "" if held else "Nobody holds an enquiry on this case.",
        "" if tested else "Record the three-point test first.",
        "" if risks else "Record at least one risk: what kind, by whom, where.",
        *(risk_problem(risk) for risk in risks),
    ]
    return [problem for problem in needs if problem]


def may_hold(agreements: Collection[str]) -> str:
    """Everyone in the room agrees to protect what is said, or leaves, before it begins.

    Guidance, information sharing: the statement is read at all safeguarding meetings; attendees must agree to it.
    """
    if Agreement.NOT_ASKED in agreements:
        return "Read the statement to each attendee and record whether they agreed: some have not been asked yet."
    if Agreement.AGREED not in agreements:
        return "Nobody has agreed to the statement yet. Add who attended and record their agreement."
    return ""


def settles_planning(kind: MeetingKind) -> bool:
    """Whether this meeting is the planning discussion (guidance, agreed standard, step 7)."""
    return kind in SETTLES_PLANNING


def may_propose(stage: Stage, open_handover: bool, same_team: bool) -> str:
    """When a case can be offered to a locality team: rated, open, and not offered already (guidance, handover)."""
    if stage in (Stage.RECEIVED, Stage.CLOSED):
        return "A handover needs a case that is rated and open."
    if open_handover:
        return "A handover is already under way."
    return "This team has the case already." if same_team else ""


def may_decide(state: HandoverState, accept: bool) -> str:
    """Accepting needs the meeting, with responsibilities and a start date; refusing does not (guidance, handover)."""
    if state in (HandoverState.ACCEPTED, HandoverState.REFUSED):
        return "This handover has been decided."
    if accept and state != HandoverState.MET:
        return "Record the handover meeting first: responsibilities and the start date are agreed there."
    return ""
