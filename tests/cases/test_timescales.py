"""The table of timescales: what is shipped, how a row is found, and which tables are refused."""

from copy import deepcopy
from datetime import time
from pathlib import Path

import pytest
import yaml

from mash.cases.states import Clock, Rag
from mash.cases.timescales import InvalidTimescales, Timescale, read, timescale_for
from mash.cases.working_time import OfficeHours, RatingTimes, Unit

ROOT = Path(__file__).resolve().parents[2]
DATA = yaml.safe_load((ROOT / "mash/cases/data/timescales.yaml").read_text(encoding="utf-8"))
TABLE = read(DATA)
NOT_RATED = None
DAYS, HOURS, CLOCK = Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.CLOCK_HOURS


@pytest.mark.parametrize(
    ("clock", "rag", "expected"),
    [
        (Clock.SEEN, NOT_RATED, (4, HOURS)),
        (Clock.SEEN, Rag.RED, (4, HOURS)),
        (Clock.RATING, NOT_RATED, None),
        (Clock.CHECK, Rag.RED, (4, CLOCK)),
        (Clock.CHECK, Rag.AMBER, (1, DAYS)),
        (Clock.CHECK, Rag.GREEN, (3, DAYS)),
        (Clock.TRIAGE_DECISION, Rag.RED, None),
        (Clock.TRIAGE_DECISION, Rag.AMBER, (1, DAYS)),
        (Clock.TRIAGE_DECISION, Rag.GREEN, (3, DAYS)),
        (Clock.S42_DECISION, Rag.RED, (1, DAYS)),
        (Clock.S42_DECISION, Rag.AMBER, (5, DAYS)),
        (Clock.S42_DECISION, Rag.GREEN, (5, DAYS)),
        (Clock.PLANNING, Rag.RED, (1, DAYS)),
        (Clock.PLANNING, Rag.AMBER, (5, DAYS)),
        (Clock.ENQUIRY_LOOK, Rag.RED, (15, DAYS)),
        (Clock.ENQUIRY, Rag.AMBER, (20, DAYS)),
        (Clock.PLAN_REVIEW, Rag.AMBER, (30, DAYS)),
        (Clock.FEEDBACK, Rag.GREEN, (5, DAYS)),
        (Clock.LATE_ANSWER, Rag.RED, (4, CLOCK)),
        (Clock.LATE_ANSWER, Rag.GREEN, (1, DAYS)),
        (Clock.HANDOVER_MEETING, Rag.RED, (2, DAYS)),
        (Clock.HANDOVER_ACCEPTANCE, Rag.RED, (1, DAYS)),
        (Clock.DISPUTE, Rag.AMBER, (1, DAYS)),
    ],
)
def test_the_default_table(clock, rag, expected):
    row = TABLE.for_clock(clock, rag)
    assert (row and (row.amount, row.unit)) == expected


@pytest.mark.parametrize(
    ("clock", "when", "expected"),
    [
        (Clock.SEEN, "danger_now", (1, CLOCK)),
        (Clock.PLAN_REVIEW, "reviewed_before", (65, DAYS)),
        (Clock.HOLDING, "", (4, DAYS)),
        (Clock.DISPUTE, "safety_at_stake", (0, DAYS)),
        (Clock.CHECK, "danger_now", (1, DAYS)),
    ],
)
def test_an_exception_replaces_the_ordinary_row_of_its_own_clock(clock, when, expected):
    row = TABLE.for_clock(clock, Rag.AMBER, when)
    assert row
    assert (row.amount, row.unit) == expected


def test_the_hours_and_the_rating_rule_are_those_of_the_rules():
    assert TABLE.hours == OfficeHours()
    assert TABLE.rating == RatingTimes(time(15), time(12), 1)


def test_every_clock_is_described_and_every_clock_but_rating_has_a_row():
    assert {kind.clock for kind in TABLE.clocks} == set(Clock)
    assert {row.clock for row in TABLE.rows} == set(Clock) - {Clock.RATING, Clock.FIRST_STEP}
    assert all(kind.label == kind.clock.label and kind.starts for kind in TABLE.clocks)


def test_the_table_says_that_it_is_an_assumption():
    assert DATA["assumption"] is True


def test_a_concern_not_yet_rated_is_held_to_the_most_urgent_row():
    rows = [Timescale(Clock.CHECK, rag, 1, Unit.WORKING_DAYS) for rag in (Rag.GREEN, Rag.AMBER, Rag.RED)]
    assert timescale_for(rows, Clock.CHECK, NOT_RATED).rag is Rag.RED
    assert timescale_for(rows[:2], Clock.CHECK, NOT_RATED).rag is Rag.AMBER
    assert timescale_for([], Clock.CHECK, NOT_RATED) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("timescales", 0, "clock"), "tea_break", id="no such clock"),
        pytest.param(("timescales", 0, "rag"), "purple", id="no such rating"),
        pytest.param(("timescales", 0, "unit"), "fortnights", id="no such unit"),
        pytest.param(("timescales", 0, "amount"), -1, id="negative"),
        pytest.param(("timescales", 0, "amount"), "4", id="text for a number"),
        pytest.param(("timescales", 0), "4 hours", id="text for a row"),
        pytest.param(("timescales",), None, id="no rows"),
        pytest.param(("timescales", 2), DATA["timescales"][1], id="the same row twice"),
        pytest.param(("clocks", 1), DATA["clocks"][0], id="the same clock twice"),
        pytest.param(("office_hours", "opens"), "18:00", id="opens after it closes"),
        pytest.param(("office_hours", "opens"), "nine", id="not a time"),
        pytest.param(("office_hours", "weekdays"), ["funday"], id="not a weekday"),
        pytest.param(("office_hours", "weekdays"), [], id="never open"),
        pytest.param(("rating",), {}, id="no rating rule"),
        pytest.param(("rating", "danger_now_hours"), 0.5, id="half an hour"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(path, value):
    data = deepcopy(DATA)
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(InvalidTimescales):
        read(data)


@pytest.mark.parametrize("data", [None, [], "table", {}])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(InvalidTimescales):
        read(data)
