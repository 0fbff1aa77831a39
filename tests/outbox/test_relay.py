"""The relay against a real mail server: sent once, refused, postponed, in doubt; killed, stopped, cut off."""

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from mash.health.models import Heartbeat
from mash.outbox import relay as relays
from mash.outbox.models import Message
from mash.outbox.relay import Relay
from mash.outbox.rules import LEASE, WAITS
from mash.outbox.services import doubt_abandoned, record_sent, take_message
from mash.outbox.states import State
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb

pytestmark = pytest.mark.django_db


def after(message):
    message.refresh_from_db()
    return message


def lines():
    return list(Event.objects.filter(chain="outbox").order_by("seq").values_list("verb", flat=True))


def test_sent_once_under_our_own_reference(post, queue, caplog):
    caplog.set_level(logging.DEBUG, logger="mash")
    message = queue()
    assert Relay().send_next()
    assert not Relay().send_next()
    assert after(message).state == State.SENT
    assert message.sent_at
    [mail] = post.taken
    assert mail["Message-ID"] == f"<{message.reference}@mash.example.org>"
    assert mail["To"] == "police@example.org"
    assert mail["Subject"] == message.subject
    assert lines() == [Verb.MESSAGE_SENT]
    ours = "".join(entry.getMessage() for entry in caplog.records if entry.name.startswith("mash"))
    assert "police" not in ours + Detail.objects.get(chain="outbox").text


def test_refused_for_good_is_dead_at_once(post, queue):
    post.mood = "refuse"
    message = queue()
    Relay().send_next()
    assert after(message).state == State.DEAD
    assert message.fault == "SMTPRecipientsRefused"
    assert lines() == [Verb.MESSAGE_FAILED]
    assert not Relay().send_next()


def test_postponed_waits_and_is_sent_later(post, queue):
    post.mood = "postpone"
    message = queue()
    Relay().send_next()
    assert after(message).state == State.WAITING
    assert message.not_before_at > timezone.now() + WAITS[0] - timedelta(seconds=10)
    assert not Relay().send_next()
    assert lines() == []
    post.mood = "take"
    Message.objects.update(not_before_at=timezone.now())
    assert Relay().send_next()
    assert after(message).state == State.SENT


def test_a_server_that_is_away_is_tried_for_hours_then_given_up(settings, post, queue):
    settings.EMAIL_PORT = 1
    message = queue()
    for attempt, wait in enumerate(WAITS, start=1):
        assert Relay().send_next()
        assert (after(message).state, message.attempts) == (State.WAITING, attempt)
        assert message.not_before_at > timezone.now() + wait - timedelta(seconds=10)
        Message.objects.update(not_before_at=timezone.now())
    Relay().send_next()
    assert after(message).state == State.DEAD
    assert message.fault == "ConnectionRefusedError"


def test_accepted_and_then_dropped_is_in_doubt_and_never_sent_again(post, queue):
    post.mood = "drop"
    message = queue()
    Relay().send_next()
    assert after(message).state == State.IN_DOUBT
    assert lines() == [Verb.MESSAGE_FAILED]
    post.mood = "take"
    Message.objects.update(not_before_at=timezone.now() - timedelta(days=1))
    assert not Relay().send_next()
    assert len(post.taken) == 1


def test_left_being_sent_longer_than_the_lease_is_in_doubt(queue):
    message = queue()
    take_message()
    assert doubt_abandoned() == 0
    Message.objects.update(taken_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert doubt_abandoned() == 1
    assert after(message).state == State.IN_DOUBT
    # A relay that was only slow comes back: what was raised to a person stays with the person.
    record_sent(message_id=message.pk, attempt=1)
    assert after(message).state == State.IN_DOUBT
    assert lines() == [Verb.MESSAGE_FAILED]


def test_without_its_line_of_trail_nothing_is_written_down(post, queue, monkeypatch):
    message = queue()
    taken = take_message()
    monkeypatch.setattr("mash.outbox.services.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        record_sent(message_id=taken.pk, attempt=1)
    assert after(message).state == State.SENDING


def test_what_became_of_it_is_written_down_when_the_database_is_back(post, queue, monkeypatch):
    message = queue()
    away = [True, True]
    monkeypatch.setattr(relays, "POLL", 0.01)
    monkeypatch.setattr(connection, "close", lambda: None)

    def record_at_last(*, message_id, attempt):
        if away:
            away.pop()
            raise OperationalError
        record_sent(message_id=message_id, attempt=attempt)

    monkeypatch.setattr(relays, "record_sent", record_at_last)
    assert Relay().send_next()
    assert after(message).state == State.SENT
    assert len(post.taken) == 1


def test_the_command_sends_what_waits_beats_and_stops(post, queue, monkeypatch):
    queue()
    handlers = {}
    monkeypatch.setattr("signal.signal", handlers.__setitem__)
    monkeypatch.setattr(relays, "POLL", 0.05)
    written = relays.record_sent

    def then_stop(**message):
        written(**message)
        handlers[15](15, None)

    monkeypatch.setattr(relays, "record_sent", then_stop)
    call_command("relay", verbosity=0)
    assert len(post.taken) == 1
    assert Heartbeat.objects.filter(name="relay").exists()
