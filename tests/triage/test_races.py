"""Several workers rate the same case at the same moment: one wins, the others are told by whom."""

import os
from threading import Barrier, Thread

import pytest
from django.db import connections

from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.cases.models import Case
from mash.cases.services.locking import Stale
from mash.cases.states import Rag
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from tests.factories import facts, make_case, no_concern
from triage.services import rate_concern

ROUNDS, RATERS = (50, 20) if os.environ.get("DRILLS") == "full" else (20, 2)
COLOURS = (Rag.AMBER, Rag.RED)


def rate_at_once(case, raters):
    """All of them, each on a connection of their own, let go together. Who won, and what the others were told."""
    barrier, won, told = Barrier(len(raters)), [], []
    answers = {rag: facts(rag) for rag in COLOURS}

    def rate(number, by):
        rag = COLOURS[number % 2]
        try:
            barrier.wait(timeout=30)
            rate_concern(
                reference=case.reference, version=case.version, facts=answers[rag], seriousness=no_concern(), urgency="U3", rag=rag, by=by,
                rationale=f"As {by.name} sees it.", would_change="A word from the GP.",
            )  # fmt: skip
            won.append(by)
        except Stale as stale:
            told.append(stale.latest)
        finally:
            connections.close_all()

    threads = [Thread(target=rate, args=pair) for pair in enumerate(raters)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return won, told


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_one_wins_and_the_others_are_told_by_whom(people):
    raters = [
        create_account(
            email=f"rater{n}@example.org", name=f"Rater {n}", role=Role.DUTY_WORKER, organisation=people.hub, password=None,
            by=System("test"),
        )
        for n in range(RATERS)
    ]  # fmt: skip
    for _ in range(ROUNDS):
        case = make_case(people)
        won, told = rate_at_once(case, raters)
        assert len(won) == 1
        assert len(told) == RATERS - 1
        assert {decision.decided_by for decision in told} == set(won)
        assert all(won[0].name in decision.rationale for decision in told)
        kept = Case.objects.get(pk=case.pk)
        assert (kept.ratings.count(), kept.version) == (1, case.version + 1)
        rated = Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.CONCERN_RATED)
        assert [event.actor for event in rated] == [won[0].name]
