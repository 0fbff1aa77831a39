"""The relay against a GOV.UK Notify that misbehaves: refused, postponed, silent; looked for before anything leaves again."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from mash.outbox.channels import notify as channel
from mash.outbox.models import Message
from mash.outbox.relay import Relay
from mash.outbox.rules import LEASE, WAITS, Fate
from mash.outbox.services import doubt_abandoned, record_fault, record_sent, take_message
from mash.outbox.states import Carrier, Channel, State
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.ops.production import unused_port

pytestmark = pytest.mark.django_db
WORDS = {"reference": "R-0000-0001", "due": "Monday 1 June at 12:00", "status_url": "https://mash.example.org/status/"}
MOBILE = "07700 900 982"


@pytest.fixture
def text(queue, notify):
    """A text message that waits."""
    return queue(channel=Channel.TEXT, recipient=MOBILE, template="acknowledgement", context=WORDS)


def send(message):
    assert Relay().send_next()
    message.refresh_from_db()
    return message


def later(message):
    """As if the wait were over."""
    Message.objects.filter(pk=message.pk).update(not_before_at=timezone.now())


def accepted(notify, message):
    return notify.counts().get(str(message.reference), 0)


def test_a_text_is_sent_once_under_our_own_reference(text, notify):
    assert send(text).state == State.SENT
    assert (text.carrier, text.recipient) == (Carrier.NOTIFY, "+447700900982")
    assert not Relay().send_next()
    [sent] = [sent for sent in notify.taken() if sent["reference"] == str(text.reference)]
    assert sent["phone_number"] == "+447700900982"
    assert sent["personalisation"] == {"body": text.body}


def test_an_email_goes_by_notify_where_the_setting_says_so(queue, notify):
    message = send(queue())
    assert (message.state, message.carrier) == (State.SENT, Carrier.NOTIFY)
    [sent] = [sent for sent in notify.taken() if sent["reference"] == str(message.reference)]
    assert sent["personalisation"] == {"subject": message.subject, "body": message.body}
    assert sent["email_address"] == "police@example.org"


def test_an_email_goes_by_the_mail_server_otherwise(queue, notify, post, settings):
    settings.EMAIL_BY = "smtp"
    message = send(queue())
    assert (message.state, message.carrier, len(post.taken)) == (State.SENT, Carrier.SMTP, 1)


def test_refused_for_good_is_dead_at_once(queue, notify, caplog):
    message = send(queue(recipient="nobody@example.org"))
    assert (message.state, message.fault) == (State.DEAD, "GOV.UK Notify 400")
    assert not Relay().send_next()
    assert Event.objects.get(chain="outbox").verb == Verb.MESSAGE_FAILED


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("", "GOV.UK Notify is not set up (NOTIFY_API_KEY)"),
        ("short", "GOV.UK Notify is not set up (NOTIFY_API_KEY is no key)"),
        ("wrong-26785a09-ab16-4eb0-8407-a37497a57506-" + "0" * 36, "GOV.UK Notify 403"),
    ],
)
def test_without_a_good_key_a_text_is_a_persons_at_once(text, settings, key, fault):
    settings.NOTIFY_API_KEY = key
    assert (send(text).state, text.fault) == (State.DEAD, fault)
    assert list(Message.objects.lost()) == [text]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_postponed_waits_is_looked_up_and_sent_later(text, notify, status):
    notify.mood(status=status)
    assert (send(text).state, text.fault) == (State.WAITING, f"GOV.UK Notify {status}")
    assert text.not_before_at > timezone.now() + WAITS[0] - timedelta(seconds=10)
    notify.mood()
    later(text)
    assert send(text).state == State.SENT
    assert (accepted(notify, text), notify.asked()[str(text.reference)]) == (1, 1)


def test_a_notify_that_is_away_is_tried_again_without_any_doubt(text, settings):
    settings.NOTIFY_URL = f"http://127.0.0.1:{unused_port()}"
    assert send(text).state == State.WAITING


def test_accepted_and_dropped_is_found_and_not_sent_again(text, notify):
    notify.mood(drop=1)
    assert (send(text).state, text.fault) == (State.IN_DOUBT, "GOV.UK Notify ConnectionError")
    assert not Message.objects.lost().exists()
    assert not Relay().send_next(), "a while passes first: what was accepted may show up late"
    later(text)
    assert send(text).state == State.SENT
    assert accepted(notify, text) == 1
    assert [e.verb for e in Event.objects.filter(chain="outbox")] == [Verb.MESSAGE_SENT]


def test_dropped_before_it_was_accepted_is_looked_for_and_sent_then(text, notify):
    notify.mood(lose=1)
    assert send(text).state == State.IN_DOUBT
    notify.mood()
    later(text)
    assert send(text).state == State.SENT
    assert accepted(notify, text) == 1


def test_silence_is_a_doubt_that_a_look_up_ends(text, notify, monkeypatch):
    monkeypatch.setattr(channel, "PATIENCE", 0.3)
    notify.mood(hang=True)
    assert (send(text).state, text.fault) == (State.IN_DOUBT, "GOV.UK Notify ReadTimeout")
    notify.mood()
    later(text)
    assert send(text).state == State.SENT
    assert accepted(notify, text) == 1


def test_while_nobody_can_tell_nothing_leaves_and_at_last_a_person_is_asked(text, notify):
    notify.mood(drop=1)
    send(text)
    notify.mood(blind=500)
    for attempt in range(2, len(WAITS) + 2):
        later(text)
        assert (send(text).state, text.attempts) == (State.IN_DOUBT, attempt)
        assert Message.objects.lost().exists() == (attempt > len(WAITS))
    later(text)
    assert not Relay().send_next()
    assert accepted(notify, text) == 1
    assert [e.verb for e in Event.objects.filter(chain="outbox")] == [Verb.MESSAGE_FAILED]


def test_no_backlog_prolongs_a_doubt(text, queue, notify):
    notify.mood(drop=1)
    send(text)
    waiting = queue()
    later(text)
    assert text.not_before_at > waiting.not_before_at
    assert take_message() == text
    assert take_message() == waiting


def test_what_notify_gave_up_on_is_told_and_not_sent_again(text, notify):
    notify.mood(drop=1, failed="permanent-failure")
    send(text)
    later(text)
    assert (send(text).state, text.fault) == (State.DEAD, "GOV.UK Notify: permanent-failure")
    assert accepted(notify, text) == 1


def test_what_a_dead_relay_left_is_looked_for(text, notify):
    channel.send(take_message())
    Message.objects.update(taken_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert doubt_abandoned() == 1
    later(text)
    assert send(text).state == State.SENT
    assert accepted(notify, text) == 1


def test_a_slow_relay_says_nothing_about_a_later_attempt(text, notify):
    take_message()
    Message.objects.update(taken_at=timezone.now() - LEASE - timedelta(seconds=1))
    doubt_abandoned()
    later(text)
    take_message()
    record_fault(message_id=text.pk, attempt=1, fate=Fate.REFUSED, fault="late")
    text.refresh_from_db()
    assert text.state == State.SENDING
    record_sent(message_id=text.pk, attempt=2)
    text.refresh_from_db()
    assert text.state == State.SENT


def test_it_is_looked_for_where_it_went_whatever_the_setting_is_now(queue, notify, post, settings):
    message = queue()
    notify.mood(drop=1)
    send(message)
    settings.EMAIL_BY = "smtp"
    later(message)
    assert send(message).state == State.SENT
    assert (accepted(notify, message), post.taken) == (1, [])


def test_in_doubt_at_a_mail_server_is_never_looked_for_elsewhere(queue, notify, post, settings):
    settings.EMAIL_BY = "smtp"
    message = queue()
    post.mood = "drop"
    assert send(message).state == State.IN_DOUBT
    settings.EMAIL_BY = "notify"
    later(message)
    assert not Relay().send_next()
    assert list(Message.objects.lost()) == [message]


def test_neither_log_nor_fault_repeats_whom_it_was_for(queue, notify, caplog):
    """The client itself logs what it was answered; our lines leave arguments out (tests/drills/test_canaries.py)."""
    caplog.set_level(logging.DEBUG)
    message = send(queue(recipient="nobody@example.org"))
    assert "nobody" not in message.fault + "".join(str(entry.msg) for entry in caplog.records)
