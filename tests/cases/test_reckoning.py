"""Clocks that stood still: golden cases over clock changes and bank holidays, and properties of the arithmetic."""

from bisect import bisect_left
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.cases.reckoning import reckon, why_not_stopped
from mash.cases.states import Clock, Rag
from mash.cases.timescales import read
from mash.cases.working_time import after_open_time, open_time_between
from tests.cases.test_working_time import BANK_HOLIDAYS, FIRST, HOURS, OPEN, local

TABLE = read(yaml.safe_load((Path(__file__).parents[2] / "mash/cases/data/timescales.yaml").read_text(encoding="utf-8")))
SEEN, CHECK, FEEDBACK, RATING = Clock.SEEN, Clock.CHECK, Clock.FEEDBACK, Clock.RATING


def due(clock, rag, start, *stood, when=""):
    return reckon(TABLE, clock, rag, when, start, BANK_HOLIDAYS, stood)


@pytest.mark.parametrize(
    ("clock", "rag", "start", "since", "until", "expected"),
    [
        pytest.param(SEEN, Rag.AMBER, "Fri 27 Mar 2026 16:30", "Mon 30 Mar 2026 10:00", "Mon 30 Mar 2026 11:00", "Mon 30 Mar 2026 13:30", id="an hour of a working hour clock"),
        pytest.param(SEEN, Rag.AMBER, "Fri 27 Mar 2026 16:00", "Fri 27 Mar 2026 16:30", "Mon 30 Mar 2026 09:30", "Mon 30 Mar 2026 13:00", id="over the spring clock change: one open hour"),
        pytest.param(SEEN, Rag.AMBER, "Fri 23 Oct 2026 15:00", "Fri 23 Oct 2026 16:00", "Mon 26 Oct 2026 09:00", "Mon 26 Oct 2026 12:00", id="over the autumn clock change"),
        pytest.param(SEEN, Rag.AMBER, "Thu 24 Dec 2026 16:00", "Thu 24 Dec 2026 16:30", "Tue 29 Dec 2026 09:30", "Tue 29 Dec 2026 13:00", id="over Christmas: no bank holiday is given back"),
        pytest.param(FEEDBACK, Rag.GREEN, "Mon 12 Jan 2026 10:00", "Tue 13 Jan 2026 09:00", "Wed 14 Jan 2026 09:00", "Tue 20 Jan 2026 17:00", id="a whole working day of working days"),
        pytest.param(FEEDBACK, Rag.GREEN, "Mon 12 Jan 2026 10:00", "Tue 13 Jan 2026 14:00", "Tue 13 Jan 2026 17:00", "Tue 20 Jan 2026 12:00", id="three hours of working days"),
        pytest.param(FEEDBACK, Rag.RED, "Mon 12 Jan 2026 10:00", "Fri 16 Jan 2026 17:00", "Mon 19 Jan 2026 09:00", "Mon 19 Jan 2026 17:00", id="a weekend gives no working day anything"),
        pytest.param(CHECK, Rag.RED, "Fri 16 Jan 2026 16:30", "Fri 16 Jan 2026 17:00", "Sat 17 Jan 2026 09:00", "Sat 17 Jan 2026 12:30", id="Red: the time on the wall"),
        pytest.param(SEEN, Rag.RED, "Fri 16 Jan 2026 16:30", "Fri 16 Jan 2026 17:00", "Fri 16 Jan 2026 18:00", "Fri 16 Jan 2026 21:30", id="Red: working hours are clock hours"),
        pytest.param(CHECK, Rag.RED, "Sat 24 Oct 2026 23:00", "Sun 25 Oct 2026 00:30", "Sun 25 Oct 2026 02:30", "Sun 25 Oct 2026 05:00", id="Red: a doubled hour is two hours"),
        pytest.param(RATING, None, "Tue 13 Jan 2026 10:00", "Tue 13 Jan 2026 11:00", "Tue 13 Jan 2026 12:00", "Wed 14 Jan 2026 10:00", id="the rating rule by working time"),
    ],
)  # fmt: skip
def test_a_clock_that_stood_is_due_later(clock, rag, start, since, until, expected):
    assert due(clock, rag, local(start), (local(since), local(until))) == local(expected)


