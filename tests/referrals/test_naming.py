"""What may not stand in a worker's own line to a referrer. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.naming import Identity, names_somebody

MAUREEN = Identity(
    names=("Maureen", "Ashdown-Lee", "Mo"), said=("Mrs Ashdown", "an invented adult", "Kit"),
    places=("12 Example Row, Luton", "the blue flat\nby the park"), numbers=("9990000018", "LAS-4711", "01632 960 001", "LU1 9ZZ"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Please ring Maureen tomorrow.", "Maureen"),
        ("please ring MAUREEN", "MAUREEN"),
        ("It is Maureen's wish.", "Maureen"),
        ("Ask ashdown-lee.", "ashdown-lee"),
        ("Mo said so.", "Mo"),
        ("Mrs Ashdown is well.", "Ashdown"),
        ("Ring Kit.", "Kit"),
        ("Go to 12 Example Row.", "Example Row"),
        ("It was at example  row", "example  row"),
        ("In the blue flat, as you said.", "the blue flat"),
        ("Her number is 999 000 0018.", "999 000 0018"),
        ("NHS 999-000-0018", "999-000-0018"),
        ("LAS4711 is open", "LAS4711"),
        ("ring 01632960001", "01632960001"),
        ("near lu1 9zz", "lu1 9zz"),
        ("Another NHS number: 943 476 5919", "943 476 5919"),
        ("Another place: SW1A 1AA", "SW1A 1AA"),
    ],
)
def test_what_names_somebody_is_found(words, named):
    assert names_somebody(words, MAUREEN) == named


@pytest.mark.parametrize(
    "words",
    [
        "Please keep a record of what you see, and ring us.",
        "More will be known by Monday.",
        "The adult lives in Luton, mo re or less.",
        "Ring 01582 547730.",
        "We adore annual meetings: momentum, Maureens.",
        "",
    ],
)
def test_what_names_nobody_may_be_said(words):
    assert names_somebody(words, MAUREEN) == ""


def test_an_adult_nobody_knows_hides_no_number():
    assert names_somebody("Her number is 999 000 0018.", Identity()) == "999 000 0018"
    assert names_somebody("Please ring Maureen.", Identity()) == ""


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_is_on_record_breaks_nothing(words, name, place, number):
    names_somebody(words, Identity((name,), (name,), (place,), (number,)))
