"""Every use case of this app as one row: whose case, what is asked of it, by whom, and what the trail says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from enquiries.rules import NextEnquiry
from enquiries.services import enquiries, handovers, holding, meetings, plans, risks, three_point
from enquiries.states import (
    Agreement,
    AssessmentOutcome,
    EnquiryKind,
    Follows,
    MeetingKind,
    Place,
    RiskOutcome,
    Route,
)
from mash.cases.adult_states import OutcomesMet
from mash.cases.models import Case
from mash.trail.verbs import Verb
from tests.enquiries.conftest import points

Asked = Callable[[SimpleNamespace, Case], dict[str, Any]]


@dataclass(frozen=True)
class UseCase:
    """One row."""

    module: Any
    name: str
    given: str
    verb: Verb
    asked: Asked = field(default=lambda people, case: {})
    by: str = "practitioner"
    wrong: str = "qa_manager"

    def carry_out(self, people: SimpleNamespace, case: Case, **changed: Any) -> Any:
        said = {"reference": case.reference, "by": getattr(people, self.by), **self.asked(people, case), **changed}
        return getattr(self.module, self.name)(**said)


def versioned(**said: Any) -> Asked:
    return lambda people, case: {"version": case.version, **said}


FOLLOWING = NextEnquiry(EnquiryKind.SECTION_42, Route.LOCAL_AUTHORITY, None, True, "Find out about the money.")
ENDED = {1: (AssessmentOutcome.IDENTIFIED_ACTION, RiskOutcome.REDUCED)}
NOW = timezone.now()
SOON = timezone.localdate() + timedelta(days=7)

USE_CASES = [
    UseCase(holding, "take_enquiry", "case", Verb.ENQUIRY_STARTED, versioned(), wrong="duty_worker"),
    UseCase(
        holding, "allocate_enquiry", "case", Verb.ENQUIRY_ALLOCATED, by="mash_manager", wrong="practitioner",
        asked=lambda people, case: {"version": case.version, "holder_id": people.practitioner.pk},
    ),
    UseCase(holding, "scope_enquiry", "held", Verb.ENQUIRY_SCOPED, versioned(scope="The money."), wrong="duty_worker"),
    UseCase(
        risks, "record_risk", "held", Verb.RISK_RECORDED, wrong="duty_worker",
        asked=lambda p, c: {"abuse_type": "FIN", "source_id": 0, "place": Place.OWN_HOME, "words": "Card kept."},
    ),
    UseCase(
        risks, "assess_risk", "tested", Verb.RISK_RECORDED, wrong="duty_worker",
        asked=lambda p, c: {"number": 1, "assessment": AssessmentOutcome.IDENTIFIED_ACTION, "outcome": RiskOutcome.REMOVED},
    ),
    UseCase(three_point, "record_three_point_test", "held", Verb.TEST_RECORDED, versioned(points=points()), wrong="duty_worker"),
    UseCase(
        enquiries, "start_enquiry", "tested", Verb.ENQUIRY_STARTED, wrong="duty_worker",
        asked=versioned(following=FOLLOWING, findings="Money is missing.", rationale="More to find out."),
    ),
    UseCase(
        enquiries, "conclude_enquiry", "tested", Verb.ENQUIRY_CONCLUDED, wrong="duty_worker",
        asked=versioned(
            findings="He took the card.", outcomes_met=OutcomesMet.PARTLY, follows=Follows.PLAN_GOES_ON,
            rationale="Safer now.", risks=ENDED,
        ),
    ),
    UseCase(
        meetings, "plan_meeting", "held", Verb.MEETING_PLANNED,
        asked=lambda p, c: {"kind": MeetingKind.STRATEGY, "at": NOW, "agenda": "Safety.", "adult_invited": True},
    ),
    UseCase(
        meetings, "record_attendance", "planned", Verb.ATTENDANCE_RECORDED,
        asked=lambda p, c: {"number": 1, "name": "Ada Ashby", "organisation": "Advocate"},
    ),
    UseCase(
        meetings, "record_agreement", "planned", Verb.ATTENDANCE_RECORDED,
        asked=lambda p, c: {"number": 1, "attendee": 2, "agreement": Agreement.AGREED},
    ),
    UseCase(
        meetings, "hold_meeting", "agreed", Verb.MEETING_HELD,
        asked=lambda p, c: {"number": 1, "held_at": NOW, "contribution": "Wants her card.", "minutes": "Agreed a visit."},
    ),
    UseCase(plans, "agree_plan", "held", Verb.PLAN_AGREED, lambda p, c: {"aim": "Safe at home.", "contingency": "Ring."}),
    UseCase(
        plans, "add_action", "with_plan", Verb.PLAN_ACTION_ADDED,
        asked=lambda p, c: {"what": "Change locks.", "agency": "Invented Homes", "person": "Lee Lock", "due_on": SOON},
    ),
    UseCase(plans, "action_done", "with_action", Verb.PLAN_ACTION_DONE, lambda p, c: {"number": 1, "done_words": "Done."}),
    UseCase(plans, "review_plan", "with_plan", Verb.PLAN_REVIEWED, lambda p, c: {"words": "It works."}),
    UseCase(
        handovers, "propose_handover", "held", Verb.HANDOVER_PROPOSED, wrong="duty_worker",
        asked=lambda people, case: {"version": case.version, "to_team_id": people.locality.pk, "summary": "Risks."},
    ),
    UseCase(
        handovers, "meet_handover", "proposed", Verb.HANDOVER_MET, wrong="duty_worker",
        asked=versioned(met_at=NOW, met_with="Lou", responsibilities="Weekly visits.", starts_on=SOON),
    ),
    UseCase(
        handovers, "decide_handover", "met", Verb.HANDOVER_ACCEPTED, versioned(accept=True), by="locality_manager",
        wrong="mash_manager",
    ),
]  # fmt: skip
