"""Working time: golden cases, an independent model, clock changes, and the words the board uses."""

import random
from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import govuk_bank_holidays.bank_holidays
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.cases.states import Rag
from mash.cases.working_time import (
    ClockState,
    NoWorkingDay,
    OfficeHours,
    RatingTimes,
    Unit,
    begins_at,
    due_at,
    instant,
    is_open,
    left_in_words,
    local_day,
    rating_due_at,
    soon_until,
    state,
    time_left,
    unit_for,
    working_minutes_between,
)

LONDON = ZoneInfo("Europe/London")
HOURS = OfficeHours()
BANK_HOLIDAYS = frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(2023, 2030)))


def local(text: str) -> datetime:
    return datetime.strptime(text, "%a %d %b %Y %H:%M").replace(tzinfo=LONDON)


def due(start: datetime, amount: float, unit: Unit) -> datetime:
    return due_at(start, amount, unit, HOURS, BANK_HOLIDAYS)


@pytest.mark.parametrize(
    ("moment", "answered"),
    [
        ("Wed 25 Nov 2026 09:00", True), ("Wed 25 Nov 2026 16:59", True), ("Wed 25 Nov 2026 17:00", False),
        ("Wed 25 Nov 2026 08:59", False), ("Sat 28 Nov 2026 11:00", False), ("Fri 25 Dec 2026 11:00", False),
        ("Wed 01 Jul 2026 16:59", True),
    ],
)  # fmt: skip
def test_the_telephone_is_answered_in_open_hours_and_no_longer_at_closing_time(moment, answered):
    assert is_open(local(moment), HOURS, BANK_HOLIDAYS) is answered


# Golden cases


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        pytest.param("Fri 27 Mar 2026 16:30", 4, "Mon 30 Mar 2026 12:30", id="over the spring clock change"),
        pytest.param("Fri 23 Oct 2026 15:00", 4, "Mon 26 Oct 2026 11:00", id="over the autumn clock change"),
        pytest.param("Thu 24 Dec 2026 16:00", 4, "Tue 29 Dec 2026 12:00", id="Boxing Day's substitute"),
        pytest.param("Thu 02 Apr 2026 13:00", 8, "Tue 07 Apr 2026 13:00", id="Easter"),
        pytest.param("Fri 24 Dec 2027 16:59", 1, "Wed 29 Dec 2027 09:59", id="two substitutes"),
        pytest.param("Mon 12 Jan 2026 16:00", 1, "Mon 12 Jan 2026 17:00", id="ends with the day, not the next morning"),
        pytest.param("Mon 12 Jan 2026 17:00", 1, "Tue 13 Jan 2026 10:00", id="starts at closing time"),
        pytest.param("Sat 10 Jan 2026 11:00", 0, "Mon 12 Jan 2026 09:00", id="starts out of hours"),
        pytest.param("Mon 12 Jan 2026 07:00", 1.5, "Mon 12 Jan 2026 10:30", id="starts before opening"),
    ],
)
def test_working_hours(start, hours, expected):
    assert due(local(start), hours, Unit.WORKING_HOURS) == local(expected)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        pytest.param("Thu 02 Apr 2026 13:00", 2, "Wed 08 Apr 2026 17:00", id="Easter"),
        pytest.param("Thu 24 Dec 2026 13:00", 2, "Wed 30 Dec 2026 17:00", id="Christmas"),
        pytest.param("Thu 31 Dec 2026 13:00", 1, "Mon 04 Jan 2027 17:00", id="New Year"),
        pytest.param("Mon 12 Jan 2026 10:00", 0, "Mon 12 Jan 2026 17:00", id="none: the same day"),
        pytest.param("Fri 16 Jan 2026 17:00", 1, "Tue 20 Jan 2026 17:00", id="after hours begins on Monday"),
        pytest.param("Sun 18 Jan 2026 12:00", 1, "Tue 20 Jan 2026 17:00", id="at the weekend begins on Monday"),
    ],
)
def test_working_days(start, days, expected):
    assert due(local(start), days, Unit.WORKING_DAYS) == local(expected)


def test_a_day_is_the_local_day():
    just_after_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert local_day(just_after_midnight, HOURS) == date(2026, 7, 1)
    assert due(just_after_midnight, 1, Unit.WORKING_DAYS) == local("Thu 02 Jul 2026 17:00")


def test_clock_hours_are_elapsed_time():
    assert due(local("Sat 24 Oct 2026 12:00"), 24, Unit.CLOCK_HOURS) == local("Sun 25 Oct 2026 11:00")
    assert due(local("Fri 16 Jan 2026 16:30"), 4, Unit.CLOCK_HOURS) == local("Fri 16 Jan 2026 20:30")


