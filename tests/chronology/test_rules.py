"""Time as exactly as it is known, silences, and what may leave the hub."""

from datetime import date, datetime

import pytest

from mash.cases.chronology_rules import (
    LONG_SILENCE,
    MAY_LEAVE,
    Sign,
    in_largest,
    may_leave,
    quoted,
    silences,
    span,
    when_in_words,
)
from mash.cases.chronology_states import Audience, EntryKind, Precision

AT = datetime(2026, 3, 5, 14, 30)  # noqa: DTZ001 (as the clock in Luton showed it)
DAY = date(2026, 3, 5)


@pytest.mark.parametrize(("precision", "words"), [
    (Precision.MINUTE, "5 March 2026, 14:30"), (Precision.DAY, "5 March 2026"), (Precision.ABOUT, "about 5 March 2026"),
    (Precision.MONTH, "March 2026"), (Precision.YEAR, "2026"), (Precision.UNKNOWN, "Not known"),
])  # fmt: skip
def test_no_time_is_said_more_exactly_than_it_is_known(precision, words):
    assert when_in_words(AT, precision) == words


def test_a_month_and_a_year_last_to_their_last_day():
    assert span(date(2026, 2, 1), Precision.MONTH) == (date(2026, 2, 1), date(2026, 2, 28))
    assert span(date(2026, 1, 1), Precision.YEAR) == (date(2026, 1, 1), date(2026, 12, 31))
    assert span(DAY, Precision.DAY) == (DAY, DAY)


def sign(day, kind=EntryKind.CONTACT, precision=Precision.DAY):
    return Sign(kind, date.fromordinal(DAY.toordinal() + day), precision)


def test_a_silence_begins_at_the_stated_number_of_days():
    assert silences([sign(0), sign(LONG_SILENCE - 1)]) == {}
    found = silences([sign(0), sign(LONG_SILENCE)])
    assert list(found) == [1]
    assert (found[1].length, found[1].after_help) == ("28 days", False)


def test_silence_after_asking_for_help_is_said_so():
    assert silences([sign(0, EntryKind.SOUGHT_HELP), sign(90)])[1].after_help
    assert not silences([sign(0, EntryKind.SOUGHT_HELP), sign(1), sign(91)])[2].after_help


@pytest.mark.parametrize("kind", [EntryKind.WORK, EntryKind.RATING, EntryKind.DECISION, EntryKind.FEEDBACK, EntryKind.ANSWER])
def test_what_the_hub_does_meanwhile_does_not_break_a_silence(kind):
    assert list(silences([sign(0), sign(30, kind), sign(60)])) == [2]


def test_a_silence_lasts_until_today_where_the_case_is_open():
    today = date.fromordinal(DAY.toordinal() + 40)
    assert silences([sign(0)], today)[1].until == today
    assert silences([sign(0)]) == {}


def test_a_rough_day_makes_no_false_silence():
    """A month lasts to its end, a year covers all of it, and what has no day says nothing."""
    month = Sign(EntryKind.EVENT, date(2026, 3, 1), Precision.MONTH)
    assert silences([month, Sign(EntryKind.CONTACT, date(2026, 4, 20), Precision.DAY)]) == {}
    year = Sign(EntryKind.EVENT, date(2026, 1, 1), Precision.YEAR)
    assert silences([year, Sign(EntryKind.CONTACT, date(2026, 12, 20), Precision.DAY)]) == {}
    assert silences([sign(0), sign(90, precision=Precision.UNKNOWN)]) == {}


@pytest.mark.parametrize(("days", "words"), [(28, "28 days"), (59, "59 days"), (92, "3 months"), (730, "2 years"), (770, "2 years and 1 month")])
def test_a_length_is_said_in_its_largest_part(days, words):
    assert in_largest(days) == words


def leaves(kind=EntryKind.EVENT, audience=Audience.ADULT, **more):
    return may_leave(kind, audience=audience, **{"withheld": "", "from_answer": False, "from_police": False, "on_hold": False} | more)


@pytest.mark.parametrize("audience", [Audience.ADULT, Audience.PARTNERS])
def test_what_is_not_to_be_disclosed_never_leaves(audience):
    assert leaves(audience=audience)
    assert not leaves(audience=audience, withheld="It would warn him")
    assert not leaves(audience=audience, from_answer=True)
    assert not leaves(audience=audience, from_police=True, on_hold=True)
    assert leaves(audience=audience, from_police=True)
    assert leaves(audience=audience, on_hold=True)


def test_for_the_hub_everything_stands():
    assert all(leaves(kind, Audience.HUB, withheld="x", from_police=True, on_hold=True) for kind in EntryKind)


def test_what_tells_of_referrers_or_belongs_to_an_agency_stays():
    assert {kind for kind in EntryKind if leaves(kind)} == set(MAY_LEAVE)
    for kind in (EntryKind.REPORT, EntryKind.CONTACT, EntryKind.ANSWER, EntryKind.FEEDBACK, EntryKind.HOLD, EntryKind.WORK):
        assert not leaves(kind), kind


def test_a_quotation_stands_in_the_answer():
    answer = "Four calls since May.\nThe last one\n about shouting."
    assert quoted("the last one about  shouting", answer)
    assert not quoted("Five calls", answer)
    assert not quoted("  ", answer)
