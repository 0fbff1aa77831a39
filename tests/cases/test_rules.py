"""What stands between a case and its next step, its steps and its end."""

from dataclasses import replace

import pytest
from django.urls import reverse

from mash.cases.adult_states import OutcomesMet
from mash.cases.rules import (
    UNABLE,
    ClosingFacts,
    Without,
    capacity_found,
    closing_blockers,
    may_settle,
    next_step,
)
from mash.cases.states import Clock, Outcome, Rag, Stage, StepName, StepState, Tri

READY = ClosingFacts(
    stage=Stage.SECTION_42, rag=Rag.RED, decided=True, outstanding_steps=[], open_clocks=[], required=[],
    enquiry_open=False, three_point_recorded=True, handed_over=True, owes_response=False,
    owes_advocate=False, without=Without(),
    adult_told="By phone", protection="New locks", wishes_known=False, outcomes_met=None, outcome=Outcome.FURTHER_S42,
    triage_ended_as=None,
)  # fmt: skip


def test_a_case_with_everything_done_may_close():
    assert closing_blockers(READY) == []


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"decided": False}, "Record the decision"),
        ({"triage_ended_as": Outcome.ADVICE}, "Triage ended with another outcome"),
        ({"outcome": None}, "Choose the outcome"),
        ({"adult_told": " "}, "how the adult was told"),
        ({"protection": ""}, "what protection is in place"),
        ({"wishes_known": True}, "what the adult wanted was met"),
        ({"outstanding_steps": [StepName.ADULT]}, "Contact with the adult"),
        ({"open_clocks": [Clock.SEEN]}, "has not been read"),
        ({"open_clocks": [Clock.RATING]}, "confirming rating"),
        ({"open_clocks": [Clock.FEEDBACK]}, "Feedback is owed"),
        ({"open_clocks": [Clock.RECEIPT]}, "passed on"),
        ({"open_clocks": [Clock.LATE_ANSWER]}, "late answer"),
        ({"enquiry_open": True}, "Conclude the enquiry"),
        ({"three_point_recorded": False}, "three-point test"),
        ({"handed_over": False}, "handed over"),
        ({"owes_response": True, "without": Without(response=" ")}, "who leads the services"),
        ({"owes_advocate": True, "without": Without(advocate=" ")}, "independent advocate is owed"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_thing_missing_stands_against_closing(missing, words):
    assert [words in blocker.words for blocker in closing_blockers(replace(READY, **missing))] == [True]


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.TRIAGE, Stage.MASH_ENQUIRY])
def test_whatever_the_closing_form_does_not_ask_says_where_it_is_done(stage):
    nothing = replace(
        READY, stage=stage, decided=False, outcome=None, adult_told="", protection="", outstanding_steps=[StepName.ADULT], open_clocks=list(Clock),
        enquiry_open=True, three_point_recorded=False, handed_over=False, owes_response=True,
    )  # fmt: skip
    found = closing_blockers(nothing)
    assert [blocker.words.split()[0] for blocker in found if not blocker.page] == ["Choose", "Say", "Say"]
    for blocker in found:
        assert not blocker.page or reverse(blocker.page, args=["M-0000-0000"])


def test_a_reason_stands_for_an_advocate():
    assert closing_blockers(replace(READY, owes_advocate=True, without=Without(advocate="She died in hospital."))) == []


@pytest.mark.parametrize("met", OutcomesMet)
def test_any_answer_on_what_the_adult_wanted_will_do(met):
    assert closing_blockers(replace(READY, wishes_known=True, outcomes_met=met)) == []


def test_a_manager_s_reason_stands_for_a_handover():
    assert closing_blockers(replace(READY, handed_over=False, without=Without(handover="Moved to Essex"))) == []


def test_a_reason_stands_for_a_system_response():
    assert closing_blockers(replace(READY, owes_response=True, without=Without(response="She moves to her sister."))) == []


def test_amber_needs_no_handover_and_triage_no_three_point_test():
    amber = replace(READY, rag=Rag.AMBER, handed_over=False)
    assert closing_blockers(amber) == []
    assert closing_blockers(replace(amber, stage=Stage.TRIAGE, three_point_recorded=False)) == []


