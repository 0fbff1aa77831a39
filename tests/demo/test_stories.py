"""The demo's concerns are as real as those that people send: same use cases, same trail, same pages."""

from collections import Counter
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from mash.cases.models import Case, Deadline
from mash.cases.states import Rag, Stage
from mash.demo.past import at
from mash.demo.stories import stories
from mash.trail.queries import faults
from partners.models import Check
from referrals.models import Referral

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_stories_reach_every_stage_and_colour_and_their_trail_verifies():
    call_command("seed_demo", verbosity=0)
    stages = Counter(Case.objects.order_by("pk").values_list("stage", flat=True))
    assert set(stages) >= {Stage.RECEIVED, Stage.TRIAGE, Stage.MASH_ENQUIRY, Stage.SECTION_42, Stage.CLOSED}
    assert set(Case.objects.order_by("pk").values_list("rag", flat=True)) == {*Rag, ""}
    assert Check.objects.filter(answered_late=True).exists()
    assert Case.objects.filter(handed_over_at__isnull=False).count() == 2
    assert Deadline.objects.running().filter(due_at__lt=timezone.now()).exists()
    assert list(faults()) == []
    nothing_happens_in_the_future()
    a_second_run_tells_nothing_twice()


def nothing_happens_in_the_future() -> None:
    now = timezone.now()
    assert not Referral.objects.filter(received_at__gt=now).exists()
    assert not Case.objects.filter(chronology__happened_at__gt=now).exists()


def a_second_run_tells_nothing_twice() -> None:
    before = Case.objects.count(), Referral.objects.count()
    Referral.objects.filter(once_key=stories()[-1].once_key).update(once_key=uuid4())  # as if the last was never told
    call_command("seed_demo", verbosity=0)
    assert (Case.objects.count(), Referral.objects.count()) == (before[0] + 1, before[1] + 1)


def test_the_past_ends_with_its_block():
    then = timezone.now().replace(year=2020)
    with at(then):
        assert timezone.now() == then
    assert timezone.now() != then
