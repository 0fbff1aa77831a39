"""Answering: once, by the agency that was asked, and never lost when it comes late."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404
from django.utils import timezone

from mash.cases.models import Case, WorkItem
from mash.cases.services.work_items import answer_work_item
from mash.cases.states import Clock, Nature, Outcome, Stage, WorkKind
from mash.trail.models import Event
from mash.trail.verbs import Verb
from partners.models import Check
from partners.services import answering
from partners.services.answering import AlreadyAnswered, answer_check
from partners.services.asking import withdraw_check
from partners.states import Answer, CheckState

pytestmark = pytest.mark.django_db


def test_an_answer_is_kept_told_and_stops_the_clock(check, case, people):
    answer_check(
        reference=check.reference, answer=Answer.SHARED, text="Four calls since May", nature=Nature.OPINION,
        not_to_family="The open enquiry: it would warn him", by=people.partner,
    )  # fmt: skip
    check.refresh_from_db()
    assert (check.state, check.answer, check.answered_by) == (CheckState.ANSWERED, Answer.SHARED, people.partner)
    assert not check.answered_late
    assert case.deadlines.get(clock=Clock.CHECK).met_at
    entry = case.chronology.first()
    assert "Four calls since May" in entry.what
    assert "it would warn him" in entry.withheld
    assert (entry.source, entry.nature) == ("Invented Police", Nature.OPINION)
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.CHECK_ANSWERED).count() == 1
    assert not WorkItem.objects.exists()


def test_the_second_of_two_colleagues_is_told(check, people):
    answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=people.partner)
    with pytest.raises(AlreadyAnswered, match="Pat Police"):
        answer_check(reference=check.reference, answer=Answer.SHARED, text="But", by=people.partner_manager)
    assert Check.objects.get().answer == Answer.NOTHING_HELD


def test_ring_me_becomes_a_task_of_the_owner(check, case, people):
    answer_check(reference=check.reference, answer=Answer.RING_ME, ring_number="01632 960555", by=people.partner)
    item = WorkItem.objects.get()
    assert (item.kind, item.case, item.owner, item.about) == (
        WorkKind.CALL_PARTNER,
        case,
        people.duty_worker,
        check.reference,
    )
    assert "01632 960555" in item.question


@pytest.mark.parametrize(
    "after",
    [{"decided_at": timezone.now()}, {"stage": Stage.CLOSED, "outcome": Outcome.ADVICE, "closed_at": timezone.now()}],
    ids=["decided", "closed"],
)
def test_a_late_answer_asks_whether_it_changes_the_decision(check, case, people, after):
    Case.objects.filter(pk=case.pk).update(**after)
    answer_check(reference=check.reference, answer=Answer.SHARED, text="She was seen", by=people.partner)
    check.refresh_from_db()
    assert check.answered_late
    item = WorkItem.objects.get()
    assert (item.kind, item.for_permission) == (WorkKind.LATE_ANSWER, "ask_partner")
    assert "does this change the decision?" in item.question
    clock = case.deadlines.open().get(clock=Clock.LATE_ANSWER)
    assert clock.about == check.reference
    answer_work_item(work_item_id=item.pk, answer="No: it was known", by=people.duty_worker)
    assert not case.deadlines.open().filter(clock=Clock.LATE_ANSWER).exists()


@pytest.mark.parametrize("role", ["duty_worker", "mash_manager", "qa_manager", "board_member", "administrator"])
def test_people_of_the_council_answer_for_no_agency(check, people, role):
    with pytest.raises(PermissionDenied):
        answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=getattr(people, role))


def test_another_agency_finds_no_such_check(check, people, person_of):
    with pytest.raises(Http404):
        answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=person_of(people.housing))


def test_after_the_agreement_lapsed_there_is_nothing_to_answer(check, people, lapse):
    lapse()
    with pytest.raises(Http404):
        answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=people.partner)
    assert Check.objects.get().state == CheckState.ASKED


def test_a_withdrawn_check_is_not_answered(check, case, people):
    withdraw_check(reference=case.reference, check_reference=check.reference, by=people.duty_worker)
    with pytest.raises(Http404):
        answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=people.partner)


def test_without_its_line_of_trail_nothing_was_answered(check, case, people, monkeypatch):
    monkeypatch.setattr(answering, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answer_check(reference=check.reference, answer=Answer.RING_ME, ring_number="01632 960555", by=people.partner)
    assert Check.objects.get().state == CheckState.ASKED
    assert not WorkItem.objects.exists()
    assert case.deadlines.open().filter(clock=Clock.CHECK).exists()


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_of_several_colleagues_at_once_one_answers_and_the_others_are_told(check, people, person_of):
    colleagues = [people.partner, people.partner_manager, *(person_of(people.police, f"Officer {n}") for n in range(4))]
    start, won, told = Barrier(len(colleagues)), [], []

    def answer(colleague):
        start.wait()
        try:
            won.append(answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=colleague).answered_by)
        except AlreadyAnswered as first:
            told.append(first.check.answered_by)
        finally:
            connections.close_all()

    threads = [Thread(target=answer, args=[colleague]) for colleague in colleagues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert told == won * (len(colleagues) - 1)
    assert Event.objects.filter(verb=Verb.CHECK_ANSWERED).count() == 1


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_withdrawn_and_answered_at_once_one_of_the_two_happens(check, case, people):
    from partners.services.asking import NotPossible

    start, done = Barrier(2), []

    def run(work, refusals):
        start.wait()
        try:
            work()
            done.append(work)
        except refusals:
            pass
        finally:
            connections.close_all()

    threads = [
        Thread(target=run, args=[
            lambda: withdraw_check(reference=case.reference, check_reference=check.reference, by=people.duty_worker), NotPossible,
        ]),
        Thread(target=run, args=[
            lambda: answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=people.partner), Http404,
        ]),
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert Check.objects.get().state in (CheckState.ANSWERED, CheckState.WITHDRAWN)