@pytest.mark.parametrize(
    ("stage", "name", "state", "allowed"),
    [
        (Stage.TRIAGE, StepName.ADULT, StepState.NOT_NEEDED, True),
        (Stage.MASH_ENQUIRY, StepName.ADULT, StepState.NOT_NEEDED, False),
        (Stage.SECTION_42, StepName.ADULT, StepState.NOT_NEEDED, False),
        (Stage.MASH_ENQUIRY, StepName.ADULT, StepState.NOT_POSSIBLE, True),
        (Stage.MASH_ENQUIRY, StepName.PARTNERS, StepState.NOT_POSSIBLE, False),
        (Stage.MASH_ENQUIRY, StepName.PARTNERS, StepState.NOT_NEEDED, True),
        (Stage.TRIAGE, StepName.RATING, StepState.DONE, False),
        (Stage.TRIAGE, StepName.HISTORY, StepState.DONE, True),
    ],
)
def test_steps_that_may_be_settled_so(stage, name, state, allowed):
    assert (may_settle(stage, name, state) == "") is allowed


def test_partner_checks_are_needed_while_a_question_is_open():
    asked = {"stage": Stage.TRIAGE, "name": StepName.PARTNERS}
    assert "still open" in may_settle(**asked, state=StepState.NOT_NEEDED, open_checks=1)
    assert may_settle(**asked, state=StepState.NOT_NEEDED) == ""
    assert may_settle(**asked, state=StepState.DONE, open_checks=1) == ""
    assert "No question to a partner" in may_settle(**asked, state=StepState.DONE, spoken=False)
    assert may_settle(**asked, state=StepState.NOT_NEEDED, spoken=False) == ""


YES, NO, UNSURE = Tri.YES, Tri.NO, Tri.DONT_KNOW
FAILS = (NO, YES, YES, YES)


@pytest.mark.parametrize(
    ("functions", "impairment", "because", "found"),
    [
        ((YES,) * 4, None, None, "has capacity for this"),
        ((YES,) * 4, YES, YES, "has capacity for this"),
        (FAILS, YES, YES, "lacks capacity for this"),
        (FAILS, YES, NO, UNABLE),
        (FAILS, NO, NO, UNABLE),
        (FAILS, NO, UNSURE, UNABLE),
        (FAILS, YES, UNSURE, "not settled: presumed to have capacity"),
        (FAILS, UNSURE, None, "not settled: presumed to have capacity"),
        (FAILS, None, None, "not settled: presumed to have capacity"),
        ((UNSURE, YES, YES, YES), YES, YES, "not settled: presumed to have capacity"),
        ((UNSURE, YES, YES, YES), YES, NO, "not settled: presumed to have capacity"),
    ],
)
def test_capacity_is_presumed_lost_only_by_all_three_and_never_claimed_for_somebody_who_cannot_decide(functions, impairment, because, found):
    assert capacity_found(functions, impairment, because) == found


@pytest.mark.parametrize(
    ("stage", "known", "words"),
    [
        (Stage.RECEIVED, {"clocks": {Clock.SEEN}}, "Read the report"),
        (Stage.RECEIVED, {"adult_known": False}, "Find or create the adult"),
        (Stage.RECEIVED, {}, "Rate the concern"),
        (Stage.TRIAGE, {"outstanding_steps": [StepName.ADULT]}, "Contact with the adult and carers (6 of 7 steps done)"),
        (Stage.TRIAGE, {}, "Decide triage"),
        (Stage.TRIAGE, {"clocks": {Clock.RATING}}, "Confirm the rating"),
        (Stage.SECTION_42, {"clocks": {Clock.HANDOVER_MEETING}}, "Meet the locality team"),
        (Stage.SECTION_42, {"clocks": {Clock.HANDOVER_ACCEPTANCE}}, "The locality team answers"),
        (Stage.SECTION_42, {}, "Conclude the enquiry"),
        (Stage.TRIAGE, {"decided": True, "clocks": {Clock.FEEDBACK}}, "Tell the referrer"),
        (Stage.TRIAGE, {"decided": True}, "Close the case"),
        (Stage.TRIAGE, {"decided": True, "outstanding_steps": [StepName.PARTNERS]}, "Settle 1 step, then close"),
        (Stage.TRIAGE, {"decided": True, "outstanding_steps": [StepName.PARTNERS, StepName.ADULT]}, "Settle 2 steps, then"),
        (Stage.TRIAGE, {"decided": True, "outstanding_steps": [StepName.ADULT], "clocks": {Clock.FEEDBACK}}, "Tell the"),
        (Stage.TRIAGE, {"decided": True, "clocks": {Clock.LATE_ANSWER}}, "Look at the partner's late answer"),
        (Stage.CLOSED, {"clocks": {Clock.FEEDBACK}}, "Tell the referrer"),
        (Stage.CLOSED, {"clocks": {Clock.SEEN}}, "Closed"),
    ],
)
def test_the_next_step_is_named(stage, known, words):
    facts = {"clocks": set(), "adult_known": True, "outstanding_steps": [], "decided": False} | known
    assert next_step(stage, **facts).words.startswith(words)