def test_due_times_are_in_utc():
    for unit in Unit:
        assert due(local("Wed 01 Jul 2026 10:00"), 1, unit).tzinfo is UTC


def test_amounts_may_come_from_the_database():
    start = local("Mon 12 Jan 2026 09:00")
    assert due(start, Decimal("1.50"), Unit.WORKING_HOURS) == local("Mon 12 Jan 2026 10:30")
    assert due(start, Decimal("2.00"), Unit.WORKING_DAYS) == local("Wed 14 Jan 2026 17:00")
    assert due_at(start, 1, "clock_hours", HOURS, BANK_HOLIDAYS) == local("Mon 12 Jan 2026 10:00")


def test_holidays_may_be_a_function_or_the_library_itself():
    start = local("Thu 24 Dec 2026 16:00")
    library = holidays.country_holidays("GB", subdiv="ENG")
    for given_as in (BANK_HOLIDAYS, BANK_HOLIDAYS.__contains__, library):
        assert due_at(start, 4, Unit.WORKING_HOURS, HOURS, given_as) == local("Tue 29 Dec 2026 12:00")


# Rating on the day


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        pytest.param("Tue 13 Jan 2026 09:00", "Tue 13 Jan 2026 17:00", id="at opening"),
        pytest.param("Tue 13 Jan 2026 15:00", "Tue 13 Jan 2026 17:00", id="at 15:00"),
        pytest.param("Tue 13 Jan 2026 15:01", "Wed 14 Jan 2026 12:00", id="after 15:00"),
        pytest.param("Tue 13 Jan 2026 22:00", "Wed 14 Jan 2026 12:00", id="in the evening"),
        pytest.param("Wed 14 Jan 2026 03:00", "Wed 14 Jan 2026 12:00", id="the same night, past midnight"),
        pytest.param("Wed 14 Jan 2026 08:59", "Wed 14 Jan 2026 12:00", id="before opening"),
        pytest.param("Fri 16 Jan 2026 16:00", "Mon 19 Jan 2026 12:00", id="late on a Friday"),
        pytest.param("Sat 17 Jan 2026 10:00", "Mon 19 Jan 2026 12:00", id="at the weekend"),
        pytest.param("Thu 24 Dec 2026 15:30", "Tue 29 Dec 2026 12:00", id="before Christmas"),
        pytest.param("Fri 03 Apr 2026 10:00", "Tue 07 Apr 2026 12:00", id="Good Friday"),
    ],
)
def test_rating_is_due_on_the_day(received, expected):
    assert rating_due_at(local(received), False, HOURS, BANK_HOLIDAYS) == local(expected)


@pytest.mark.parametrize("received", ["Tue 13 Jan 2026 10:00", "Fri 25 Dec 2026 23:30"])
def test_danger_now_is_rated_within_a_clock_hour(received):
    assert rating_due_at(local(received), True, HOURS, BANK_HOLIDAYS) == local(received) + timedelta(hours=1)


def test_rating_times_can_be_changed():
    times = RatingTimes(last_receipt=time(14), next_day_by=time(11), danger_now_hours=2)
    received = local("Tue 13 Jan 2026 14:30")
    assert rating_due_at(received, False, HOURS, BANK_HOLIDAYS, times) == local("Wed 14 Jan 2026 11:00")
    assert rating_due_at(received, True, HOURS, BANK_HOLIDAYS, times) == local("Tue 13 Jan 2026 16:30")


@pytest.mark.parametrize("hours", [OfficeHours(time(9), time(14)), OfficeHours(time(13), time(20))])
@pytest.mark.parametrize("received", ["Tue 13 Jan 2026 12:30", "Tue 13 Jan 2026 14:30", "Tue 13 Jan 2026 23:00"])
def test_rating_is_due_after_it_was_received_whatever_the_office_hours(hours, received):
    assert rating_due_at(local(received), False, hours, BANK_HOLIDAYS) > local(received)


def test_red_does_not_stop_at_close_of_day():
    assert unit_for(Rag.RED, Unit.WORKING_HOURS) is Unit.CLOCK_HOURS
    assert unit_for(Rag.RED, Unit.WORKING_DAYS) is Unit.WORKING_DAYS
    for rag in (Rag.AMBER, Rag.GREEN, None):
        assert unit_for(rag, Unit.WORKING_HOURS) is Unit.WORKING_HOURS


# An independent model: a year, minute by minute, with the clock change worked out by hand

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = 400 * 24 * 60
SUMMER = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
CLOSED_2026 = {(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)}


