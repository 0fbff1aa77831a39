"""The menu of a level, promises asked for on their day, and what contracts management is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, ChosenAction, WorkItem
from mash.cases.provider_rules import AboutProvider, naming_problem
from mash.cases.rules import Chosen
from mash.cases.services import actions
from mash.cases.services.actions import (
    ActionRefused,
    answer_action,
    answer_intelligence,
    sweep_actions,
    sweep_intelligence,
    tell_contracts,
)
from mash.cases.states import Clock, DecisionKind, Outcome, WorkKind
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import make_case
from triage.queries import by_provider
from triage.rules import InformalEnquiry, informal_problems
from triage.services import DecisionRefused, decide_triage
from triage.states import RiskNow

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
INFORMAL = Chosen("A2a", "Informal enquiries", informal=True)
FOUND = InformalEnquiry("She sleeps badly.", "Nobody else lives there.", "She wants it to stop.")
LATE = AboutProvider("Invented Care Home", "Two medicines rounds were missed.")


def review(days=7):
    return Chosen("A2e", "The care provider reviews it and reports to us", "Invented Care Home", TODAY() + timedelta(days=days))


def decided(people, **more):
    case = make_case(people, stage="triage")
    words = {
        "risk_now": RiskNow.ADVISE, "since_rating": "Nothing has.", "rationale": "The provider can put it right.", "would_change": "It happens again.",
        "connection": "Invented Befriending",
    }  # fmt: skip
    decide_triage(reference=case.reference, version=case.version, outcome=Outcome.ADVICE, by=people.duty_worker, **words | more)
    return Case.objects.get(pk=case.pk)


def url(name, *args):
    return reverse(f"triage:{name}", args=args)


@pytest.mark.parametrize(
    ("what", "why", "fine"),
    [
        ("A round was missed.", "", True), ("Mrs ASHDOWN's round was missed.", "", False), ("Maureen, again.", "", False),
        ("Hara fell.", "", False), ("O'Hara fell.", "", False), ("At Jo's.", "", True), ("Ashdown House missed it.", "It is the home's name.", True), ("The ashdowns came.", "", True),
    ],
)  # fmt: skip
def test_contracts_management_is_not_told_who_the_adult_is(what, why, fine):
    about = AboutProvider("Invented Care Home", what, why_named=why)
    assert (naming_problem(about, ["Maureen Jo", "Ashdown-O'Hara"]) == "") is fine


def test_what_was_chosen_is_kept_with_the_decision(people):
    case = decided(people, actions=[INFORMAL, review()], informal=FOUND)
    decision = case.decisions.get(kind=DecisionKind.TRIAGE)
    assert [(a.code, a.who) for a in decision.chosen_actions.all()] == [("A2a", ""), ("A2e", "Invented Care Home")]
    assert decision.snapshot["actions"] == ["Informal enquiries", "The care provider reviews it and reports to us"]


def test_the_day_of_a_promise_asks_once_and_the_answer_settles_it(people):
    case = decided(people, actions=[review(days=0), INFORMAL], informal=FOUND)
    assert sweep_actions() == 1
    assert sweep_actions() == 0
    item = case.work_items.get(kind=WorkKind.ACTION_OWED)
    assert item.question.startswith("Invented Care Home promised by")
    assert case.deadlines.running().filter(clock=Clock.CONNECTION).exists()
    action = case.chosen_actions.get(code="A2e")
    answer_action(reference=case.reference, action_id=action.pk, words="The report came; staff were trained.", by=people.practitioner)
    item.refresh_from_db()
    assert item.answer == "The report came; staff were trained."
    assert not case.deadlines.open().filter(clock=Clock.CONNECTION).exists()
    with pytest.raises(ActionRefused):
        answer_action(reference=case.reference, action_id=action.pk, words="It did not.", by=people.duty_worker)


def test_a_promise_for_later_is_not_asked_about(people):
    decided(people, actions=[review()])
    assert sweep_actions() == 0


def test_a_promise_answered_before_its_day_is_never_asked_about(people):
    case = decided(people, actions=[review(days=0)])
    action = case.chosen_actions.get()
    answer_action(reference=case.reference, action_id=action.pk, words="It came early.", by=people.duty_worker)
    assert sweep_actions() == 0


def test_only_a_promise_has_an_answer(people):
    case = decided(people, actions=[INFORMAL], informal=FOUND)
    with pytest.raises(Http404):
        answer_action(reference=case.reference, action_id=case.chosen_actions.get().pk, words="Done.", by=people.duty_worker)


def test_a_day_without_a_person_is_no_promise(people):
    case = decided(people)
    decision = case.decisions.get(kind=DecisionKind.TRIAGE)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChosenAction.objects.create(case=case, decision=decision, code="A2e", words="Reviews it", due_on=TODAY())


def test_contracts_management_is_asked_what_it_did_and_the_case_reads_it(people):
    case = decided(people, about_provider=LATE)
    row = case.intelligence.get()
    item = WorkItem.objects.get(kind=WorkKind.PROVIDER_TOLD, about=row.reference)
    assert item.case is None
    answer_intelligence(intelligence=row.reference, words="An action plan is agreed.", by=people.contracts_officer)
    row.refresh_from_db()
    item.refresh_from_db()
    assert row.answer == item.answer == "An action plan is agreed."
    assert case.chronology.filter(what__contains="An action plan is agreed.").exists()
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.CONTRACTS_ANSWERED).count() == 1
    with pytest.raises(ActionRefused):
        answer_intelligence(intelligence=row.reference, words="Nothing.", by=people.contracts_officer)


def test_the_adults_name_stops_the_telling_and_a_reason_lets_it_through(people):
    case = make_case(people, stage="triage")
    about = AboutProvider("Invented Care Home", f"{case.adult.family_name} was left alone.")
    with pytest.raises(ActionRefused, match="names the adult"):
        tell_contracts(reference=case.reference, about=about, by=people.duty_worker)
    assert not case.intelligence.exists()
    named = AboutProvider(about.provider, about.what, why_named="It is about her own placement.")
    assert tell_contracts(reference=case.reference, about=named, by=people.duty_worker).why_named


@pytest.mark.parametrize("role", ["duty_worker", "mash_manager", "qa_manager", "partner", "board_member"])
def test_only_contracts_management_answers(people, role):
    row = decided(people, about_provider=LATE).intelligence.get()
    with pytest.raises(PermissionDenied):
        answer_intelligence(intelligence=row.reference, words="Fine.", by=getattr(people, role))
    row.refresh_from_db()
    assert row.answer == ""


def test_no_word_by_the_day_asks_the_hub_once_to_ring_and_their_answer_settles_it(people):
    case = decided(people, about_provider=LATE)
    assert sweep_intelligence() == 0
    case.intelligence.update(due_at=timezone.now())
    assert (sweep_intelligence(), sweep_intelligence()) == (1, 0)
    item = case.work_items.get(kind=WorkKind.CONTRACTS_LATE)
    assert item.question.startswith(f"{LATE.provider}: an answer was expected by")
    assert item.owner == (case.owner or people.duty_worker)
    answer_intelligence(intelligence=case.intelligence.get().reference, words="Visited on Monday.", by=people.contracts_officer)
    item.refresh_from_db()
    assert item.answer == "Contracts management has answered."


@pytest.mark.parametrize("role", ["qa_manager", "contracts_officer", "locality_manager", "partner", "administrator"])
def test_others_neither_tell_nor_answer(people, role):
    case = decided(people, actions=[review()])
    by = getattr(people, role)
    with pytest.raises((PermissionDenied, Http404)):
        tell_contracts(reference=case.reference, about=LATE, by=by)
    with pytest.raises((PermissionDenied, Http404)):
        answer_action(reference=case.reference, action_id=case.chosen_actions.get().pk, words="Done.", by=by)


def test_without_a_trail_nothing_happens(people, monkeypatch):
    case = decided(people, actions=[review()], about_provider=LATE)
    action, row = case.chosen_actions.get(), case.intelligence.get()

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(actions, "record", fail)
    calls = [
        lambda: answer_action(reference=case.reference, action_id=action.pk, words="Done.", by=people.duty_worker),
        lambda: tell_contracts(reference=case.reference, about=LATE, by=people.duty_worker),
        lambda: answer_intelligence(intelligence=row.reference, words="Done.", by=people.contracts_officer),
    ]
    for call in calls:
        with pytest.raises(RuntimeError):
            call()
    action.refresh_from_db()
    row.refresh_from_db()
    assert (action.answer, row.answer, case.intelligence.count()) == ("", "", 1)


# Pages


def words_for(case, **more):
    words = {"version": case.version, "risk_now": "advise", "since_rating": "Nothing has.", "decision": "advice", "rationale": "The provider can.", "would_change": "More."}
    return words | {"connection": "Invented Befriending", "made_by": "hub"} | more


def by_when(code, days=7):
    day = TODAY() + timedelta(days=days)
    return {f"by_{code}_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def test_the_menu_of_the_cases_level_is_offered_and_nothing_is_chosen(people, client_for):
    case = make_case(people, stage="triage")
    page = client_for(people.duty_worker).get(url("decide_triage", case.reference)).content.decode()
    assert "The menu of Level 2" in page
    assert "The care provider reviews it and reports to us" in page
    assert '" checked' not in page
    green = make_case(people, stage="triage", rag="green")
    assert "Handle it as a complaint" in client_for(people.duty_worker).get(url("decide_triage", green.reference)).content.decode()


def test_a_promise_needs_who_and_when_and_the_words_are_kept(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    page = url("decide_triage", case.reference)
    lost = client.post(page, words_for(case, actions=["A2e", "A2g"]))
    for said in (b"Say who does it", b"Enter the day by which it is done", b"Enter the provider", b"The provider can."):
        assert said in lost.content
    told = {"who_A2e": "Invented Care Home", **by_when("A2e"), "provider": "Invented Care Home"}
    named = client.post(page, words_for(case, actions=["A2e", "A2g"], what=f"{case.adult.family_name} fell.", **told))
    assert b"This names the adult" in named.content
    done = client.post(page, words_for(case, actions=["A2e", "A2g"], what="Two falls in a week.", **told))
    assert done.status_code == 302
    shown = client.get(url("connections", case.reference)).content.decode()
    assert "Two falls in a week." in shown
    assert "No answer yet" in shown
    assert case.chosen_actions.get(code="A2e").who == "Invented Care Home"


def test_words_about_a_provider_are_never_dropped_in_silence(people, client_for):
    case = make_case(people, stage="triage")
    page = client_for(people.duty_worker).post(url("decide_triage", case.reference), words_for(case, provider="Invented Care Home", what="A fall."))
    assert b"choose an action that tells contracts management" in page.content
    assert b"A fall." in page.content
    assert not case.decisions.filter(kind=DecisionKind.TRIAGE).exists()


def test_an_action_of_another_level_can_not_be_chosen(people, client_for):
    case = make_case(people, stage="triage")
    page = client_for(people.duty_worker).post(url("decide_triage", case.reference), words_for(case, actions=["A1b"]))
    assert b"Choose from the answers given" in page.content


def test_a_promise_is_answered_from_its_task(people, client_for):
    case = decided(people, actions=[review(days=0)])
    sweep_actions()
    client = client_for(people.duty_worker)
    page = url("answer_action", case.reference, case.chosen_actions.get().pk)
    assert page.encode() in client.get("/tasks/").content
    assert b"Say what the result was" in client.post(page, {"words": ""}).content
    assert client.post(page, {"words": "The report came."}).url == url("connections", case.reference)
    again = client.post(page, {"words": "It did not."})
    assert b"Their answer stands" in again.content
    assert b"It did not." in again.content


def test_a_contracts_officer_reads_by_provider_and_answers(people, client_for, django_assert_max_num_queries):
    case = decided(people, about_provider=LATE)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    client = client_for(people.contracts_officer)
    assert client.get("/").url == url("intelligence")
    with django_assert_max_num_queries(10):
        page = client.get(url("intelligence")).content.decode()
    for words in ("Invented Care Home", "Two medicines rounds were missed.", "1 without an answer"):
        assert words in page
    for words in (case.reference, case.adult.family_name):
        assert words not in page
    answer = url("answer_intelligence", case.intelligence.get().reference)
    assert b"Say what you did about it" in client.post(answer, {"words": ""}).content
    assert client.post(answer, {"words": "A visit on Monday."}).url == url("intelligence")
    assert b"A visit on Monday." in client.get(url("intelligence")).content
    assert b"Their answer stands" in client.post(answer, {"words": "Nothing."}).content
    assert client.get(url("answer_intelligence", "V-0000-0000")).status_code == 404


def test_the_hub_reads_only_what_comes_from_cases_it_may_see(people, client_for):
    case = decided(people, about_provider=LATE)
    manager = client_for(people.mash_manager)
    assert case.reference.encode() in manager.get(url("intelligence")).content
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert b"Two medicines rounds" not in manager.get(url("intelligence")).content
    assert client_for(people.duty_worker).get(url("intelligence")).status_code == 403
    assert len(by_provider(people.contracts_officer)) == 1


def test_contracts_management_can_be_told_at_any_moment(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    page = url("tell_contracts", case.reference)
    assert b"Enter the provider" in client.post(page, {}).content
    named = client.post(page, {"provider": "Invented Care Home", "what": f"{case.adult.family_name} fell."})
    assert b"This names the adult" in named.content
    assert client.post(page, {"provider": "Invented Care Home", "what": "A fall."}).url == url("connections", case.reference)


def test_who_sees_no_cases_reads_the_same_of_providers_whether_there_is_anything_or_not(people, client_for):
    pages = {who: client_for(getattr(people, who)) for who in ("board_member", "mash_manager", "contracts_officer")}

    def read(who):
        return pages[who].get("/intelligence/").content.decode().split("<main")[1].split("</main>")[0]

    before = read("board_member")
    assert "Your role sees figures, not single cases" in before
    for who in ("mash_manager", "contracts_officer"):
        assert "Nothing that you may read" in read(who)
    decided(people, about_provider=LATE)
    assert read("board_member") == before
    for who in ("mash_manager", "contracts_officer"):
        assert LATE.provider in read(who)


# an informal enquiry has three parts (guidance, Levels 1 and 2)


@pytest.mark.parametrize("part", ["impact", "others", "views"])
def test_each_part_of_an_informal_enquiry_is_asked_for(part):
    assert informal_problems(FOUND, chosen=True) == {}
    assert list(informal_problems(replace(FOUND, **{part: " "}), chosen=True)) == [part]
    assert informal_problems(InformalEnquiry(), chosen=False) == {}
    assert list(informal_problems(replace(InformalEnquiry(), **{part: "Words."}), chosen=False)) == ["actions"]


def test_without_its_parts_nothing_is_decided_and_with_them_they_are_kept(people):
    with pytest.raises(DecisionRefused) as refused:
        decided(people, actions=[INFORMAL], informal=replace(FOUND, others=""))
    assert refused.value.field == "others"
    assert Case.objects.get().decided_at is None
    case = decided(people, actions=[INFORMAL], informal=FOUND)
    kept = case.decisions.get(kind=DecisionKind.TRIAGE).snapshot
    assert kept["informal_enquiry"] == {"impact": "She sleeps badly.", "others": "Nobody else lives there.", "views": "She wants it to stop."}
    assert ["Informal enquiry: the risk to others", "Nobody else lives there."] in kept["told"]


def test_the_page_asks_for_the_parts_with_the_action_and_keeps_what_was_typed(people, client_for):
    case = make_case(people, stage="triage")
    client, page = client_for(people.duty_worker), url("decide_triage", case.reference)
    assert "What is the risk to others?" in client.get(page).content.decode()
    lost = client.post(page, words_for(case, actions=["A2a"], impact="She sleeps badly.")).content.decode()
    assert "Say what the risk to others is" in lost
    assert "She sleeps badly." in lost
    parts = {"impact": "She sleeps badly.", "others": "Nobody else.", "views": "Make it stop."}
    assert "You wrote about an informal enquiry" in client.post(page, words_for(case, actions=["A2d"], **parts)).content.decode()
    assert client.post(page, words_for(case, actions=["A2a"], **parts)).status_code == 302
    shown = client.get(reverse("cases:decision", args=[case.reference, case.decisions.count()])).content.decode()
    assert "Informal enquiry: what the adult says" in shown
    assert "Make it stop." in shown
    red = make_case(people, stage="triage", rag="red")
    assert "What is the risk to others?" not in client.get(url("decide_triage", red.reference)).content.decode()


# the risk is looked at anew


def test_the_risk_now_is_said_apart_from_the_reasons_and_kept(people, client_for):
    case = decided(people, risk_now=RiskNow.LOOK, since_rating="He has her keys now.")
    kept = case.decisions.get(kind=DecisionKind.TRIAGE).snapshot
    assert (kept["risk_now"], kept["since_rating"]) == ("look", "He has her keys now.")
    assert kept["told"][:2] == [["The risk now", "Look further into it"], ["What has changed since the rating", "He has her keys now."]]
    shown = client_for(people.duty_worker).get(reverse("cases:decision", args=[case.reference, case.decisions.count()])).content.decode()
    assert "He has her keys now." in shown


def test_without_what_has_changed_since_nothing_is_decided(people, client_for):
    with pytest.raises(DecisionRefused) as refused:
        decided(people, since_rating=" ")
    assert refused.value.field == "since_rating"
    case = make_case(people, stage="triage")
    page = client_for(people.duty_worker).post(url("decide_triage", case.reference), words_for(case, risk_now="", since_rating="")).content.decode()
    for said in ("Choose what the risk is now", "Say what has changed since the rating", "The provider can."):
        assert said in page
    assert not case.decisions.filter(kind=DecisionKind.TRIAGE).exists()
