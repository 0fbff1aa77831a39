"""Asking, reading, withdrawing."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from mash.cases.access import case_for, visible_cases
from mash.cases.models import Case, CaseGroupGrant
from mash.cases.states import Clock, Outcome, Rag, Stage, StepName, StepState
from mash.organisations.services import add_organisation
from mash.organisations.states import Kind
from mash.outbox.models import Message
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from partners.models import Check
from partners.rules import Ask
from partners.services import asking
from partners.services.answering import answer_check
from partners.services.asking import NotPossible, read_answer, withdraw_check
from partners.states import Answer, CheckState

pytestmark = pytest.mark.django_db


def lines(case, verb):
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


def test_asking_shows_clocks_tells_and_grants(check, case, people):
    assert check.reference.startswith("K-")
    assert check.state == CheckState.ASKED
    assert dict(check.shown) == {
        "Name": "Ada Example", "Date of birth": "Not known", "Postcode area": "LU1", "The concern": "Bruises were seen",
    }  # fmt: skip
    clock = case.deadlines.open().get(clock=Clock.CHECK, about=check.reference)
    assert clock.due_at == check.due_at
    message = Message.objects.get()
    assert message.recipient == "single.point@police.example.org"
    assert message.about == case.reference
    assert check.reference in message.body
    assert f"/portal/{check.reference}/" in message.body
    assert not [w for w in ("Ada", "Example", "Bruises", case.reference) if w in message.subject + message.body]
    assert case in visible_cases(people.partner)
    assert lines(case, Verb.CHECK_ASKED) == 1
    assert "Invented Police" in case.chronology.first().what


def test_red_checks_are_due_in_four_hours_at_any_time(asked, case, people):
    Case.objects.filter(pk=case.pk).update(rag=Rag.RED)
    check = asked()
    assert (check.due_at - check.asked_at).total_seconds() == 4 * 3600


def test_several_agencies_at_once_each_see_their_own(asked, case, people):
    asks = [Ask(people.police.pk, "Calls?"), Ask(people.gp.pk, "Medicines?")]
    asked(asks=asks)
    police, gp = (Check.objects.get(agency=a) for a in (people.police, people.gp))
    assert (police.questions, gp.questions) == ("Calls?", "Medicines?")
    assert "NHS number" not in dict(police.shown)
    assert dict(gp.shown)["NHS number"] == "9990000018"
    assert lines(case, Verb.CHECK_ASKED) == 1


def test_one_open_check_for_each_agency_and_case(check, asked):
    with pytest.raises(NotPossible):
        asked()
    assert Check.objects.count() == 1


def test_the_same_form_twice_asks_once_and_with_other_words_is_not_called_sent(asked, case, people):
    once = uuid4()
    assert asked(once=once) == asked(once=once)
    for other in ({"concern": "He has a knife."}, {"purpose": "Safety tonight"}, {"asks": [Ask(people.police.pk, "Knives?")]},
                  {"asks": [Ask(people.police.pk, "Calls?"), Ask(people.gp.pk, "Medicines?")]}):  # fmt: skip
        with pytest.raises(NotPossible, match="not sent"):
            asked(once=once, **other)
    assert Check.objects.count() == 1
    assert lines(case, Verb.CHECK_ASKED) == 1


def test_without_an_agreement_nobody_is_asked(asked, people, lapse):
    lapse()
    with pytest.raises(NotPossible):
        asked()
    other = add_organisation(name="Unsigned", kind=Kind.PROBATION)
    with pytest.raises(NotPossible):
        asked(other)


def test_a_team_of_the_council_is_no_partner(asked, people):
    with pytest.raises(NotPossible):
        asked(people.locality)


def test_a_closed_case_asks_nobody(asked, case):
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, outcome=Outcome.ADVICE, closed_at=case.opened_at)
    with pytest.raises(NotPossible, match="closed"):
        asked()


@pytest.mark.parametrize("role", ["qa_manager", "partner", "board_member", "administrator"])
def test_other_roles_may_not_ask(asked, people, role):
    with pytest.raises(PermissionDenied):
        asked(by=getattr(people, role))
    assert not Check.objects.exists()


def test_another_team_finds_no_such_case(asked, people):
    with pytest.raises(Http404):
        asked(by=people.locality_manager)


def test_without_its_line_of_trail_nobody_was_asked(asked, case, monkeypatch):
    monkeypatch.setattr(asking, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        asked()
    assert not Check.objects.exists()
    assert not Message.objects.exists()
    assert not CaseGroupGrant.objects.exists()
    assert not case.deadlines.filter(clock=Clock.CHECK).exists()


def test_reading_says_who_and_settles_the_step(check, case, people):
    with pytest.raises(NotPossible):
        read_answer(reference=case.reference, check_reference=check.reference, by=people.duty_worker)
    answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=people.partner)
    assert not case.steps.filter(name=StepName.PARTNERS).exists()
    done = read_answer(reference=case.reference, check_reference=check.reference, by=people.duty_worker)
    assert (done.state, done.read_by) == (CheckState.READ, people.duty_worker)
    step = case.steps.get(name=StepName.PARTNERS)
    assert (step.state, step.words) == (StepState.DONE, "Invented Police: We hold nothing")
    assert lines(case, Verb.CHECK_READ) == 1


def test_the_step_waits_for_the_last_answer_and_opens_with_a_new_question(check, asked, case, people):
    other = asked(people.gp)
    answer_check(reference=check.reference, answer=Answer.NOT_OURS, by=people.partner)
    read_answer(reference=case.reference, check_reference=check.reference, by=people.duty_worker)
    assert not case.steps.filter(name=StepName.PARTNERS).exists()
    withdraw_check(reference=case.reference, check_reference=other.reference, by=people.duty_worker)
    assert case.steps.filter(name=StepName.PARTNERS).exists()
    asked(people.trust)
    assert not case.steps.filter(name=StepName.PARTNERS).exists()


def test_withdrawing_ends_the_clock_and_the_sight_of_the_case(check, case, people):
    Message.objects.all().delete()
    withdraw_check(reference=case.reference, check_reference=check.reference, by=people.duty_worker)
    check.refresh_from_db()
    assert check.state == CheckState.WITHDRAWN
    assert not case.deadlines.open().filter(clock=Clock.CHECK).exists()
    assert case not in visible_cases(people.partner)
    assert check.reference in Message.objects.get().body
    assert lines(case, Verb.CHECK_WITHDRAWN) == 1
    with pytest.raises(NotPossible):
        withdraw_check(reference=case.reference, check_reference=check.reference, by=people.duty_worker)


def test_an_agency_that_answered_before_keeps_sight_of_its_answer(check, asked, case, people):
    answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=people.partner)
    second = asked()
    withdraw_check(reference=case.reference, check_reference=second.reference, by=people.duty_worker)
    assert case in visible_cases(people.partner)


def test_no_partner_comes_in_by_the_worker_s_door(check, case, people):
    """The grant shows a check in the portal; the case's own pages, which show everything, stay shut."""
    assert case in visible_cases(people.partner)
    for partner in (people.partner, people.partner_manager):
        with pytest.raises(Http404):
            case_for(partner, case.reference, purpose="summary")
        refused = Event.objects.using("trail").filter(verb=Verb.REFUSED, chain=f"refused:{partner.pk}")
        assert refused.count() == 1
    assert case_for(people.duty_worker, case.reference, purpose="summary") == case


def test_a_check_of_another_case_is_not_read_through_this_one(check, people):
    from mash.cases.services.cases import open_case

    other = open_case(received_at=check.asked_at, danger_now=False, by=System("test"))
    with pytest.raises(NotPossible):
        withdraw_check(reference=other.reference, check_reference=check.reference, by=people.duty_worker)
