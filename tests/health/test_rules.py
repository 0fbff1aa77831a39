"""What is unsafe and what is late, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from mash.health.rules import Pulse, excessive_powers, lossy_settings, pulse

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def test_a_safe_database_is_not_lossy():
    assert lossy_settings(SAFE) == []
    assert lossy_settings(SAFE | {"synchronous_commit": "remote_apply"}) == []


@pytest.mark.parametrize("name", SAFE)
def test_each_setting_that_may_lose_a_referral_is_named(name):
    assert lossy_settings(SAFE | {name: "off"}) == [name]


def test_powers_that_could_rewrite_the_trail_are_named():
    assert excessive_powers({"a superuser": True, "the owner of the database": False}) == ["a superuser"]


@pytest.mark.parametrize(
    ("last_at", "expected"),
    [
        (None, Pulse.NEVER_SEEN),
        (NOW, Pulse.WELL),
        (NOW - timedelta(seconds=90), Pulse.WELL),
        (NOW - timedelta(seconds=91), Pulse.LATE),
        (NOW + timedelta(seconds=5), Pulse.WELL),
    ],
)
def test_a_process_is_late_after_three_missed_reports(last_at, expected):
    assert pulse(last_at, NOW) is expected
