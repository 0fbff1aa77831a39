"""What the tests of clocks share."""

import pytest

from mash.cases import calendar
from mash.cases.timescale_changes import values_of
from mash.cases.timescale_queries import version_in_force


@pytest.fixture(autouse=True)
def fresh_calendar():
    """No test counts by the table or the days of another."""
    calendar.forget()
    yield
    calendar.forget()


@pytest.fixture
def change(db):
    """What a proposal of some changed values is called with."""

    def words(**values):
        running = version_in_force()
        keys = {name.replace("SEEN", "seen__any__"): value for name, value in values.items()}
        return {"values": values_of(running.data) | keys, "base_id": running.pk, "reason": "Luton agreed it in September."}

    return words
