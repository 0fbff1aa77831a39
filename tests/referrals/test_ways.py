"""How a referrer hears: by the way they asked for, where that is safe. No database."""

from itertools import chain, combinations, product

import pytest

from referrals.states import CAUTIONS, Safety, Way
from referrals.ways import Reach, takes_texts, way, why_silent

CONTACTS = (Way.EMAIL, Way.TEXT, Way.PHONE, Way.LETTER)
PHONE = (Way.TEXT, Way.PHONE)
ALL = frozenset(CONTACTS)
EVERY = [
    Reach(safety, wants, asked, frozenset(has))
    for safety, wants, asked, has in product(
        Safety, (True, False), (None, *Way),
        chain.from_iterable(combinations((*CONTACTS, Way.PORTAL), n) for n in range(6)),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "has", "expected"),
    [
        (None, [Way.EMAIL], Way.EMAIL),
        (None, [Way.EMAIL, *PHONE, Way.LETTER], Way.EMAIL),
        (None, PHONE, Way.PHONE),
        (None, [Way.LETTER], Way.LETTER),
        (None, [], Way.STATUS_PAGE),
        (Way.EMAIL, [Way.EMAIL, *PHONE], Way.EMAIL),
        (Way.TEXT, [Way.EMAIL, *PHONE], Way.TEXT),
        (Way.PHONE, [Way.EMAIL, *PHONE], Way.PHONE),
        (Way.LETTER, [Way.EMAIL, Way.LETTER], Way.LETTER),
        (Way.STATUS_PAGE, [Way.EMAIL], Way.STATUS_PAGE),
        (Way.TEXT, [Way.EMAIL], Way.STATUS_PAGE),
        (Way.EMAIL, PHONE, Way.STATUS_PAGE),
        (Way.EMAIL, [Way.EMAIL, Way.PORTAL], Way.PORTAL),
        (None, [Way.PORTAL], Way.PORTAL),
    ],
)
def test_they_hear_by_the_way_they_asked_for(asked, has, expected):
    assert way(Reach(Safety.SAFE, asked=asked, has=frozenset(has))) == expected


@pytest.mark.parametrize("safety", [Safety.NOT_SAID, *CAUTIONS])
@pytest.mark.parametrize("asked", [None, *CONTACTS])
def test_nothing_is_sent_to_a_contact_that_is_not_safe(safety, asked):
    assert way(Reach(safety, asked=asked, has=ALL)) == Way.STATUS_PAGE
    assert way(Reach(Safety.SAFE, asked=asked, has=ALL)) != Way.STATUS_PAGE


@pytest.mark.parametrize("asked", [None, *CONTACTS])
def test_nothing_is_sent_to_whoever_asked_not_to_hear(asked):
    assert way(Reach(Safety.SAFE, wants_feedback=False, asked=asked, has=ALL | {Way.PORTAL})) == Way.STATUS_PAGE


def test_no_way_is_taken_that_was_not_given_asked_for_or_safe():
    for reach in EVERY:
        found = way(reach)
        if found in CONTACTS:
            assert reach.safety == Safety.SAFE
            assert reach.wants_feedback
            assert found in reach.has
            assert reach.asked in (None, found)
            assert not (found == Way.TEXT and reach.asked is None)
        assert bool(why_silent(reach)) == (found == Way.STATUS_PAGE)


@pytest.mark.parametrize("number", ["07700 900 982", "+44 7700 900982", "0044 7700 900982", "(07700) 900-982", "07624 000 000"])
def test_a_british_mobile_takes_texts(number):
    assert takes_texts(number)


@pytest.mark.parametrize(
    "number", ["", "01632 960 001", "07000 900 982", "07600 000 000", "0770 900 98", "07700 900 982 x5", "+1 212 555 0100"]
)
def test_other_numbers_are_not_written_to(number):
    assert not takes_texts(number)
