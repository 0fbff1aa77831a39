"""Installations that run already get a clock that came later, and a council's own values stay as they were."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from mash.cases.models import TimescaleVersion
from mash.cases.states import Clock
from mash.cases.timescales import read

pytestmark = pytest.mark.django_db
PARTS = ("clocks", "timescales", "exceptions")


def upgrade():
    import_module("mash.cases.migrations.0020_timescale_of_receipts").add(apps, None)


def in_force():
    return TimescaleVersion.objects.get(in_force_from__isnull=False, superseded_at__isnull=True)


def test_the_clock_of_receipts_is_added_to_a_councils_own_table_and_nothing_else_changes():
    shipped = in_force()
    own = shipped.data | {part: [row for row in shipped.data[part] if row["clock"] != "receipt"] for part in PARTS}
    own["timescales"] = [row | ({"amount": 2} if row["clock"] == "seen" else {}) for row in own["timescales"]]
    now = timezone.now()
    TimescaleVersion.objects.filter(pk=shipped.pk).update(superseded_at=now)
    TimescaleVersion.objects.create(name="Luton 2026", data=own, in_force_from=now)
    upgrade()
    upgraded = in_force()
    assert upgraded.name == "Luton 2026, receipts added"
    assert read(upgraded.data).for_clock(Clock.RECEIPT, None).amount == 1
    assert read(upgraded.data).for_clock(Clock.SEEN, None).amount == 2
    for part in PARTS:
        assert [row for row in upgraded.data[part] if row["clock"] != "receipt"] == own[part]


def test_a_table_that_has_it_is_left_alone():
    before = in_force().pk
    upgrade()
    assert in_force().pk == before
