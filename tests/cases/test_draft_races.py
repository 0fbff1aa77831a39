"""Saves of one page that reach the server together: the later stays, whichever is taken first."""

import os
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.urls import reverse

from mash.cases.drafts import Place, drafts_of
from mash.cases.models import Draft
from mash.cases.services.drafts import draft_sent, keep_draft
from tests.factories import make_case

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "trail"])
ROUNDS = 50 if os.environ.get("DRILLS") == "full" else 10
LOAD = "1" * 32


def together(*steps):
    """Each on a connection of its own, let go at once."""
    barrier, faults = Barrier(len(steps)), []

    def go(step):
        try:
            barrier.wait(timeout=30)
            step()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []


@pytest.fixture
def place(people):
    reference = make_case(people).reference
    note = reverse("cases:add_note", args=[reference])
    return Place(note, note, reference)


def test_of_first_saves_the_last_typed_stays(people, place):
    def saves(turn):
        return lambda: keep_draft(place=place, load=LOAD, turn=turn, answers={"what": [f"Heard {turn}"]}, seen=None, by=people.duty_worker)

    for _ in range(ROUNDS):
        Draft.objects.all().delete()
        together(*map(saves, (1, 2, 3, 4)))
        assert drafts_of(people.duty_worker)[0].answers == {"what": ["Heard 4"]}


def test_what_was_sent_stays_away_whichever_comes_first(people, place):
    def save():
        keep_draft(place=place, load=LOAD, turn=1, answers={"what": ["Heard"]}, seen=None, by=people.duty_worker)

    for _ in range(ROUNDS):
        Draft.objects.all().delete()
        together(save, lambda: draft_sent(place=place, load=LOAD, by=people.duty_worker))
        assert drafts_of(people.duty_worker) == []
