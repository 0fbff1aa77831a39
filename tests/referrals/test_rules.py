"""What a referrer may be told, the order of the questions, and the secret code. No database."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.cases.states import ConsentAnswer, Hold, Outcome, Stage
from referrals.codes import ONCE, code_of, digest, matches, secret_code
from referrals.rules import (
    FULL,
    SHORT,
    STEPS,
    Facts,
    Line,
    comes_before,
    fingerprint,
    first_missing,
    kinds_open,
    most_extent,
    needs_day,
    offered,
    outcome_code,
    page_before,
    path_of,
    suggest,
    suggested_codes,
    why_no_holding,
    why_not,
    why_not_withhold,
    wording,
)
from referrals.states import CAUTIONS, Extent, FeedbackKind, Safety, SetAside, Voice, Way, Withheld
from referrals.ways import Reach

REACH = Reach(Safety.SAFE, has=frozenset({Way.EMAIL}))
FACTS = Facts(
    voice=Voice.PROFESSIONAL, reach=REACH, read=True, consent=ConsentAnswer.YES, stage=Stage.TRIAGE, outcome=None, decided=True,
)  # fmt: skip
LINES = [
    Line("thank-you", "Thank you.", ("holding", "decided"), Extent.LIMITED),
    Line("outcome-advice", "Outcome: advice.", ("decided",), Extent.FULL),
    Line("private", "We cannot share.", ("decided",), Extent.LIMITED, ("relative",)),
    Line("again-by", "Again by $again_by.", ("holding",), Extent.LIMITED),
]


def test_questions_are_asked_in_order():
    assert first_missing([]) == "worry"
    assert first_missing(["worry", "adult"]) == "danger"
    assert first_missing(STEPS) is None
    assert first_missing(SHORT) is None
    assert first_missing(SHORT, Voice.PROFESSIONAL) == "happened"


def test_only_professionals_are_asked_everything():
    assert path_of(Voice.PROFESSIONAL) == FULL
    assert {path_of(voice) for voice in Voice if voice != Voice.PROFESSIONAL} == {SHORT}


def test_back_leads_to_the_page_that_this_person_saw_before():
    assert page_before("needs", Voice.RELATIVE) == "adult"
    assert page_before("needs", Voice.PROFESSIONAL) == "actions"
    assert page_before("worry", Voice.SELF) == "who"
    assert page_before("who", Voice.SELF) is None
    assert comes_before("worry", "you")
    assert not comes_before("you", "you")


@pytest.mark.parametrize(
    ("voice", "consent", "most", "suggested"),
    [
        (Voice.SELF, None, Extent.FULL, Extent.FULL),
        (Voice.PROFESSIONAL, ConsentAnswer.YES, Extent.FULL, Extent.FULL),
        (Voice.PROFESSIONAL, ConsentAnswer.LIMITED, Extent.FULL, Extent.FULL),
        (Voice.PROFESSIONAL, ConsentAnswer.NO, Extent.FULL, Extent.LIMITED),
        (Voice.PROFESSIONAL, None, Extent.FULL, Extent.LIMITED),
        (Voice.RELATIVE, ConsentAnswer.YES, Extent.FULL, Extent.FULL),
        (Voice.RELATIVE, ConsentAnswer.LIMITED, Extent.LIMITED, Extent.LIMITED),
        (Voice.RELATIVE, None, Extent.LIMITED, Extent.LIMITED),
        (Voice.NOT_SAID, ConsentAnswer.YES, Extent.LIMITED, Extent.LIMITED),
    ],
)
def test_how_much_hangs_on_who_asks_and_on_consent(voice, consent, most, suggested):
    facts = replace(FACTS, voice=voice, consent=consent)
    assert most_extent(facts)[0] == most
    assert suggest(facts).extent == suggested
    assert bool(why_not(facts, FeedbackKind.DECIDED, Extent.FULL)) == (most == Extent.LIMITED)
    assert not why_not(facts, FeedbackKind.DECIDED, Extent.LIMITED)


@pytest.mark.parametrize("voice", [Voice.PROFESSIONAL, Voice.RELATIVE])
def test_a_refusal_on_record_is_not_called_a_gap(voice):
    words = {consent: suggest(replace(FACTS, voice=voice, consent=consent)).reasons[0] for consent in (None, *ConsentAnswer)}
    assert "said no to sharing" in words[ConsentAnswer.NO]
    assert "was not asked" in words[ConsentAnswer.NOT_ASKED]
    assert "with limits" in words[ConsentAnswer.LIMITED]
    assert [consent for consent, said in words.items() if "not on record" in said] == [None]
    for refused in (ConsentAnswer.NO, ConsentAnswer.NOT_ASKED, None):
        assert suggest(replace(FACTS, voice=voice, consent=refused)).extent == Extent.LIMITED


@pytest.mark.parametrize(
    ("changed", "kinds"),
    [
        ({"decided": False}, [FeedbackKind.HOLDING]),
        ({}, [FeedbackKind.DECIDED]),
        ({"decided": False, "set_aside": SetAside.MISDIRECTED}, [FeedbackKind.DECIDED]),
        ({"stage": Stage.CLOSED}, [FeedbackKind.DECIDED, FeedbackKind.CLOSED]),
    ],
)
def test_which_message_makes_sense(changed, kinds):
    facts = replace(FACTS, **changed)
    assert kinds_open(facts) == kinds
    for kind in FeedbackKind:
        assert bool(why_not(facts, kind, Extent.LIMITED)) == (kind not in kinds)


def test_nobody_is_told_before_the_report_was_read():
    assert "Read the report first" in why_not(replace(FACTS, read=False), FeedbackKind.DECIDED, Extent.LIMITED)


def test_nothing_is_withheld_before_a_decision():
    assert why_not(replace(FACTS, decided=False), FeedbackKind.HOLDING, Extent.WITHHELD)


def test_the_suggestion_says_why_nothing_is_sent():
    def said(**changed):
        return suggest(replace(FACTS, reach=replace(REACH, **changed))).reasons

    assert "did not say that it is safe" in said(safety=Safety.NOT_SAID)[1]
    assert "no contact was given" in said(has=frozenset())[1]
    assert "asked not to hear" in said(wants_feedback=False)[1]
    assert "asked for a way (text)" in said(asked=Way.TEXT)[1]
    assert "status page only" in said(asked=Way.STATUS_PAGE)[1]
    assert len(said()) == 1


@pytest.mark.parametrize("safety", CAUTIONS)
def test_a_marked_referrer_is_suggested_nothing(safety):
    facts = replace(FACTS, reach=replace(REACH, safety=safety))
    assert suggest(facts).extent == Extent.WITHHELD
    assert safety.label in " ".join(suggest(facts).reasons)
    assert why_no_holding(facts)
    assert not why_no_holding(FACTS)


def test_whoever_may_be_the_source_of_harm_never_hears_the_outcome():
    facts = replace(FACTS, reach=replace(REACH, safety=Safety.MAY_BE_SOURCE))
    assert most_extent(facts)[0] == Extent.LIMITED
    assert why_not(facts, FeedbackKind.DECIDED, Extent.FULL)
    assert not why_not(facts, FeedbackKind.DECIDED, Extent.LIMITED)


def test_a_police_hold_limits_what_is_said():
    facts = replace(FACTS, hold=Hold.LIMITS)
    assert most_extent(facts)[0] == suggest(facts).extent == Extent.LIMITED
    assert {"police", "again-by"} <= suggested_codes(facts, FeedbackKind.DECIDED, Extent.LIMITED)
    assert "police" not in suggested_codes(FACTS, FeedbackKind.DECIDED, Extent.LIMITED)
    lines = [Line("police", "We cannot say more.", ("decided",), Extent.LIMITED)]
    assert offered(lines, facts, FeedbackKind.DECIDED, Extent.LIMITED) == lines
    assert offered(lines, FACTS, FeedbackKind.DECIDED, Extent.LIMITED) == []
    assert not why_no_holding(facts)


def test_a_police_hold_can_forbid_all():
    facts = replace(FACTS, hold=Hold.FORBIDS)
    assert suggest(facts).extent == Extent.WITHHELD
    assert "police hold stands" in why_not(facts, FeedbackKind.DECIDED, Extent.LIMITED)
    assert not why_not(facts, FeedbackKind.DECIDED, Extent.WITHHELD)
    assert why_no_holding(facts)


def test_silence_for_the_police_needs_a_hold_on_record():
    assert "Record it first" in why_not_withhold(FACTS, Withheld.POLICE_HOLD)
    assert not why_not_withhold(replace(FACTS, hold=Hold.LIMITS), Withheld.POLICE_HOLD)
    assert not why_not_withhold(FACTS, Withheld.UNSAFE)


def test_whoever_reports_through_their_agency_is_a_professional():
    unsaid = replace(FACTS, voice=Voice.NOT_SAID)
    assert unsaid.audience == Voice.NOT_SAID
    assert replace(unsaid, reach=replace(REACH, has=frozenset({Way.PORTAL}))).audience == Voice.PROFESSIONAL
    assert replace(FACTS, voice=Voice.SELF, reach=Reach(Safety.SAFE, has=frozenset({Way.PORTAL}))).audience == Voice.SELF


def test_statements_are_offered_by_message_extent_and_voice():
    def codes(kind, extent, **changed):
        return [line.code for line in offered(LINES, replace(FACTS, **changed), kind, extent)]

    assert codes(FeedbackKind.DECIDED, Extent.FULL) == ["thank-you", "outcome-advice"]
    assert codes(FeedbackKind.DECIDED, Extent.LIMITED, voice=Voice.RELATIVE) == ["thank-you", "private"]
    assert codes(FeedbackKind.HOLDING, Extent.LIMITED) == ["thank-you", "again-by"]


def test_the_outcome_comes_from_the_record():
    assert outcome_code(Stage.CLOSED, Outcome.ADVICE) == "outcome-advice"
    assert outcome_code(Stage.MASH_ENQUIRY, None) == "outcome-enquiry"
    assert outcome_code(Stage.TRIAGE, None) == ""
    closed = replace(FACTS, stage=Stage.CLOSED, outcome=Outcome.EARLY_HELP)
    assert "outcome-early-help" in suggested_codes(closed, FeedbackKind.DECIDED, Extent.FULL)
    assert "private" in suggested_codes(closed, FeedbackKind.DECIDED, Extent.LIMITED)
    passed_on = replace(FACTS, set_aside=SetAside.MISDIRECTED)
    assert "passed-on" in suggested_codes(passed_on, FeedbackKind.DECIDED, Extent.LIMITED)


def test_the_wording_is_the_statements_and_no_more():
    assert wording(LINES[:2], {}) == "Thank you.\n\nOutcome: advice."
    assert wording(LINES[:1], {}, " Please ring. ") == "Thank you.\n\nPlease ring."
    assert wording(LINES[3:], {"again_by": "3 April 2026"}) == "Again by 3 April 2026."
    assert needs_day(LINES)
    assert not needs_day(LINES[:2])


def test_a_fingerprint_changes_with_what_was_seen():
    same = fingerprint("text", Way.EMAIL, 0)
    assert fingerprint("text", Way.EMAIL, 0) == same
    assert (
        len(
            {
                same,
                fingerprint("texts", Way.EMAIL, 0),
                fingerprint("text", Way.STATUS_PAGE, 0),
                fingerprint("text", Way.EMAIL, 1),
            }
        )
        == 4
    )


@given(st.uuids())
def test_a_key_always_gives_the_same_code(key: UUID):
    code = secret_code(key, "secret")
    assert secret_code(key, "secret") == code
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert matches(f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ", digest(code))


def test_other_keys_and_other_secrets_give_other_codes():
    key = uuid4()
    codes = {secret_code(key, "a"), secret_code(key, "b"), secret_code(uuid4(), "a")}
    assert len(codes) == 3


def test_whoever_has_a_long_code_is_shown_that_again():
    key = UUID(int=7)
    long = secret_code(key, "secret", ONCE)
    assert len(long.replace("-", "")) == ONCE
    assert code_of(key, "secret", digest(long)) == long
    assert code_of(key, "secret", digest(secret_code(key, "secret"))) == secret_code(key, "secret")


@given(st.text())
def test_whatever_is_typed_as_a_code_is_only_wrong(text: str):
    assert not matches(text, digest(secret_code(UUID(int=1), "a")))
