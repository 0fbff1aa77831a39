"""Cases that were written in bulk open like any other."""

import pytest
from django.core.management import CommandError, call_command

from mash.accounts.models import User
from mash.cases.models import Case
from mash.cases.states import Stage
from mash.trail.queries import faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_writes_as_many_as_asked_for_and_adds_what_is_missing(client_for):
    call_command("seed_bench", cases=60, still_open=20, verbosity=0)
    assert (Case.objects.count(), Case.objects.exclude(stage=Stage.CLOSED).count()) == (60, 20)
    call_command("seed_bench", cases=70, still_open=25, verbosity=0)
    assert (Case.objects.count(), Case.objects.exclude(stage=Stage.CLOSED).count()) == (70, 25)
    assert list(faults()) == []
    client = client_for(User.objects.get(email="manager@demo.example.org"))
    for stage in Stage:
        case = Case.objects.filter(stage=stage).order_by("pk").first()
        if case:
            assert client.get(f"/cases/{case.reference}/").status_code == 200
    assert client.get("/board/").status_code == 200


def test_outside_a_demo_nothing_is_written(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("seed_bench", cases=5, still_open=1)
    assert not Case.objects.exists()
