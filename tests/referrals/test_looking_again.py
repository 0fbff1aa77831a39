"""Words that are looked at again before they go to a referrer."""

import pytest

from referrals.looking_again import Delicate, delicate, not_confirmed
from tests.referrals.golden import SHIPPED

WATCHED = SHIPPED["look_again"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("He has dementia.", [Delicate("dementia", "health")]),
        ("She LACKS capacity", [Delicate("capacity", "capacity"), Delicate("lacks", "capacity")]),
        ("It is in her best  interests", [Delicate("best  interests", "capacity")]),
        ("The police arrested him", [Delicate("arrested", "allegation"), Delicate("police", "allegation")]),
        ("Dementia, and dementia again", [Delicate("dementia", "health")]),
        ("We stroll, whitewash and write a medley", []),
        ("Please keep a record and ring us.", []),
        ("", []),
    ],
)
def test_each_word_is_found_once_as_it_was_written(words, found):
    assert delicate(words, WATCHED) == found


def test_what_is_confirmed_may_stand_and_what_was_added_since_may_not():
    assert not_confirmed("He has dementia.", WATCHED, []) == (
        "Look again at “dementia” (health): take it out, or tick that it may stand."
    )
    assert not_confirmed("He has dementia.", WATCHED, ["dementia"]) == ""
    assert "“hit” (allegation)" in not_confirmed("Dementia; he was hit", WATCHED, ["dementia"])
    assert not_confirmed("He has dementia.", {}, []) == ""


def test_no_approved_statement_is_caught_by_the_shipped_list():
    said = {"outcome-protective", "police", "tell-us-again"}
    for row in SHIPPED["statements"]:
        if row["code"] not in said:
            assert delicate(row["text"], WATCHED) == [], row["code"]
