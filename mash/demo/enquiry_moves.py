"""What happens in the enquiries of the demo's stories."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from enquiries.rules import NextEnquiry, Points
from enquiries.services.enquiries import conclude_enquiry, start_enquiry
from enquiries.services.handovers import decide_handover, meet_handover, propose_handover
from enquiries.services.holding import take_enquiry
from enquiries.services.meetings import hold_meeting, plan_meeting, record_agreement, record_attendance
from enquiries.services.plans import add_action, agree_plan
from enquiries.services.risks import record_risk
from enquiries.services.three_point import record_three_point_test
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
from mash.cases.services.cases import take_protective_action
from mash.cases.services.records import record_source_of_harm
from mash.cases.states import Stage
from triage.services import decide_triage
from triage.states import RiskNow

from .telling import Telling

ROOM = [("Ruth Adeyemi", "Luton Adults MASH"), ("Asha Grant", "Chiltern Vale Police"), ("Callum Reid", "Chiltern Vale Mental Health Trust")]


def go_on(tale: Telling) -> None:
    """What was rated into triage goes on to an enquiry; a Red concern is there already."""
    if tale.case.stage == Stage.TRIAGE:
        decide_triage(
            reference=tale.reference, version=tale.case.version, outcome=None, by=tale.worker,
            risk_now=RiskNow.LOOK, since_rating="Two more small things came to light, and they point the same way.",
            rationale="The pattern of small things needs an enquiry.", would_change="A harmless explanation that holds.",
        )  # fmt: skip


def hold(tale: Telling) -> None:
    """A practitioner takes the enquiry, and the adult is made safe at once where that is needed."""
    take_enquiry(reference=tale.reference, version=tale.case.version, by=tale.practitioner)
    if tale.story.danger == "yes":
        take_protective_action(
            reference=tale.reference, what="Police welfare call; the adult is with a sister tonight.",
            by_whom="Chiltern Vale Police", taken_at=tale.cursor, by=tale.practitioner,
        )  # fmt: skip


def risks(tale: Telling) -> None:
    """Who may cause harm, and each risk by its source."""
    source = record_source_of_harm(
        reference=tale.reference, name=tale.story.source or "Not known yet", is_organisation="agency" in tale.story.source,
        relationship="As the report says", position_of_trust=False, contact_with_others="", by=tale.practitioner,
    )  # fmt: skip
    for code in tale.story.types:
        record_risk(
            reference=tale.reference, abuse_type=code, source_id=source.pk, place=Place.OWN_HOME,
            words="As reported, and borne out by what the adult said.", by=tale.practitioner,
        )  # fmt: skip


def meet(tale: Telling) -> None:
    """A planning meeting; everyone agrees to protect what is said."""
    by = tale.practitioner
    plan_meeting(
        reference=tale.reference, kind=MeetingKind.PLANNING, at=tale.cursor, by=by, adult_invited=True,
        agenda="What we know; what the adult wants; what each of us does; when we meet again.",
    )  # fmt: skip
    for number, (name, organisation) in enumerate(ROOM, start=1):
        record_attendance(reference=tale.reference, number=1, name=name, organisation=organisation, by=by)
        record_agreement(reference=tale.reference, number=1, attendee=number, agreement=Agreement.AGREED, by=by)
    hold_meeting(
        reference=tale.reference, number=1, held_at=tale.cursor, by=by, contribution=tale.story.wishes,
        minutes="Police add the address to their system. The trust offers an assessment. Review in two weeks.",
    )  # fmt: skip


def plan(tale: Telling) -> None:
    """One safeguarding plan, in terms of what the adult wants."""
    agree_plan(
        reference=tale.reference, aim="Safe at home, with their own key and their own money.", by=tale.practitioner,
        contingency="If they come back: police, then the sister's address; the duty desk rings within the hour.",
    )  # fmt: skip
    today = timezone.localdate()
    for days, what, agency, person in [
        (2, "Change the lock and the key safe's number", "Luton Adults MASH", "Ruth Adeyemi"),
        (7, "Visit and assess", "Chiltern Vale Mental Health Trust", "Callum Reid"),
    ]:
        add_action(
            reference=tale.reference, what=what, agency=agency, person=person, due_on=today + timedelta(days=days),
            by=tale.practitioner,
        )  # fmt: skip


def test(tale: Telling) -> None:
    """The three-point test: met for a section 42 enquiry, else not."""
    met = tale.story.kind != "non_statutory"
    record_three_point_test(
        reference=tale.reference, version=tale.case.version, by=tale.practitioner, would_change="An account that differs.",
        points=Points(
            has_needs=True, has_needs_reason="Needs help with washing, meals and money every day.",
            at_risk=True, at_risk_reason="What happened is likely to happen again.",
            cannot_protect=met,
            cannot_protect_reason="Depends on the person who may harm them." if met else "Understands it, and acts on advice.",
        ),
    )  # fmt: skip


def start(tale: Telling) -> None:
    """A section 42 or non-statutory enquiry goes on, where the story has one."""
    if tale.story.kind:
        start_enquiry(
            reference=tale.reference, version=tale.case.version, by=tale.practitioner,
            following=NextEnquiry(EnquiryKind(tale.story.kind), Route.LOCAL_AUTHORITY, None, False, "What happened, and how to stop it."),
            findings="The concern is borne out by two accounts.", rationale="More must be found out before it can end.",
        )  # fmt: skip


def propose(tale: Telling) -> None:
    """A locality team is asked to take the case on."""
    if tale.story.team:
        propose_handover(
            reference=tale.reference, version=tale.case.version, by=tale.practitioner,
            to_team_id=tale.town.organisations[tale.story.team].pk,
            summary="Enquiry under way, plan agreed, the adult is safe tonight and wants to stay at home.",
        )  # fmt: skip


def hand_over(tale: Telling) -> None:
    """The seniors meet and the team accepts."""
    if not tale.story.team:
        return
    head = tale.town.people[tale.story.team]
    meet_handover(
        reference=tale.reference, version=tale.case.version, met_at=tale.cursor, met_with=f"{head.name} and Ruth Adeyemi",
        responsibilities="The team leads from tomorrow; the hub keeps the partners informed until then.",
        starts_on=timezone.localdate() + timedelta(days=1), by=tale.practitioner,
    )  # fmt: skip
    decide_handover(reference=tale.reference, version=tale.case.version, accept=True, owner_id=head.pk, by=head)


def conclude(tale: Telling) -> None:
    """The enquiry ends with what was found about each risk."""
    risks = tale.case.risks.count()
    conclude_enquiry(
        reference=tale.reference, version=tale.case.version, by=tale.practitioner, follows=Follows.PLAN_GOES_ON,
        findings="Harm happened and has stopped.", outcomes_met=OutcomesMet.MET, rationale="The plan holds.",
        risks=dict.fromkeys(range(1, risks + 1), (AssessmentOutcome.IDENTIFIED_ACTION, RiskOutcome.REDUCED)),
    )  # fmt: skip


MOVES = (go_on, hold, risks, meet, plan, test, start, propose, hand_over, conclude)
