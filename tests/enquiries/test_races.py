"""Two people act on the same case at the same moment, with real threads on PostgreSQL: one wins, the other is told."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.http import Http404
from django.utils import timezone

from enquiries.services.handovers import decide_handover
from enquiries.services.holding import take_enquiry
from enquiries.services.plans import agree_plan
from enquiries.services.refusals import EnquiryRefused
from mash.cases.services.locking import Stale
from mash.trail.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each came back with, when all began together."""
    ready, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            ready.wait()
            answers[place] = act()
        except (Stale, EnquiryRefused, Http404) as lost:
            answers[place] = lost
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def lost(answers: list[object]) -> int:
    return sum(isinstance(answer, Stale | EnquiryRefused | Http404) for answer in answers)


def test_two_practitioners_take_one_enquiry(case, people):
    def take(by):
        return lambda: take_enquiry(reference=case.reference, version=case.version, by=by)

    answers = at_once(take(people.practitioner), take(people.mash_manager))
    assert lost(answers) == 1
    assert case.enquiries.count() == 1
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="enquiry_started").count() == 1


def test_two_people_agree_a_plan(held, people):
    def agree(by):
        return lambda: agree_plan(reference=held.reference, aim=by.name, contingency="Ring.", by=by)

    assert lost(at_once(agree(people.practitioner), agree(people.mash_manager))) == 1


def test_accepted_and_refused_at_once(met, people, fresh):
    def decide(**answer):
        said = {"reference": met.reference, "version": met.version, "by": people.locality_manager}
        return lambda: decide_handover(**said, **answer)

    # Once a colleague has refused, the team no longer sees the case: 404.
    assert lost(at_once(decide(accept=True), decide(accept=False, reason="Not ours."))) == 1
    handover = met.handovers.get()
    assert (handover.state == "accepted") == (fresh(met).team == people.locality)
    assert handover.decided_at <= timezone.now()