def open_minutes() -> list[int]:
    summer_from, summer_to = ((change - FIRST) // timedelta(minutes=1) for change in SUMMER)
    found = []
    for minute in range(MINUTES):
        day, hour = divmod(minute // 60 + (1 if summer_from <= minute < summer_to else 0), 24)
        if 9 <= hour < 17 and (day + 3) % 7 < 5 and day not in CLOSED_DAYS:
            found.append(minute)
    return found


CLOSED_DAYS = {(date(2026, m, d) - FIRST.date()).days for m, d in CLOSED_2026} | {365}
OPEN = open_minutes()


def model_due(start: int, amount: int, unit: Unit) -> int:
    if unit is Unit.CLOCK_HOURS:
        return start + 60 * amount
    first = bisect_left(OPEN, start)
    if unit is Unit.WORKING_HOURS:
        return OPEN[first + 60 * amount - 1] + 1 if amount else OPEN[first]
    return OPEN[first - first % 480 + 480 * amount + 479] + 1


def agrees(start: int, amount: int, unit: Unit) -> bool:
    expected = FIRST + timedelta(minutes=model_due(start, amount, unit))
    return due(FIRST + timedelta(minutes=start), amount, unit) == expected


starts = st.integers(min_value=0, max_value=350 * 24 * 60)


@settings(max_examples=300, deadline=None)
@given(start=starts, amount=st.integers(min_value=0, max_value=20), unit=st.sampled_from(Unit))
def test_due_times_equal_an_independent_model(start, amount, unit):
    assert agrees(start, amount, unit)


def test_ten_thousand_random_due_times_equal_the_model():
    chance = random.Random(20260327)
    cases = [(chance.randrange(350 * 1440), chance.randrange(21), chance.choice(list(Unit))) for _ in range(10_000)]
    assert [case for case in cases if not agrees(*case)] == []


@settings(max_examples=200, deadline=None)
@given(a=starts, b=starts)
def test_open_time_between_equals_the_model(a, b):
    between = working_minutes_between(FIRST + timedelta(minutes=a), FIRST + timedelta(minutes=b), HOURS, BANK_HOLIDAYS)
    assert between == bisect_left(OPEN, b) - bisect_left(OPEN, a)


@settings(max_examples=200, deadline=None)
@given(start=starts, later=st.integers(0, 10_000), amount=st.integers(0, 20), unit=st.sampled_from(Unit))
def test_a_later_start_is_never_due_earlier(start, later, amount, unit):
    first, second = (FIRST + timedelta(minutes=minute) for minute in (start, start + later))
    assert first <= due(first, amount, unit) <= due(second, amount, unit) <= due(second, amount + 1, unit)
    for danger_now in (False, True):
        ratings = [rating_due_at(moment, danger_now, HOURS, BANK_HOLIDAYS) for moment in (first, second)]
        assert first < ratings[0] <= ratings[1]


# Bank holidays


def test_bank_holidays_agree_with_gov_uk():
    gov_uk = govuk_bank_holidays.bank_holidays.BankHolidays(use_cached_holidays=True)
    published = {
        holiday["date"]
        for holiday in gov_uk.get_holidays(division=gov_uk.ENGLAND_AND_WALES)
        if 2024 <= holiday["date"].year <= 2028 and holiday["date"].weekday() < 5
    }
    reckoned = {day for day in BANK_HOLIDAYS if 2024 <= day.year <= 2028 and day.weekday() < 5}
    assert len(published) == 40
    assert reckoned == published


# Clock changes and wrong input


@pytest.mark.parametrize(
    ("skipped_or_doubled", "expected"),
    [
        pytest.param(date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC), id="skipped: moved on by the gap"),
        pytest.param(date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="doubled: the first of the two"),
    ],
)
def test_odd_local_times_follow_the_stated_rule(skipped_or_doubled, expected):
    assert instant(skipped_or_doubled, time(1, 30), HOURS) == expected
    assert instant(skipped_or_doubled, time(1, 30, fold=1), HOURS) == expected


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("fold", [0, 1])
@pytest.mark.parametrize("unit", list(Unit))
def test_odd_local_times_never_crash(day, fold, unit):
    start = datetime.combine(day, time(1, 30, fold=fold), LONDON)
    always_open = OfficeHours(time(1), time(2), frozenset(range(7)))
    assert due_at(start, 3, unit, always_open, frozenset()) >= start
    assert due(start, 3, unit) > start
    assert rating_due_at(start, False, always_open, frozenset()) >= start
    assert working_minutes_between(start, start, always_open, frozenset()) == 0


def test_the_doubled_hour_counts_as_two_hours_of_clock_time():
    first, second = (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=fold) for fold in (0, 1))
    assert time_left(second, first) == "1 h left"
    assert time_left(first, second) == "1 h over"
    assert state(first, second, second) is ClockState.OVERDUE


