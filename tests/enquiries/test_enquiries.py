"""Holding, testing, going on and concluding: what each leaves behind for the adult and the clocks."""

import pytest
from django.http import Http404
from django.utils import timezone

from enquiries.models import Enquiry
from enquiries.rules import NextEnquiry
from enquiries.services.enquiries import conclude_enquiry, start_enquiry
from enquiries.services.holding import allocate_enquiry, take_enquiry
from enquiries.services.refusals import EnquiryRefused
from enquiries.services.risks import assess_risk, record_risk
from enquiries.services.three_point import record_three_point_test
from enquiries.states import Basis, EnquiryKind, Follows, OverrideReason, Place, Route
from mash.cases.adult_states import OutcomesMet
from mash.cases.services.closing import closing_facts
from mash.cases.services.locking import Stale
from mash.cases.services.records import record_consultation
from mash.cases.states import Clock, DecisionKind, Stage
from tests.enquiries.conftest import points
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def open_clocks(case):
    return set(case.deadlines.open().values_list("clock", flat=True))


def following(kind=EnquiryKind.SECTION_42, route=Route.LOCAL_AUTHORITY, agency=None):
    return NextEnquiry(kind, route, agency, True, "Find out about the money.")


def start(case, people, *, by=None, **how):
    return start_enquiry(
        reference=case.reference, version=case.version, following=following(**how), findings="Money is missing.",
        rationale="More to find out.", by=by or people.practitioner,
    )  # fmt: skip


def conclude(case, people, risks=None):
    return conclude_enquiry(
        reference=case.reference, version=case.version, findings="He took it.", outcomes_met=OutcomesMet.MET,
        follows=Follows.NO_FURTHER, rationale="It stopped.", by=people.practitioner, risks=risks,
    )  # fmt: skip


def test_taking_counts_from_when_the_stage_began(case, people, fresh):
    began = case.deadlines.get(clock=Clock.ENQUIRY).started_at
    enquiry = take_enquiry(reference=case.reference, version=case.version, by=people.practitioner)
    assert enquiry.started_at == began
    assert (enquiry.kind, enquiry.holder) == (EnquiryKind.MASH, people.practitioner)
    assert fresh(case).owner == people.practitioner


def test_the_second_to_take_it_is_told(held, people):
    with pytest.raises(EnquiryRefused, match="Priya Practitioner already holds"):
        take_enquiry(reference=held.reference, version=held.version, by=people.mash_manager)


def test_taking_an_old_picture_of_the_case_is_stale(held, people):
    with pytest.raises(Stale):
        take_enquiry(reference=held.reference, version=held.version - 1, by=people.mash_manager)


def test_only_triage_cases_are_not_taken(people):
    case = make_case(people, stage="triage")
    with pytest.raises(EnquiryRefused, match="in MASH enquiry"):
        take_enquiry(reference=case.reference, version=case.version, by=people.practitioner)


def test_allocating_moves_it_and_only_to_practitioners_of_the_team(held, people, fresh):
    said = {"reference": held.reference, "version": held.version, "by": people.mash_manager}
    for outsider in (people.duty_worker, people.locality_manager, people.partner):
        with pytest.raises(EnquiryRefused, match="of the team"):
            allocate_enquiry(holder_id=outsider.pk, **said)
    allocate_enquiry(holder_id=people.head_of_service.pk, **said)
    assert fresh(held).owner == people.head_of_service
    assert Enquiry.objects.get(case=held).holder == people.head_of_service


def test_the_test_meets_its_clock_and_is_kept_as_a_decision(held, people):
    assert Clock.S42_DECISION in open_clocks(held)
    test = record_three_point_test(reference=held.reference, version=held.version, points=points(), by=people.practitioner)
    assert Clock.S42_DECISION not in open_clocks(held)
    assert test.decision.kind == DecisionKind.THREE_POINT
    assert test.decision.snapshot["basis"] == Basis.SECTION_42
    assert "Relies on him." in test.decision.rationale


def test_a_practitioner_cannot_override(held, people):
    with pytest.raises(EnquiryRefused, match="MASH Manager"):
        record_three_point_test(
            reference=held.reference, version=held.version, points=points(at_risk=False), by=people.practitioner,
            override=OverrideReason.REPEAT, judgement="It will happen again.", discussion="meeting-1",
        )  # fmt: skip


def test_an_override_rests_on_a_discussion_on_record(held, people, fresh):
    said = {
        "reference": held.reference, "version": held.version, "points": points(at_risk=False), "by": people.mash_manager,
        "override": OverrideReason.ESCALATING, "judgement": "It will get worse.",
    }  # fmt: skip
    with pytest.raises(EnquiryRefused, match="multi-agency discussion"):
        record_three_point_test(discussion="meeting-999", **said)
    consultation = record_consultation(
        reference=held.reference, senior=people.mash_manager, question="?", advice="Go on.", agencies="Invented Police",
        held_at=timezone.now(), by=people.practitioner,
    )  # fmt: skip
    test = record_three_point_test(discussion=f"consultation-{consultation.pk}", **said)
    assert "Invented Police" in test.discussion
    enquiry = start(fresh(held), people)
    assert (enquiry.kind, enquiry.basis) == (EnquiryKind.SECTION_42, Basis.OTHER)