def test_what_stood_before_the_start_does_not_count():
    start = local("Mon 12 Jan 2026 12:00")
    before = (local("Mon 12 Jan 2026 09:00"), local("Mon 12 Jan 2026 11:00"))
    across = (local("Mon 12 Jan 2026 09:00"), local("Mon 12 Jan 2026 13:00"))
    assert due(SEEN, Rag.AMBER, start, before) == due(SEEN, Rag.AMBER, start)
    assert due(SEEN, Rag.AMBER, start, across) == local("Mon 12 Jan 2026 17:00")


def test_a_clock_that_does_not_run_for_a_rating_is_never_due():
    assert due(Clock.TRIAGE_DECISION, Rag.RED, local("Mon 12 Jan 2026 12:00")) is None
    assert due(Clock.TRIAGE_DECISION, Rag.AMBER, local("Mon 12 Jan 2026 12:00"))


starts = st.integers(0, 300 * 24 * 60)
clocks = st.sampled_from([(SEEN, Rag.AMBER), (SEEN, Rag.RED), (CHECK, Rag.RED), (FEEDBACK, Rag.GREEN), (RATING, None)])


@settings(max_examples=300, deadline=None)
@given(start=starts, clock=clocks, after=st.integers(0, 20_000), micro=st.integers(0, 59_999_999))
def test_stopping_and_letting_run_at_once_changes_nothing(start, clock, after, micro):
    start = FIRST + timedelta(minutes=start)
    at = start + timedelta(minutes=after, microseconds=micro)
    assert due(*clock, start, (at, at)) == due(*clock, start)


@settings(max_examples=300, deadline=None)
@given(start=starts, spells=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 5000)), max_size=4))
def test_open_time_between_start_and_due_less_what_it_stood_is_the_amount(start, spells):
    """Each stop falls within the time that is left, as it does in life; the amount is four working hours."""
    begun = moment = FIRST + timedelta(minutes=start)
    stood = []
    for run, stand in spells:
        limit = due(SEEN, Rag.GREEN, begun, *stood)
        since = min(moment + timedelta(minutes=run), limit)
        stood.append((since, since + timedelta(minutes=stand)))
        moment = stood[-1][1]
    end = due(SEEN, Rag.GREEN, begun, *stood)
    lost = sum((open_time_between(a, b, HOURS, BANK_HOLIDAYS) for a, b in stood), timedelta())
    assert open_time_between(begun, end, HOURS, BANK_HOLIDAYS) - lost == timedelta(hours=4)


@settings(max_examples=300, deadline=None)
@given(start=starts, since=st.integers(0, 239), stand=st.integers(0, 10_000))
def test_one_stop_equals_the_minute_by_minute_model(start, since, stand):
    """The model ticks through the open minutes of a year and leaves out those in which the clock stood."""
    stop = OPEN[bisect_left(OPEN, start) + since]
    running = [m for m in OPEN[bisect_left(OPEN, start):][: 240 + stand] if not stop <= m < stop + stand]
    expected = FIRST + timedelta(minutes=running[239] + 1)
    got = due(SEEN, Rag.AMBER, FIRST + timedelta(minutes=start), (FIRST + timedelta(minutes=stop), FIRST + timedelta(minutes=stop + stand)))
    assert got == expected


def test_no_open_time_moves_nothing():
    at = local("Sat 10 Jan 2026 11:00")
    assert after_open_time(at, timedelta(), HOURS, BANK_HOLIDAYS) == at
    assert after_open_time(at, timedelta(hours=1), HOURS, BANK_HOLIDAYS) == local("Mon 12 Jan 2026 10:00")


@pytest.mark.parametrize(
    ("clock", "rag", "started", "overdue", "words"),
    [
        (SEEN, Rag.RED, True, False, "Red"), (RATING, Rag.RED, True, False, "Red"), (SEEN, None, True, False, "may be Red"),
        (SEEN, Rag.AMBER, True, False, ""), (RATING, Rag.GREEN, True, False, ""), (Clock.PLANNING, Rag.RED, True, False, ""),
        (CHECK, Rag.AMBER, True, False, "agency"), (FEEDBACK, Rag.AMBER, False, False, "not begun"),
        (FEEDBACK, Rag.AMBER, True, True, "overdue"),
    ],
)  # fmt: skip
def test_which_clocks_may_stand_still(clock, rag, started, overdue, words):
    why_not = why_not_stopped(clock, rag, started=started, overdue=overdue)
    assert (words in why_not) if words else why_not == ""
