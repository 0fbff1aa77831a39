"""Triage does not end while somebody must still act for the adult."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.decided import triage_ended_as
from mash.cases.models import Case
from mash.cases.queries import header_of
from mash.cases.services.cases import take_protective_action
from mash.cases.services.closing import NotYet, close_case
from mash.cases.states import Clock, Outcome, Rag
from tests.cases.decided import enquired_into
from tests.factories import make_case, ready_to_close
from tests.triage.test_rating import rate
from triage.rules import ending_unsafe
from triage.services import DecisionRefused, decide_triage
from triage.states import RiskNow

pytestmark = pytest.mark.django_db
SAID = {"since_rating": "Nothing has.", "rationale": "It is so.", "would_change": "Another report.", "why_no_connection": "None wanted."}


def ends(case, by, outcome=Outcome.ADVICE, risk=RiskNow.ADVISE):
    case = Case.objects.get(pk=case.pk)
    return decide_triage(reference=case.reference, version=case.version, outcome=outcome, risk_now=risk, by=by, **SAID)


def protect(case, by):
    take_protective_action(reference=case.reference, what="Her key was taken back.", by_whom="Her sister", taken_at=timezone.now(), by=by)


@pytest.mark.parametrize(("outcome", "risk", "protected", "waited_for", "field"), [
    (Outcome.ADVICE, RiskNow.ACT, False, "", "risk_now"), (Outcome.ADVICE, RiskNow.ACT, True, "", ""),
    (Outcome.PROTECTIVE_ACTION, RiskNow.ACT, False, "", "risk_now"), (Outcome.NO_CONCERN, RiskNow.ACT, True, "", "risk_now"),
    (Outcome.NO_CONCERN, RiskNow.ADVISE, False, "", ""), (Outcome.ADVICE, RiskNow.LOOK, False, "Quickly", "decision"),
    (Outcome.DUPLICATE, RiskNow.ACT, False, "At once", ""), (None, RiskNow.ACT, False, "At once", ""),
])  # fmt: skip
def test_what_stands_against_ending(outcome, risk, protected, waited_for, field):
    found = ending_unsafe(outcome, risk, protected=protected, waited_for=waited_for)
    assert (found.field if found else "") == field


def test_it_ends_when_somebody_has_acted_and_shows_no_urgency_then(people):
    case = rate(make_case(people), people.duty_worker, Rag.GREEN, urgency="U2")
    with pytest.raises(DecisionRefused, match="Somebody was to act quickly, and nobody has been reached") as told:
        ends(case, people.duty_worker)
    assert told.value.field == "decision"
    with pytest.raises(DecisionRefused, match="Record the protective action"):
        ends(case, people.duty_worker, risk=RiskNow.ACT)
    protect(case, people.duty_worker)
    assert ends(case, people.duty_worker, risk=RiskNow.ACT).outcome == Outcome.ADVICE.label
    ended = Case.objects.get(pk=case.pk)
    assert not ended.deadlines.open().filter(clock=Clock.FIRST_STEP).exists()
    assert header_of(ended).urgency is None


def test_a_protective_action_before_the_rating_is_not_what_the_risk_now_asks_for(people):
    case = make_case(people)
    protect(case, people.duty_worker)
    case = rate(case, people.duty_worker, Rag.AMBER)
    with pytest.raises(DecisionRefused):
        ends(case, people.duty_worker, risk=RiskNow.ACT)
    protect(case, people.duty_worker)
    assert ends(case, people.duty_worker, risk=RiskNow.ACT)


def test_the_page_says_so_beside_the_question_and_keeps_what_was_typed(people, client_for):
    case = make_case(people, stage="triage")
    words = {"version": case.version, "risk_now": "act", "decision": "advice", **SAID}
    page = client_for(people.duty_worker).post(reverse("triage:decide_triage", args=[case.reference]), words).content.decode()
    assert "Error:</span> Somebody must act at once, you say." in page
    assert SAID["rationale"] in page
    assert not case.decisions.filter(kind="triage").exists()


def closes(case, by, outcome):
    words = {"adult_told": "By phone.", "protection": "None is needed.", "rationale": "It has ended.", "would_change": "Another report."}
    return close_case(reference=case.reference, version=case.version, outcome=outcome, by=by, **words)


def test_a_case_closes_as_triage_decided_and_not_otherwise(people, client_for):
    case = ready_to_close(people)
    with pytest.raises(NotYet, match="Triage ended with another outcome"):
        closes(case, people.mash_manager, Outcome.FURTHER_S42)
    page = client_for(people.mash_manager).get(reverse("cases:close_case", args=[case.reference])).content.decode()
    assert "It closes as triage decided: <strong>Information and advice</strong>" in page
    assert 'name="outcome"' not in page
    assert closes(case, people.mash_manager, Outcome.ADVICE).outcome == Outcome.ADVICE


def test_what_triage_decided_holds_until_an_enquiry_or_a_new_rating_takes_it_further(people):
    ended = ready_to_close(people)
    assert triage_ended_as(ended) == Outcome.ADVICE
    assert triage_ended_as(rate(Case.objects.get(pk=ended.pk), people.duty_worker, Rag.AMBER)) is None
    assert triage_ended_as(enquired_into(people)) is None
