"""A thousand clocks that run out in one minute, and ten thousand after an outage: each tells once, in time, as digests."""

import os
import time
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from mash.cases.models import Case, Deadline
from mash.cases.services.sweeps import sweep_deadlines
from mash.cases.states import Clock, Rag
from mash.celery import app
from mash.organisations.queries import hub
from mash.outbox.models import Message
from mash.references import new_reference
from mash.trail.models import Event
from mash.trail.verbs import Verb

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
FULL = os.environ.get("DRILLS") == "full"
AT_ONCE, AFTER_OUTAGE = (1000, 10_000) if FULL else (200, 1000)
KINDS = [Clock.CHECK, Clock.TRIAGE_DECISION, Clock.PLANNING, Clock.S42_DECISION, Clock.ENQUIRY]
EVERY = app.conf.beat_schedule["due clocks"]["schedule"]


@pytest.fixture
def run_out(people):
    """So many clocks of one worker that ran out between `long` and `short` ago, five to a case."""

    def made(many, *, short, long):
        now, team = timezone.now(), hub()
        cases = Case.objects.bulk_create(
            Case(reference=new_reference("M"), team=team, opened_at=now, owner=people.duty_worker, rag=Rag.RED)
            for _ in range(many // len(KINDS))
        )
        spread = (long - short) / many
        Deadline.objects.bulk_create(
            Deadline(
                case=case, clock=kind, started_at=now - long - timedelta(days=2),
                due_at=now - short - spread * (number * len(KINDS) + place),
            )
            for number, case in enumerate(cases) for place, kind in enumerate(KINDS)
        )  # fmt: skip

    return made


def sweeping(rounds, sweepers=3):
    """So many sweeps at once, and again, as beats of several workers that overlap would make."""
    for _ in range(rounds):
        threads = [Thread(target=lambda: (sweep_deadlines(), connection.close())) for _ in range(sweepers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def told_once(many):
    """Each clock has one line of trail, and the digests together count each clock once."""
    lines = Event.objects.filter(verb=Verb.DEADLINE_ESCALATED)
    counted = sum(int(mail.subject.split()[-2]) for mail in Message.objects.filter(recipient="duty_worker@example.org"))
    return lines.count() == counted == many == Deadline.objects.filter(told_level=1).count()


def test_clocks_due_in_one_minute_each_tell_once_within_a_minute(run_out, capsys):
    run_out(AT_ONCE, short=timedelta(seconds=1), long=timedelta(seconds=61))
    began = time.monotonic()
    sweeping(2)
    took = time.monotonic() - began
    assert told_once(AT_ONCE)
    # A clock that runs out just after a beat waits for the next one.
    assert EVERY + took < 60
    with capsys.disabled():
        print(f"\n{AT_ONCE} clocks: each told once; the last {EVERY + took:.1f} s after it ran out at the latest.")


def test_after_an_hour_s_outage_all_tell_within_five_minutes_as_digests(run_out, capsys):
    run_out(AFTER_OUTAGE, short=timedelta(minutes=1), long=timedelta(minutes=61))
    began, rounds = time.monotonic(), 0
    while Deadline.objects.filter(told_level=0).exists():
        sweeping(1, sweepers=2)
        rounds += 1
    took = time.monotonic() - began
    assert told_once(AFTER_OUTAGE)
    mails = Message.objects.count()
    assert mails <= 2 * rounds
    assert took + rounds * EVERY < 300
    with capsys.disabled():
        print(f"\n{AFTER_OUTAGE} clocks after an outage: {took:.0f} s of work in {rounds} beats, {mails} digests.")
