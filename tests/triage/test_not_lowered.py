"""What a senior refused in the rating is not granted by the next decision, and a step of contact is done by speaking with somebody."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, Decision
from mash.cases.queries import mark_of_step
from mash.cases.services import records
from mash.cases.services.locking import Stale
from mash.cases.services.steps import StepRefused, settle_step
from mash.cases.states import DecisionKind, Outcome, Party, Rag, Reached, StepName, StepState
from tests.factories import make_case
from tests.triage.test_rating import rate
from triage.rules import ending_unagreed
from triage.services import DecisionRefused, check_history, decide_triage
from triage.services.confirming import confirm_rating
from triage.states import RiskNow

pytestmark = pytest.mark.django_db


def refused(people, agrees=False):
    case = rate(make_case(people), people.duty_worker, Rag.GREEN, suggested=Rag.AMBER, senior=people.mash_manager)
    if agrees is not None:
        answer = {"words": "Nobody has spoken with her yet.", "would_change": "She says herself that it has ended."}
        confirm_rating(reference=case.reference, version=case.version, agrees=agrees, by=people.mash_manager, **answer)
    return Case.objects.get(pk=case.pk)


def ends(case, by, outcome=Outcome.ADVICE):
    words = {"since_rating": "Nothing.", "rationale": "Enough.", "would_change": "More.", "why_no_connection": "None wanted."}
    return decide_triage(reference=case.reference, version=case.version, outcome=outcome, risk_now=RiskNow.ADVISE, by=by, **words)


def consult(case, people, senior):
    records.record_consultation(
        reference=case.reference, senior=senior, question="May it end with advice?", advice="Yes, after a visit.", agencies="",
        held_at=timezone.now(), by=people.duty_worker,
    )  # fmt: skip


@pytest.mark.parametrize("outcome", [Outcome.ADVICE, Outcome.EARLY_HELP, Outcome.NO_CONCERN])
@pytest.mark.parametrize("answer", [False, None])
def test_a_refused_or_unanswered_lowering_does_not_end_as_if_it_had_been_agreed(people, outcome, answer):
    case = refused(people, answer)
    with pytest.raises(DecisionRefused, match="no senior has agreed") as told:
        ends(case, people.duty_worker, outcome)
    assert told.value.field == "decision"
    consult(case, people, people.practitioner)
    with pytest.raises(DecisionRefused):
        ends(case, people.duty_worker, outcome)
    consult(case, people, people.mash_manager)
    assert ends(Case.objects.get(pk=case.pk), people.duty_worker, outcome).outcome == outcome.label


def test_a_consultation_before_the_refusal_agrees_to_nothing(people):
    case = rate(make_case(people), people.duty_worker, Rag.GREEN, suggested=Rag.AMBER, senior=people.mash_manager)
    consult(case, people, people.mash_manager)
    case = Case.objects.get(pk=case.pk)
    confirm_rating(reference=case.reference, version=case.version, agrees=False, words="No.", would_change="A visit.", by=people.mash_manager)
    with pytest.raises(DecisionRefused):
        ends(Case.objects.get(pk=case.pk), people.duty_worker)


def test_what_a_senior_agreed_to_or_decides_ends_so(people):
    assert ends(refused(people, True), people.duty_worker).outcome == Outcome.ADVICE.label
    assert ends(refused(people), people.mash_manager).outcome == Outcome.ADVICE.label


def test_a_new_rating_and_other_endings_are_free(people):
    assert ends(refused(people), people.duty_worker, Outcome.PROTECTIVE_ACTION)
    case = rate(refused(people), people.duty_worker, Rag.AMBER, suggested=Rag.AMBER)
    assert ends(case, people.duty_worker)
    assert ending_unagreed(None, senior_holds=True, agreed=False) == ""
    assert ending_unagreed(Outcome.ADVICE, senior_holds=False, agreed=False) == ""


def test_the_senior_says_what_would_change_their_answer(people):
    decision = refused(people).decisions.filter(kind=DecisionKind.RATING).first()
    assert (decision.outcome, decision.would_change) == ("Amber stays", "She says herself that it has ended.")
    assert not Decision.objects.filter(kind=DecisionKind.RATING, would_change="").exists()


def test_the_page_says_whom_to_consult_and_keeps_the_words(people, client_for):
    case = refused(people)
    client = client_for(people.duty_worker)
    url = reverse("triage:decide_triage", args=[case.reference])
    said = {
        "version": case.version, "risk_now": "advise", "since_rating": "Nothing.", "decision": "advice", "rationale": "Only advice.",
        "would_change": "More.", "why_no_connection": "None wanted.",
    }  # fmt: skip
    page = client.post(url, said).content.decode()
    assert "Consult a senior about ending it so" in page
    assert "Only advice.</textarea>" in page


# Steps


def settle(case, by, name, state=StepState.DONE, words="Rang her."):
    return settle_step(reference=case.reference, name=name, state=state, words=words, seen=mark_of_step(case, name), by=by)


@pytest.mark.parametrize(
    ("name", "party"), [(StepName.REFERRER, Party.REFERRER), (StepName.ADULT, Party.ADULT), (StepName.ADULT, Party.CARER)],
)  # fmt: skip
def test_a_contact_is_done_or_in_vain_only_where_one_is_on_record(people, name, party):
    case = make_case(people, stage="triage")
    with pytest.raises(StepRefused, match=r"is on record\. "):
        settle(case, people.duty_worker, name)
    with pytest.raises(StepRefused, match="Log each attempt first"):
        settle(case, people.duty_worker, name, StepState.NOT_POSSIBLE)
    said = {"reference": case.reference, "party": party, "with_whom": "", "happened_at": timezone.now(), "what_was_said": "-", "by": people.duty_worker}
    records.log_contact(**said, reached=Reached.NO_ANSWER)
    with pytest.raises(StepRefused, match=r"is on record\. "):
        settle(case, people.duty_worker, name)
    assert settle(case, people.duty_worker, name, StepState.NOT_POSSIBLE).state == StepState.NOT_POSSIBLE
    records.log_contact(**said, reached=Reached.SPOKE)
    assert settle(case, people.duty_worker, name).state == StepState.DONE


def test_a_consultation_is_done_only_where_one_is_on_record(people):
    case = make_case(people, stage="triage")
    with pytest.raises(StepRefused, match="No consultation is on record"):
        settle(case, people.duty_worker, StepName.CONSULTATION)
    consult(case, people, people.practitioner)
    assert settle(case, people.duty_worker, StepName.CONSULTATION).state == StepState.DONE


def test_nobody_writes_over_what_a_colleague_found_of_a_step(people):
    case = make_case(people, stage="triage")
    check_history(reference=case.reference, found="Two closed episodes.", las_id="", seen=0, by=people.duty_worker)
    with pytest.raises(Stale):
        check_history(reference=case.reference, found="Nothing.", las_id="", seen=0, by=people.practitioner)
    with pytest.raises(Stale):
        settle_step(reference=case.reference, name=StepName.HISTORY, state=StepState.NOT_NEEDED, words="-", seen=0, by=people.practitioner)
    assert "Two closed episodes" in case.steps.get(name=StepName.HISTORY).words
    seen = mark_of_step(case, StepName.HISTORY)
    check_history(reference=case.reference, found="Three, one closed today.", las_id="", seen=seen, by=people.practitioner)
    assert "Three" in case.steps.get(name=StepName.HISTORY).words


@pytest.mark.parametrize(
    ("page", "args", "mine"),
    [("check_history", (), {"found": "Mine.", "las_id": ""}), ("settle_step", ("history",), {"state": "not_needed", "words": "Mine."})],
)  # fmt: skip
def test_whoever_comes_second_to_a_step_is_told_and_keeps_their_words(people, client_for, page, args, mine):
    case = make_case(people, stage="triage")
    url, client = reverse(f"triage:{page}", args=[case.reference, *args]), client_for(people.duty_worker)
    seen = client.get(url).context["form"]["seen"].value()
    check_history(reference=case.reference, found="Theirs.", las_id="", seen=0, by=people.practitioner)
    told = client.post(url, mine | {"seen": seen})
    assert told.status_code == 409
    assert "Mine." in told.content.decode()
    again = client.get(url)
    assert "Mine." in again.content.decode()
    assert client.post(url, mine | {"seen": again.context["form"]["seen"].value()}).status_code == 302
