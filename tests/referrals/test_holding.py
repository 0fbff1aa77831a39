"""Whoever waits for an answer hears before it is late; nothing goes by itself where that may harm somebody."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from mash.cases.models import Case, Deadline, WorkItem
from mash.cases.services.holds import set_police_hold
from mash.cases.states import Clock, Hold, WorkKind
from mash.outbox.models import Message
from mash.outbox.states import Channel as Outbox
from mash.trail.models import Event
from referrals.models import Feedback, Referral
from referrals.services.cautions import set_caution
from referrals.services.feedback import withhold_feedback
from referrals.services.holding import send_holding_messages
from referrals.states import CAUTIONS, FeedbackKind, Way, Withheld
from tests.factories import make_case
from tests.referrals.test_feedback_services import broken, open_clocks, send_feedback, words

pytestmark = pytest.mark.django_db
TODAY = {"since_on": timezone.localdate(), "review_on": timezone.localdate() + timedelta(days=9)}


def waiting(people, **changed):
    """A decided case whose holding message is due, and whose outcome is owed tomorrow."""
    case = make_case(people, stage="decided")
    case.referrals.update(**changed)
    due(case)
    return case, case.referrals.get()


def due(case):
    now = timezone.now()
    case.deadlines.open().filter(clock=Clock.HOLDING).update(due_at=now - timedelta(minutes=1))
    case.deadlines.open().filter(clock=Clock.FEEDBACK).update(due_at=now + timedelta(days=1))


def test_the_clock_begins_with_the_decision_and_runs_out_before_the_answer_is_late(people):
    case = make_case(people, stage="decided")
    ends = dict(case.deadlines.open().filter(clock__in=[Clock.HOLDING, Clock.FEEDBACK]).values_list("clock", "due_at"))
    assert ends[Clock.HOLDING] < ends[Clock.FEEDBACK]
    assert not make_case(people, stage="triage").deadlines.filter(clock=Clock.HOLDING).exists()


def test_it_goes_once_in_approved_words_and_settles_nothing_else(people):
    case, referral = waiting(people)
    assert send_holding_messages() == 1
    assert send_holding_messages() == 0
    feedback = Feedback.objects.get()
    assert (feedback.kind, feedback.composed_by) == (FeedbackKind.HOLDING, None)
    assert "has not been forgotten" in feedback.text
    assert "We will write to you again by" in feedback.text
    assert feedback.message.recipient == referral.referrer_email
    assert feedback.text not in feedback.message.body
    assert open_clocks(case) & {(Clock.HOLDING, referral.reference)} == set()
    assert (Clock.FEEDBACK, referral.reference) in open_clocks(case)
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="feedback_composed").count() == 1


def test_nothing_goes_before_it_is_due(people):
    make_case(people, stage="decided")
    assert send_holding_messages() == 0
    assert not Feedback.objects.exists()


def test_nobody_is_promised_a_day_that_has_passed(people):
    case, _ = waiting(people)
    case.deadlines.filter(clock=Clock.FEEDBACK).update(due_at=timezone.now() - timedelta(days=3))
    assert send_holding_messages() == 1
    assert "again by" not in Feedback.objects.get().text


@pytest.mark.parametrize("end", ["told", "withheld"])
def test_whoever_was_answered_needs_none(people, end):
    case, referral = waiting(people, voice="relative")
    if end == "told":
        send_feedback(by=people.duty_worker, **words(case, referral))
    else:
        ask = {"kind": FeedbackKind.DECIDED, "reason": Withheld.ASKED_NOT, "words": "Rang to say so.", "seen": 0}
        once = words(case, referral)["once_key"]
        withhold_feedback(reference=case.reference, report=referral.reference, once_key=once, by=people.duty_worker, **ask)
    assert not {clock for clock, _ in open_clocks(case)} & {Clock.HOLDING, Clock.FEEDBACK}
    assert send_holding_messages() == 0
    assert not Feedback.objects.filter(kind=FeedbackKind.HOLDING).exists()


@pytest.mark.parametrize(
    ("changed", "channel"),
    [
        ({}, Outbox.EMAIL),
        ({"referrer_phone": "07700 900 982", "reply_by": Way.TEXT}, Outbox.TEXT),
        ({"referrer_address": "1 Example Row\nLuton", "reply_by": Way.LETTER}, Outbox.LETTER),
        ({"contact_is_safe": False}, None),
        ({"wants_feedback": False}, None),
        ({"referrer_email": ""}, None),
    ],
)
def test_it_goes_by_the_safe_way_and_stands_on_the_status_page(people, changed, channel):
    _, referral = waiting(people, **changed)
    assert send_holding_messages() == 1
    assert Feedback.objects.get().text
    assert list(Message.objects.filter(about=referral.reference).values_list("channel", flat=True)) == ([channel] if channel else [])


def test_a_person_rings_who_asked_to_be_rung(people):
    case, referral = waiting(people, referrer_phone="01632 960 001", reply_by=Way.PHONE)
    assert send_holding_messages() == 1
    task = WorkItem.objects.get(kind=WorkKind.RING_REFERRER)
    assert (task.case_id, task.about) == (case.pk, referral.reference)
    assert "960" not in task.question
    assert not Message.objects.filter(about=referral.reference).exists()


@pytest.mark.parametrize("safety", CAUTIONS)
def test_nothing_goes_by_itself_to_a_marked_referrer_and_a_manager_is_asked_once(people, safety):
    case, referral = waiting(people, agency=people.police if safety == CAUTIONS[0] else None)
    mark = {"safety": safety, "reason": "She is named by the adult.", "review_on": TODAY["review_on"]}
    set_caution(reference=case.reference, report=referral.reference, by=people.duty_worker, **mark)
    assert send_holding_messages() == 0
    assert not Feedback.objects.exists()
    assert not Message.objects.filter(about=referral.reference).exists()
    assert WorkItem.objects.get(kind=WorkKind.UNSAFE_FEEDBACK).for_permission == "withhold_feedback"
    assert (Clock.HOLDING, referral.reference) not in open_clocks(case)
    assert (Clock.FEEDBACK, referral.reference) in open_clocks(case)


@pytest.mark.parametrize(("hold", "sent"), [(Hold.FORBIDS, 0), (Hold.LIMITS, 1)])
def test_a_police_hold_that_forbids_stops_it(people, hold, sent):
    case, referral = waiting(people)
    asked = {"asked_by": "PC Example", "police_reference": "", "reason": "An arrest is planned."}
    set_police_hold(reference=case.reference, hold=hold, by=people.practitioner, **asked, **TODAY)
    assert send_holding_messages() == sent
    assert Message.objects.filter(about=referral.reference).count() == sent
    assert WorkItem.objects.filter(kind=WorkKind.UNSAFE_FEEDBACK).count() == 1 - sent


def test_without_trail_nothing_is_sent_and_the_next_sweep_tries_again(people, monkeypatch):
    case, referral = waiting(people)
    with monkeypatch.context() as patch:
        broken(patch, "holding")
        with pytest.raises(RuntimeError), transaction.atomic():
            send_holding_messages()
    assert not Feedback.objects.exists()
    assert not Message.objects.filter(about=referral.reference).exists()
    assert (Clock.HOLDING, referral.reference) in open_clocks(case)
    assert send_holding_messages() == 1


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_send_each_message_once(people):
    cases = [waiting(people)[0] for _ in range(6)]
    start, sent = Barrier(3), []

    def sweep():
        start.wait()
        sent.append(send_holding_messages())
        connections.close_all()

    threads = [Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_holding_messages()
    assert Feedback.objects.count() == Message.objects.filter(about__startswith="R-").count() == len(cases)
    assert not Deadline.objects.open().filter(clock=Clock.HOLDING).exists()


@pytest.mark.django_db(transaction=True)
def test_a_case_that_somebody_works_on_is_left_for_the_next_sweep(people):
    busy, free = waiting(people)[0], waiting(people)[0]
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=busy.pk)
        thread = Thread(target=lambda: (send_holding_messages(), connections.close_all()))
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
    assert [f.referral.case_id for f in Feedback.objects.all()] == [free.pk]
    assert send_holding_messages() == 1
    assert Referral.objects.filter(feedback__isnull=True).count() == 0
