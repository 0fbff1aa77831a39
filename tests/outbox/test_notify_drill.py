"""Relays and workers killed again and again while GOV.UK Notify drops a fifth of its replies: none lost, none sent twice."""

import os
import random
import time
from collections import Counter
from datetime import UTC, datetime

import pytest

from mash.cases.models import WorkItem
from mash.outbox.models import Message
from mash.outbox.states import Channel, State
from mash.trail.models import Event
from mash.trail.verbs import Verb

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill]
FULL = os.environ.get("DRILLS") == "full"
NUMBER, KILLS, HURRY = (3000, 40, 1) if FULL else (60, 4, 10)
"""Leases and waits are the real ones in the full drill, and a tenth of them in the reduced one."""
SEED = int(os.environ.get("DRILL_SEED") or random.SystemRandom().randrange(10**6))
HURRIED = """
import sys, time, django
django.setup()
from mash.outbox import rules, services
hurry = int(sys.argv[1])
rules.WAITS, services.LEASE = tuple(wait / hurry for wait in rules.WAITS), services.LEASE / hurry
"""
RELAY = HURRIED + """
from django.core.management import call_command
call_command("relay", verbosity=0)
"""
WORKER = HURRIED + """
from mash.cases.tasks import sweep_messages
while True:
    sweep_messages()
    time.sleep(0.2)
"""
DONE = (State.SENT, State.DEAD)


class Crew:
    """Two relays and a worker; whoever is killed is replaced."""

    def __init__(self, start, notify):
        self.start = lambda code: start(code, str(HURRY), EMAIL_BY="notify", **notify.settings)
        self.members = [[code, self.start(code)] for code in (RELAY, RELAY, WORKER)]
        self.random, self.kills = random.Random(SEED), Counter()

    def strike(self):
        member = self.random.choice(self.members)
        member[1].kill()
        member[1].wait()
        self.kills["worker" if member[0] == WORKER else "relay"] += 1
        member[1] = self.start(member[0])


def queue_all(queue):
    words = {"reference": "R-0000-0001", "due": "Monday 1 June at 12:00", "status_url": "https://mash.example.org/"}
    for number in range(NUMBER):
        if number % 30 == 7:
            queue(recipient=f"nobody{number}@example.org")
        elif number % 2:
            queue(recipient=f"robin{number}@example.org", template="feedback", context=words)
        else:
            queue(recipient="07700 900 982", template="feedback", context=words, channel=Channel.TEXT)


def wait_until(true, within):
    until = time.monotonic() + within
    while not true() and time.monotonic() < until:
        time.sleep(0.1)


def left():
    return Message.objects.exclude(state__in=DONE).count()


def test_none_lost_none_sent_twice(queue, notify, start_process, capsys):
    notify.mood(drop=0.2, lose=0.02, late=20 / HURRY)
    queue_all(queue)
    crew, began = Crew(start_process, notify), time.monotonic()
    per_kill = max(NUMBER // (KILLS + 5), 1)
    for _ in range(KILLS):
        before = left()
        wait_until(lambda before=before: left() <= before - per_kill, within=20)
        time.sleep(crew.random.uniform(0, 0.5))
        crew.strike()
    wait_until(lambda: left() == 0, within=3000)
    dead = Message.objects.filter(state=State.DEAD)
    wait_until(lambda: WorkItem.objects.count() >= dead.count(), within=30)

    states = Counter(Message.objects.values_list("state", flat=True))
    mine = {str(reference) for reference in Message.objects.values_list("reference", flat=True)}
    accepted = Counter({reference: n for reference, n in notify.counts().items() if reference in mine})
    late = max(found_out_after(notify, mine))
    with capsys.disabled():
        print(
            f"\n{NUMBER} messages (seed {SEED}), killed {dict(crew.kills)}: {dict(states)};"
            f" accepted once {sum(n == 1 for n in accepted.values())}, more than once {sum(n > 1 for n in accepted.values())};"
            f" {Message.objects.filter(attempts__gt=1).count()} were looked for, the last found {late:.0f} s after it was accepted;"
            f" {WorkItem.objects.count()} tasks; {time.monotonic() - began:.0f} s."
        )
    sent = {str(r) for r in Message.objects.filter(state=State.SENT).values_list("reference", flat=True)}
    assert states.keys() <= set(DONE)
    assert sent == accepted.keys()
    assert set(accepted.values()) == {1}
    assert {m.recipient.startswith("nobody") for m in dead.order_by("pk")} == {True}
    assert sorted(WorkItem.objects.values_list("message", flat=True)) == sorted(dead.values_list("pk", flat=True))
    assert Event.objects.filter(verb=Verb.MESSAGE_SENT).count() == len(sent)
    assert late < 300


def found_out_after(notify, mine):
    """Seconds from its acceptance until we knew, for each message."""
    sent_at = dict(Message.objects.filter(state=State.SENT).values_list("reference", "sent_at"))
    at = {str(reference): moment for reference, moment in sent_at.items()}
    for sent in notify.taken():
        if sent["reference"] in at:
            yield (at[sent["reference"]] - datetime.fromtimestamp(sent["at"], UTC)).total_seconds()
