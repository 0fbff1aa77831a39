"""What follows from a rating, an ending and a talk: values in, value out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from mash.cases.states import ConsentAnswer, LawfulBasis, Outcome, Rag, Reached, Stage, StepName, Tri
from mash.people.states import SafeBy
from thresholds.matrix import read
from triage.rules import (
    QUESTIONS,
    Conversation,
    attempts_in_vain,
    check_mark,
    conversation_problems,
    ending_problem,
    goes_to_enquiry,
    level_for,
)

MATRIX = read(yaml.safe_load((Path(__file__).parents[2] / "thresholds/data/matrix.yaml").read_text()))
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
FOUR = ("can_understand", "can_retain", "can_weigh", "can_communicate")
SAID = Conversation(
    Reached.SPOKE, NOW, "Talked at home.", SafeBy.PHONE, own_words="I want my card back.", to_referral=ConsentAnswer.YES,
    to_sharing=ConsentAnswer.YES,
)  # fmt: skip


@pytest.mark.parametrize(("rag", "level"), [(Rag.GREEN, 1), (Rag.AMBER, 2), (Rag.RED, 3)])
def test_a_colour_has_its_level(rag, level):
    assert {level_for(MATRIX, suggested, rag) for suggested in (1, 2, 3)} == {level}


@pytest.mark.parametrize(
    ("rag", "always", "stage", "goes"),
    [
        (Rag.RED, False, Stage.RECEIVED, True),
        (Rag.RED, False, Stage.TRIAGE, True),
        (Rag.GREEN, True, Stage.RECEIVED, True),
        (Rag.AMBER, False, Stage.RECEIVED, False),
        (Rag.RED, True, Stage.MASH_ENQUIRY, False),
        (Rag.RED, True, Stage.SECTION_42, False),
    ],
)
def test_red_and_some_types_go_to_enquiry(rag, always, stage, goes):
    assert goes_to_enquiry(rag, always, stage) is goes


@pytest.mark.parametrize(
    ("rag", "outcome", "connections", "why", "fine"),
    [
        (Rag.GREEN, Outcome.ADVICE, 0, "", False),
        (Rag.GREEN, Outcome.ADVICE, 1, "", True),
        (Rag.GREEN, Outcome.ADVICE, 0, "Has all the help there is.", True),
        (Rag.GREEN, Outcome.ADVICE, 0, "  ", False),
        (Rag.GREEN, Outcome.DUPLICATE, 0, "", True),
        (Rag.AMBER, Outcome.EARLY_HELP, 0, "", False),
        (Rag.AMBER, Outcome.ADVICE, 0, "", True),
    ],
)
def test_a_green_ending_connects_the_adult(rag, outcome, connections, why, fine):
    assert (ending_problem(rag, outcome, connections, why) == "") is fine


def test_a_whole_talk_lacks_nothing():
    assert conversation_problems(SAID) == {}


def test_an_attempt_asks_for_nothing_more():
    assert conversation_problems(Conversation(Reached.NO_ANSWER, NOW, "Rang twice.", SafeBy.NOT_ASKED)) == {}


NOT_ASKED = {"to_referral": ConsentAnswer.NOT_ASKED, "to_sharing": ConsentAnswer.NOT_ASKED}


def test_of_somebody_who_was_not_reached_it_may_be_said_why_work_goes_on():
    attempt = Conversation(Reached.NO_ANSWER, NOW, "Rang twice.", SafeBy.NOT_ASKED, **NOT_ASKED)
    assert set(conversation_problems(attempt)) == {"basis", "basis_reason"}
    assert conversation_problems(replace(attempt, basis=LawfulBasis.VITAL_INTERESTS, basis_reason="No food in the house.")) == {}
    assert set(conversation_problems(replace(attempt, to_sharing=None, basis=LawfulBasis.CRIME, basis_reason="Theft."))) == {"to_sharing"}


@pytest.mark.parametrize(("reached", "wrong"), [(Reached.NO_ANSWER, {"own_words", "desired_outcomes", "decision"}), (Reached.DECLINED, {"decision"}), (Reached.SPOKE, set())])
def test_nobody_says_what_somebody_wants_with_whom_they_did_not_speak(reached, wrong):
    said = replace(SAID, reached=reached, desired_outcomes="Her card back", decision="To lend her card")
    assert {name for name, words in conversation_problems(said).items() if "did not speak" in words} == wrong


def test_the_adult_is_asked_or_it_says_why_not():
    assert "own_words" in conversation_problems(replace(SAID, own_words=""))
    assert conversation_problems(replace(SAID, own_words="", why_not_asked="The son stood by.")) == {}


def test_capacity_is_for_one_named_decision():
    assert "decision" in conversation_problems(replace(SAID, can_weigh=Tri.NO))


def test_capacity_follows_the_order_of_the_test():
    begun = replace(SAID, decision="to let her nephew handle her money", **dict.fromkeys(FOUR, Tri.YES), evidence="A talk.",
        support="Pictures, and a second visit.")
    assert conversation_problems(begun) == {}
    failing = replace(begun, can_weigh=Tri.NO)
    assert set(conversation_problems(failing)) == {"impairment", "because_of_it"}
    assert conversation_problems(replace(failing, impairment=Tri.YES, because_of_it=Tri.DONT_KNOW)) == {}
    assert set(conversation_problems(replace(SAID, decision="money"))) == {*FOUR, "evidence", "support"}


def test_an_impairment_is_asked_about_only_where_a_function_is_in_doubt():
    sure = replace(SAID, decision="money", **dict.fromkeys(FOUR, Tri.YES), evidence="A talk.", support="Time.")
    assert set(conversation_problems(replace(sure, impairment=Tri.YES))) == {"impairment"}
    assert conversation_problems(replace(sure, can_retain=Tri.DONT_KNOW, impairment=Tri.YES)) == {}


def test_nobody_lacks_capacity_before_help_to_decide_was_given():
    begun = replace(SAID, decision="money", **dict.fromkeys(FOUR, Tri.YES), evidence="A talk.")
    assert set(conversation_problems(begun)) == {"support"}


@pytest.mark.parametrize(
    ("contacts", "tries"),
    [
        ([], 0), ([("adult", "no_answer"), ("adult", "unsafe"), ("adult", "declined")], 3),
        ([("adult", "no_answer"), ("adult", "spoke"), ("adult", "no_answer")], 1), ([("referrer", "no_answer")], 0),
        ([("carer", "spoke"), ("adult", "no_answer")], 1),
    ],
)  # fmt: skip
def test_attempts_count_since_the_adult_was_last_spoken_with(contacts, tries):
    assert attempts_in_vain(contacts) == tries


def test_every_step_has_its_question():
    assert set(QUESTIONS) == set(StepName)


@pytest.mark.parametrize("answer", [ConsentAnswer.NO, ConsentAnswer.NOT_ASKED])
def test_without_a_yes_there_is_a_basis(answer):
    without = replace(SAID, to_sharing=answer)
    assert set(conversation_problems(without)) == {"basis", "basis_reason"}
    assert conversation_problems(replace(without, basis=LawfulBasis.CRIME, basis_reason="Theft.")) == {}


def test_limits_are_said():
    assert "limits" in conversation_problems(replace(SAID, to_sharing=ConsentAnswer.LIMITED))


@pytest.mark.parametrize(
    ("state", "hours", "shown"), [("asked", 1, "asked"), ("asked", -1, "overdue"), ("answered", -1, "answered"), ("read", -1, "read")]
)
def test_a_check_says_how_it_stands(state, hours, shown):
    mark = check_mark("police", "Invented Police", state, NOW + timedelta(hours=hours), NOW)
    assert (mark.letters, mark.state) == ("P", shown)
    assert mark.words.startswith("Invented Police: ")
