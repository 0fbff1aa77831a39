"""Gathering and deciding, on real PostgreSQL."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from mash.cases.models import Case
from mash.cases.services.locking import Stale
from mash.cases.states import (
    Clock,
    ConsentAnswer,
    DecisionKind,
    LawfulBasis,
    Outcome,
    Reached,
    Stage,
    StepName,
    StepState,
    Tri,
)
from mash.people.states import SafeBy
from mash.trail.models import Event
from tests.factories import make_case, make_referral
from triage.rules import Conversation
from triage.services import DecisionRefused, check_history, decide_triage, deciding, gathering, speak_with_adult
from triage.states import RiskNow

pytestmark = pytest.mark.django_db
WORDS = {"risk_now": RiskNow.ADVISE, "since_rating": "Nothing has.", "rationale": "Advice is enough.", "would_change": "Another report."}


def lines(case):
    return Event.objects.filter(chain=f"case:{case.reference}").count()


def talk(**changed):
    said = Conversation(
        Reached.SPOKE, timezone.now(), "Talked in the day room.", SafeBy.IN_PERSON, safe_when="Mornings", own_words="I want my card back.",
        desired_outcomes="To hold her own money", to_referral=ConsentAnswer.YES, to_sharing=ConsentAnswer.YES,
        decision="to lend her card", can_understand=Tri.YES, can_retain=Tri.YES, can_weigh=Tri.YES, can_communicate=Tri.YES,
        evidence="She explained it back.",
    )  # fmt: skip
    return replace(said, **changed)


def decide(case, by, outcome=Outcome.ADVICE, **more):
    return decide_triage(reference=case.reference, version=case.version, outcome=outcome, by=by, **WORDS | more)


@pytest.mark.parametrize("stage", ["received", "triage", "decided", "mash_enquiry", "closed", "reopened"])
def test_a_case_can_be_made_at_each_stage(people, stage):
    case = make_case(people, stage=stage)
    assert case.stage == {"decided": Stage.TRIAGE, "reopened": Stage.TRIAGE}.get(stage, stage)


def test_a_talk_keeps_the_adults_voice_and_settles_the_step(people):
    case = make_case(people, stage="triage")
    before = lines(case)
    speak_with_adult(reference=case.reference, said=talk(), by=people.duty_worker)
    case = Case.objects.get(pk=case.pk)
    assert case.wishes.get().own_words == "I want my card back."
    assert case.capacities.get().decision == "to lend her card"
    assert case.consents.get().to_sharing == ConsentAnswer.YES
    assert (case.adult.safe_by, case.adult.safe_when) == (SafeBy.IN_PERSON, "Mornings")
    assert case.steps.get(name=StepName.ADULT).state == StepState.DONE
    assert lines(case) == before + 1


def test_an_attempt_settles_nothing(people):
    case = make_case(people, stage="triage")
    attempt = Conversation(Reached.NO_ANSWER, timezone.now(), "Rang twice.", SafeBy.NOT_ASKED)
    speak_with_adult(reference=case.reference, said=attempt, by=people.duty_worker)
    assert case.contacts.get().reached == Reached.NO_ANSWER
    assert not case.steps.filter(name=StepName.ADULT).exists()
    assert [rows.exists() for rows in (case.wishes, case.capacities, case.consents)] == [False] * 3


def test_what_somebody_said_who_did_not_want_to_speak_is_kept(people):
    case = make_case(people, stage="triage")
    said = Conversation(
        Reached.DECLINED, timezone.now(), "Spoke through the door.", SafeBy.NOT_ASKED, own_words="Leave me be.", to_referral=ConsentAnswer.NO,
        to_sharing=ConsentAnswer.NO, basis=LawfulBasis.COERCION, basis_reason="Her son stood behind her.",
    )  # fmt: skip
    speak_with_adult(reference=case.reference, said=said, by=people.duty_worker)
    assert case.wishes.get().own_words == "Leave me be."
    assert case.consents.get().basis == LawfulBasis.COERCION
    assert not case.steps.filter(name=StepName.ADULT).exists()


def test_a_talk_with_somebody_unknown_is_kept(people):
    case = make_case(people, stage="triage", adult=False)
    speak_with_adult(reference=case.reference, said=talk(), by=people.duty_worker)
    assert case.wishes.exists()


def test_history_keeps_the_id_and_settles_the_step(people):
    case = make_case(people, stage="triage")
    before = lines(case)
    check_history(reference=case.reference, found="Two closed episodes.", las_id="LAS-12", seen=0, by=people.duty_worker)
    assert Case.objects.get(pk=case.pk).adult.las_id == "LAS-12"
    assert "LAS-12" in case.steps.get(name=StepName.HISTORY).words
    assert lines(case) == before + 1


def test_going_on_starts_the_enquirys_clocks(people):
    case = make_case(people, stage="triage")
    before = lines(case)
    decide(case, people.duty_worker, None)
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.decided_at) == (Stage.MASH_ENQUIRY, None)
    running = {Clock(d.clock) for d in case.deadlines.running()}
    assert running == {Clock.S42_DECISION, Clock.PLANNING, Clock.ENQUIRY_LOOK, Clock.ENQUIRY}
    assert lines(case) == before + 2, "the decision, and the question who holds the enquiry"


def test_ending_starts_the_feedbacks_time(people):
    case = make_case(people, stage="triage")
    decide(case, people.duty_worker, connection="Invented Befriending", what_for="Company")
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, bool(case.decided_at)) == (Stage.TRIAGE, True)
    assert {Clock(d.clock) for d in case.deadlines.running()} == {Clock.FEEDBACK, Clock.HOLDING}
    kept = case.decisions.get(kind=DecisionKind.TRIAGE)
    assert kept.snapshot["connections"] == ["Invented Befriending"]
    assert "Contact with the referrer" in kept.outstanding


def test_a_decision_says_that_a_report_was_not_read_and_that_nobody_rated_again(people):
    case = make_case(people, stage="reopened")
    make_referral(case)
    decide(case, people.duty_worker, connection="Invented Befriending", what_for="Company")
    kept = case.decisions.filter(kind=DecisionKind.TRIAGE).first()
    assert {"a confirming rating", "1 report that nobody has read"} <= set(kept.outstanding)
    assert not {"a confirming rating", "1 report that nobody has read"} & set(case.decisions.filter(kind=DecisionKind.RATING).first().outstanding)


def test_green_ends_with_a_connection_or_a_reason(people):
    case = make_case(people, stage="triage", rag="green")
    with pytest.raises(DecisionRefused):
        decide(case, people.duty_worker)
    assert Case.objects.get(pk=case.pk).version == case.version
    decide(case, people.duty_worker, why_no_connection="Her daughter helps with all of it.")
    assert Case.objects.get(pk=case.pk).decided_at


@pytest.mark.parametrize("stage", ["received", "mash_enquiry", "closed"])
def test_only_triage_is_decided(people, stage):
    case = make_case(people, stage=stage)
    for outcome in (None, Outcome.ADVICE):
        with pytest.raises(TransitionNotAllowed):
            decide(case, people.duty_worker, outcome)


def test_the_second_of_two_is_told(people):
    case = make_case(people, stage="triage")
    decide(case, people.duty_worker)
    with pytest.raises(Stale):
        decide(case, people.practitioner, None)


CALLS = [
    lambda case, by: decide(case, by),
    lambda case, by: speak_with_adult(reference=case.reference, said=talk(), by=by),
    lambda case, by: check_history(reference=case.reference, found="Nothing.", las_id="", seen=0, by=by),
]


@pytest.mark.parametrize("role", ["qa_manager", "locality_manager", "partner", "board_member", "administrator"])
@pytest.mark.parametrize("call", CALLS)
def test_others_may_not(people, role, call):
    case = make_case(people, stage="triage")
    before = lines(case)
    with pytest.raises((PermissionDenied, Http404)):
        call(case, getattr(people, role))
    assert lines(case) == before


@pytest.mark.parametrize("call", CALLS)
def test_without_a_trail_nothing_happens(people, call, monkeypatch):
    case = make_case(people, stage="triage")

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    for module in (deciding, gathering):
        monkeypatch.setattr(module, "record", fail)
    with pytest.raises(RuntimeError):
        call(case, people.duty_worker)
    assert not case.contacts.exists()
    assert not case.decisions.filter(kind=DecisionKind.TRIAGE).exists()
    assert not case.steps.filter(name=StepName.HISTORY).exists()