def test_a_discussion_of_another_case_does_not_count(held, people):
    other = make_case(people, stage="mash_enquiry")
    consultation = record_consultation(
        reference=other.reference, senior=people.mash_manager, question="?", advice="Go on.", agencies="Invented Police",
        held_at=timezone.now(), by=people.practitioner,
    )  # fmt: skip
    with pytest.raises(EnquiryRefused, match="multi-agency discussion"):
        record_three_point_test(
            reference=held.reference, version=held.version, points=points(at_risk=False), by=people.mash_manager,
            override=OverrideReason.OTHER, judgement="Because.", discussion=f"consultation-{consultation.pk}",
        )  # fmt: skip


def test_section_42_begins_where_the_mash_enquiry_ends(tested, people, fresh):
    first = tested.deadlines.get(clock=Clock.ENQUIRY)
    enquiry = start(tested, people)
    case, before = fresh(tested), Enquiry.objects.get(case=tested, kind=EnquiryKind.MASH)
    assert case.stage == Stage.SECTION_42
    assert (before.state, before.findings, before.basis) == ("concluded", "Money is missing.", Basis.SECTION_42)
    assert (enquiry.state, enquiry.basis, enquiry.crime_investigated) == ("open", Basis.SECTION_42, True)
    assert enquiry.holder == people.practitioner
    first.refresh_from_db()
    assert first.met_at
    assert {Clock.ENQUIRY, Clock.ENQUIRY_LOOK} <= open_clocks(case)


def test_where_all_points_are_met_nothing_stands_in_for_section_42(tested, people, fresh):
    with pytest.raises(EnquiryRefused, match="duty under section 42"):
        start(tested, people, kind=EnquiryKind.NON_STATUTORY)
    assert fresh(tested).stage == Stage.MASH_ENQUIRY


def test_a_non_statutory_enquiry(held, people, fresh):
    record_three_point_test(
        reference=held.reference, version=held.version, points=points(has_needs=False), by=people.practitioner
    )
    with pytest.raises(EnquiryRefused, match="Not all three"):
        start(fresh(held), people)
    enquiry = start(fresh(held), people, kind=EnquiryKind.NON_STATUTORY)
    assert fresh(held).stage == Stage.NON_STATUTORY
    assert enquiry.basis == Basis.OTHER


def test_causing_another_agency_to_enquire_names_it(tested, people):
    with pytest.raises(EnquiryRefused, match="Choose the agency"):
        start(tested, people, route=Route.CAUSED)
    enquiry = start(tested, people, route=Route.CAUSED, agency=people.trust.pk)
    assert enquiry.caused_agency == people.trust


def test_nothing_goes_on_or_ends_without_the_test(held, people):
    with pytest.raises(EnquiryRefused, match="three-point test"):
        start(held, people)
    with pytest.raises(EnquiryRefused) as refused:
        conclude(held, people)
    assert "three-point test" in str(refused.value)
    assert "at least one risk" in str(refused.value)


def test_concluding_asks_about_every_risk(tested, people, fresh):
    with pytest.raises(EnquiryRefused, match="Say what was found"):
        conclude(tested, people)
    with pytest.raises(EnquiryRefused, match="Say what became"):
        conclude(tested, people, risks={1: ("identified_action", "")})
    assert tested.risks.get().assessment == ""
    conclude(tested, people, risks={1: ("identified_action", "removed")})
    assert tested.risks.get().outcome == "removed"


def test_a_risk_that_was_not_identified_has_no_outcome(tested, people):
    risk = assess_risk(
        reference=tested.reference, number=1, assessment="not_identified_no_action", outcome="reduced", by=people.practitioner
    )
    assert risk.outcome == ""


def test_after_concluding_the_case_is_decided_and_feedback_is_due(tested, people, fresh):
    conclude(tested, people, risks={1: ("ceased", "")})
    case = fresh(tested)
    assert case.decided_at
    assert case.stage == Stage.MASH_ENQUIRY
    assert not {Clock.ENQUIRY, Clock.ENQUIRY_LOOK} & open_clocks(case)
    assert case.deadlines.open().get(clock=Clock.FEEDBACK).due_at
    facts = closing_facts(case)
    assert (facts.enquiry_open, facts.three_point_recorded, facts.decided) == (False, True, True)
    snapshot = case.decisions.first().snapshot
    assert snapshot["risks"][0]["assessment"] == "ceased"
    with pytest.raises(EnquiryRefused, match="concluded"):
        take_enquiry(reference=case.reference, version=case.version, by=people.practitioner)


def test_a_risk_names_a_source_of_this_case(held, people):
    with pytest.raises(EnquiryRefused, match="source of harm"):
        record_risk(
            reference=held.reference, abuse_type="PHY", source_id=99999, place=Place.ONLINE, words="x", by=people.practitioner
        )


def test_a_risk_that_is_not_there(held, people):
    for number in (0, -1, 7):
        with pytest.raises(Http404):
            assess_risk(reference=held.reference, number=number, assessment="ceased", outcome="", by=people.practitioner)