@pytest.mark.parametrize("amount", [-1, -0.5])
def test_negative_time_is_refused(amount):
    with pytest.raises(ValueError, match="negative"):
        due(local("Mon 12 Jan 2026 09:00"), amount, Unit.WORKING_HOURS)


def test_half_working_days_are_refused():
    with pytest.raises(ValueError, match="whole"):
        due(local("Mon 12 Jan 2026 09:00"), 1.5, Unit.WORKING_DAYS)


def test_a_time_without_a_zone_is_refused():
    naive = datetime(2026, 1, 12, 9)  # noqa: DTZ001
    for unit in Unit:
        with pytest.raises(ValueError, match="zone"):
            due(naive, 1, unit)


def test_a_calendar_without_working_days_is_an_error_and_no_endless_loop():
    with pytest.raises(NoWorkingDay):
        due_at(local("Mon 12 Jan 2026 09:00"), 1, Unit.WORKING_HOURS, HOURS, lambda day: True)


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_office_hours_without_a_weekday_are_refused(weekdays):
    with pytest.raises(ValueError, match="weekday"):
        OfficeHours(weekdays=weekdays)


def test_office_hours_that_close_before_they_open_are_refused():
    with pytest.raises(ValueError, match="close after"):
        OfficeHours(time(17), time(9))


def test_any_zone_is_accepted():
    start = datetime(2026, 1, 12, 14, tzinfo=timezone(timedelta(hours=5)))
    assert begins_at(start, HOURS, BANK_HOLIDAYS) == local("Mon 12 Jan 2026 09:00")


# What the board says


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (200, "3 h 20 min left"),
        (180, "3 h left"),
        (59, "59 min left"),
        (1440, "1 day left"),
        (1441, "1 day left"),
        (2 * 1440 + 125, "2 days 2 h left"),
        (0, "less than 1 min left"),
        (-1, "1 min over"),
        (-(2 * 1440 + 4 * 60 + 30), "2 days 4 h over"),
    ],
)
def test_time_left_in_words(minutes, words):
    now = local("Mon 12 Jan 2026 09:00")
    assert time_left(now + timedelta(minutes=minutes), now) == words


def test_time_left_never_promises_more_than_there_is():
    now = local("Mon 12 Jan 2026 09:00")
    assert time_left(now + timedelta(minutes=59, seconds=59), now) == "59 min left"
    assert time_left(now - timedelta(seconds=5), now) == "less than 1 min over"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("Fri 27 Mar 2026 16:30", "4 working hours left"),
        ("Thu 26 Mar 2026 16:30", "1 working day and 4 hours left"),
        ("Thu 26 Mar 2026 11:29", "2 working days and 1 hour left"),
        ("Sun 29 Mar 2026 12:00", "3 working hours and 30 minutes left"),
        ("Mon 30 Mar 2026 12:29", "1 working minute left"),
        ("Mon 30 Mar 2026 12:30", "less than 1 minute left"),
        ("Wed 01 Apr 2026 12:30", "2 days over"),
    ],
)
@pytest.mark.parametrize("unit", [Unit.WORKING_HOURS, Unit.WORKING_DAYS])
def test_working_time_left_in_words(now, words, unit):
    assert left_in_words(local("Mon 30 Mar 2026 12:30"), local(now), unit, HOURS, BANK_HOLIDAYS) == words


def test_a_clock_of_clock_hours_says_the_time_on_the_wall_only():
    due_on = local("Mon 30 Mar 2026 12:30")
    assert left_in_words(due_on, local("Sun 29 Mar 2026 12:00"), Unit.CLOCK_HOURS, HOURS, BANK_HOLIDAYS) == "1 day left"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("Mon 12 Jan 2026 09:00", ClockState.ON_TIME),
        ("Mon 12 Jan 2026 15:59", ClockState.ON_TIME),
        ("Mon 12 Jan 2026 16:00", ClockState.SOON),
        ("Mon 12 Jan 2026 17:00", ClockState.SOON),
        ("Mon 12 Jan 2026 17:01", ClockState.OVERDUE),
    ],
)
def test_state_of_a_clock(now, expected):
    soon = soon_until(local(now), HOURS, BANK_HOLIDAYS)
    assert state(local("Mon 12 Jan 2026 17:00"), local(now), soon) is expected


def test_what_falls_due_before_the_hub_has_been_open_for_an_hour_again_is_soon():
    friday = local("Fri 09 Jan 2026 16:30")
    soon = soon_until(friday, HOURS, BANK_HOLIDAYS)
    assert state(local("Sat 10 Jan 2026 03:00"), friday, soon) is ClockState.SOON
    assert state(local("Mon 12 Jan 2026 09:30"), friday, soon) is ClockState.SOON
    assert state(local("Mon 12 Jan 2026 09:31"), friday, soon) is ClockState.ON_TIME
