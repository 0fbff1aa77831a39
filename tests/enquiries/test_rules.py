"""Rules of enquiries: values in, words out; no database."""

from itertools import product

import pytest

from enquiries.rules import (
    LatestTest,
    RiskEnd,
    conclusion_blockers,
    in_enquiry,
    may_decide,
    may_hold,
    may_propose,
    may_start,
    may_take,
    override_problem,
    risk_problem,
    settles_planning,
    statutory_basis,
)
from enquiries.states import Agreement, AssessmentOutcome, Basis, EnquiryKind, HandoverState, MeetingKind
from mash.cases.states import Stage

MET, NOT_MET, OVERRIDDEN = LatestTest(True, False), LatestTest(False, False), LatestTest(False, True)
DONE = RiskEnd("physical abuse", "identified_action", "reduced")


def test_only_all_three_points_make_it_section_42():
    for answers in product([True, False], repeat=3):
        assert statutory_basis(all(answers)) == (Basis.SECTION_42 if answers == (True,) * 3 else Basis.OTHER)


def test_an_overridden_section_42_enquiry_counts_as_other():
    assert may_start(Stage.MASH_ENQUIRY, EnquiryKind.SECTION_42, OVERRIDDEN, held=True) == ""
    assert statutory_basis(OVERRIDDEN.all_met) == Basis.OTHER


@pytest.mark.parametrize("stage", Stage)
def test_stages(stage):
    assert (in_enquiry(stage) == "") == (stage in ("mash_enquiry", "section_42", "non_statutory"))
    assert (may_take(stage, "", concluded=False) == "") == (stage == "mash_enquiry")
    assert (may_start(stage, EnquiryKind.SECTION_42, MET, held=True) == "") == (stage == "mash_enquiry")
    assert (may_propose(stage, open_handover=False, same_team=False) == "") == (stage not in ("received", "closed"))


def test_nobody_takes_what_somebody_holds_or_what_is_concluded():
    assert "Priya" in may_take(Stage.MASH_ENQUIRY, "Priya", concluded=False)
    assert "concluded" in may_take(Stage.MASH_ENQUIRY, "", concluded=True)


@pytest.mark.parametrize(
    ("kind", "tested", "may"),
    [
        (EnquiryKind.SECTION_42, None, False),
        (EnquiryKind.SECTION_42, MET, True),
        (EnquiryKind.SECTION_42, NOT_MET, False),
        (EnquiryKind.SECTION_42, OVERRIDDEN, True),
        (EnquiryKind.NON_STATUTORY, None, False),
        (EnquiryKind.NON_STATUTORY, MET, False),
        (EnquiryKind.NON_STATUTORY, NOT_MET, True),
        (EnquiryKind.NON_STATUTORY, OVERRIDDEN, True),
    ],
)
def test_which_enquiry_may_begin(kind, tested, may):
    assert (may_start(Stage.MASH_ENQUIRY, kind, tested, held=True) == "") == may
    assert may_start(Stage.MASH_ENQUIRY, kind, tested, held=False)


@pytest.mark.parametrize(
    ("all_met", "override", "judgement", "discussion", "manager", "fine"),
    [
        (False, "", "", "", False, True),
        (True, "", "", "", True, True),
        (True, "repeat", "Because.", "Meeting", True, False),
        (False, "repeat", "Because.", "Meeting", True, True),
        (False, "repeat", "Because.", "Meeting", False, False),
        (False, "repeat", " ", "Meeting", True, False),
        (False, "repeat", "Because.", "", True, False),
    ],
)
def test_going_on_without_all_points(all_met, override, judgement, discussion, manager, fine):
    assert (override_problem(all_met, override, judgement, discussion, manager) == "") == fine


@pytest.mark.parametrize("assessment", AssessmentOutcome)
def test_what_became_of_a_risk_is_asked_where_one_was_identified(assessment):
    asked = bool(risk_problem(RiskEnd("x", assessment, "")))
    assert asked == (assessment in ("identified_action", "identified_no_action"))
    assert risk_problem(RiskEnd("x", assessment, "remains")) == ""


def test_a_risk_without_a_finding_is_named():
    assert "physical" in risk_problem(RiskEnd("physical abuse", "", "reduced"))


def test_what_stands_against_concluding():
    assert conclusion_blockers(True, MET, [DONE]) == []
    assert conclusion_blockers(True, NOT_MET, [DONE]) == []
    assert len(conclusion_blockers(False, None, [])) == 3
    assert len(conclusion_blockers(True, MET, [DONE, RiskEnd("x", "", ""), RiskEnd("y", "", "")])) == 2


@pytest.mark.parametrize(
    ("agreements", "may"),
    [
        ([], False),
        (["not_asked"], False),
        (["agreed", "not_asked"], False),
        (["refused"], False),
        (["agreed", "refused"], True),
        (["agreed"], True),
    ],
)
def test_a_meeting_begins_when_everyone_agreed_or_left(agreements, may):
    assert (may_hold([Agreement(a) for a in agreements]) == "") == may


def test_which_meetings_are_the_planning_discussion():
    assert [kind for kind in MeetingKind if settles_planning(kind)] == [MeetingKind.STRATEGY, MeetingKind.PLANNING]


def test_proposing_once_and_to_another_team():
    assert may_propose(Stage.TRIAGE, open_handover=True, same_team=False)
    assert may_propose(Stage.TRIAGE, open_handover=False, same_team=True)


@pytest.mark.parametrize(("state", "accept", "refuse"), [
    (HandoverState.PROPOSED, False, True), (HandoverState.MET, True, True),
    (HandoverState.ACCEPTED, False, False), (HandoverState.REFUSED, False, False),
])  # fmt: skip
def test_when_a_team_may_answer(state, accept, refuse):
    assert (may_decide(state, accept=True) == "") == accept
    assert (may_decide(state, accept=False) == "") == refuse
