"""How names sound, and why a record is offered."""

import pytest

from mash.people.rules import Described, likeness, sound_of


@pytest.mark.parametrize(
    ("heard", "written"),
    [("Shivawn", "Siobhan"), ("Kathryn", "Catherine"), ("Steven", "Stephen"), ("Nowack", "Nowak"), ("Smyth", "Smith")],
)
def test_a_name_heard_is_the_name_written(heard, written):
    assert sound_of(heard, "Quill") == sound_of(written, "Quill")


@pytest.mark.parametrize(("one", "other"), [("Smith", "Jones"), ("Maureen", "Derek"), ("Ashdown", "Oakley")])
def test_other_names_sound_otherwise(one, other):
    assert sound_of(one) != sound_of(other)


@pytest.mark.parametrize("name", ["", "  ", "12", "Łukasz", "O'Hara", "张"])
def test_any_name_has_a_sound_or_none(name):
    assert isinstance(sound_of(name), str)


@pytest.mark.parametrize(
    ("sought", "found", "reasons"),
    [
        ("Siobhan Quill", "siobhan quill", ("same name",)),
        ("Siobhan Quil", "Siobhan Quill", ("similar name",)),
        ("Shivawn Quill", "Siobhan Quill", ("name sounds alike",)),
        ("Ida Newcombe", "Siobhan Quill", ()),
    ],
)
def test_a_likeness_says_why(sought, found, reasons):
    assert likeness(Described(sought), Described(found)).reasons == reasons
