"""What a referrer's words say of who the adult is, and where a record says otherwise."""

from datetime import date

import pytest

from mash.people.rules import Described, likeness
from mash.people.telling import contradictions, described, is_child, name_in, unlike_names

BORN = date(1941, 2, 17)
RECORD = Described("Margaret Ashdown", BORN, "9990000018", known_as="Peggy")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mrs Edna Plumley", "Edna Plumley"), ("Derek Oakley, about 80", "Derek Oakley"), ("Peggy (Margaret)", "Peggy"),
        ("My neighbour Peggy", ""), ("An elderly man", ""), ("unknown", ""), ("", ""), (" , ", ""), ("Mrs", ""),
    ],
)  # fmt: skip
def test_a_name_is_told_from_a_description(said, name):
    assert name_in(said) == name


def test_a_report_is_understood_as_a_search():
    said = described("Mrs Edna Plumley", "14 Example Road, Luton LU1 9ZZ", "ring 01632 960 001 after 6", BORN, "9990000018")
    assert said == Described("Edna Plumley", BORN, "9990000018", "LU1 9ZZ", "01632 960 001", "14 Example Road, Luton")
    assert described("", "outside the shops", "", None, "") == Described()


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (Described(nhs_number="9990000026"), "NHS number: the report says 999 000 0026, the record 999 000 0018."),
        (Described(born_on=date(1941, 2, 18)), "Date of birth: the report says 18 February 1941, the record 17 February 1941."),
        (Described("Derek Oakley"), "Name: the report says Derek Oakley, the record Margaret Ashdown."),
    ],
)
def test_what_contradicts_is_named(said, begins):
    assert contradictions(said, RECORD) == [begins]


@pytest.mark.parametrize(
    "said",
    [
        Described(), RECORD, Described("Peggy Ashdown"), Described("Margret Ashdwon"), Described("M Ashdown"),
        Described("Margaret Jane Ashdown"), Described("Maggie"), Described("ashdown"),
    ],
    ids=["nothing", "the same", "known as", "spelling", "initial", "a middle name", "a form of it", "family name"],
)  # fmt: skip
def test_what_is_missing_or_alike_contradicts_nothing(said):
    assert contradictions(said, RECORD) == []
    assert contradictions(said, Described()) == []


def test_another_first_name_in_the_family_is_another_person():
    assert unlike_names("Derek Ashdown", RECORD)


@pytest.mark.parametrize(("born_on", "child"), [(date(2008, 6, 2), True), (date(2008, 6, 1), False), (None, False)])
def test_a_child_is_under_18(born_on, child):
    assert is_child(born_on, date(2026, 6, 1)) is child


@pytest.mark.parametrize(
    ("score", "said", "words"),
    [
        ((70, 100), Described("Peggy Ashdown", BORN, "9990000018"), "Probably"),
        ((30, 60), Described("Peggy Ashdown", BORN), "Possibly"), ((0, 20), Described("Marg"), "Unlikely"),
        ((0, 100), Described("Peggy Ashdown", date(1941, 2, 18), "9990000018"), "Possibly"),
    ],
)  # fmt: skip
def test_a_score_is_said_in_words_first(score, said, words):
    found = likeness(said, RECORD)
    assert score[0] <= found.score <= score[1]
    assert found.in_words.startswith(words)
