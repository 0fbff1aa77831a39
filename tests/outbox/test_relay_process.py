"""The relay as processes of their own: two at once, killed in the middle, cut off from the database, stopped."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mash.outbox.models import Message
from mash.outbox.rules import LEASE
from mash.outbox.states import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill]
FULL = os.environ.get("DRILLS") == "full"
CODE = """
import sys, django
django.setup()
from django.conf import settings
from django.core.management import call_command
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
call_command("relay", verbosity=0)
"""


@pytest.fixture
def start_relay(start_process, settings, post):
    """Start relays that hand their mail to this post office."""
    return lambda: start_process(CODE, str(settings.EMAIL_PORT))


def wait_until(true, within=30.0):
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def count(state):
    return Message.objects.filter(state=state).count()


def test_two_relays_never_send_one_message_twice(start_relay, post, queue):
    number = 3000 if FULL else 60
    for _ in range(number):
        queue()
    relays = [start_relay(), start_relay()]
    wait_until(lambda: count(State.SENT) == number, within=300)
    assert set(post.counts().values()) == {1}
    assert len(post.taken) == number
    for relay in relays:
        relay.send_signal(signal.SIGTERM)
    assert [relay.wait(timeout=15) for relay in relays] == [0, 0]


def test_killed_while_sending_it_is_never_sent_again(start_relay, post, queue):
    post.mood = "hang"
    message = queue()
    relay = start_relay()
    assert post.hung.wait(timeout=30)
    relay.kill()
    relay.wait()
    post.mood = "take"
    Message.objects.update(taken_at=timezone.now() - LEASE - timedelta(seconds=1))
    start_relay()
    wait_until(lambda: count(State.IN_DOUBT) == 1)
    other = queue()
    wait_until(lambda: count(State.SENT) == 1)
    assert post.counts() == {f"<{message.reference}@mash.example.org>": 1, f"<{other.reference}@mash.example.org>": 1}


def test_killed_again_and_again_none_is_lost_or_sent_twice(start_relay, post, queue):
    kills, number = (40, 3000) if FULL else (3, 60)
    for _ in range(number):
        queue()
    for _ in range(kills):
        relay = start_relay()
        left = count(State.WAITING)
        wait_until(lambda left=left: count(State.WAITING) < max(left - 5, 1))
        relay.kill()
        relay.wait()
    Message.objects.filter(state=State.SENDING).update(taken_at=timezone.now() - LEASE - timedelta(seconds=1))
    start_relay()
    wait_until(lambda: count(State.SENT) + count(State.IN_DOUBT) == number, within=300)
    assert max(post.counts().values()) == 1
    sent = Message.objects.filter(state=State.SENT).values_list("reference", flat=True)
    assert {f"<{reference}@mash.example.org>" for reference in sent} <= post.counts().keys()


def test_it_outlives_its_connection_and_stops_when_asked(start_relay, post, queue):
    relay = start_relay()
    queue()
    wait_until(lambda: count(State.SENT) == 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    began = time.monotonic()
    queue()
    wait_until(lambda: count(State.SENT) == 2)
    assert time.monotonic() - began < 10
    assert relay.poll() is None
    relay.send_signal(signal.SIGTERM)
    assert relay.wait(timeout=15) == 0
