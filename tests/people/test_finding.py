"""Finding an adult: what makes a record likely, and that the likely one is found among many."""

from datetime import date

import pytest

from mash.people.models import Adult
from mash.people.queries import candidates
from mash.people.rules import Described, dialled, house_number, likeness, sound_of, variants_of

BORN = date(1941, 2, 17)
WHOLE = Described(
    "Margaret Ashdown", BORN, "9990000018", "LU1 9ZZ", "01632 960001", "14 Example Road, Luton", known_as="Peggy"
)


@pytest.mark.parametrize(
    ("sought", "part"),
    [
        (Described(nhs_number="9990000018"), (60, "same NHS number")),
        (Described(nhs_number="9990000026"), (-60, "another NHS number")),
        (Described(born_on=BORN), (30, "same date of birth")),
        (Described(born_on=date(1941, 2, 18)), (-20, "another date of birth")),
        (Described("margaret ashdown"), (30, "same name")),
        (Described("Peggy Ashdown"), (30, "same name")),
        (Described("Maggie Ashdown"), (25, "a form of the same name")),
        (Described("Margaret Ashdwon"), (20, "similar name")),
        (Described(address="14 Example Rd"), (20, "same address")),
        (Described(address="14 Exampel Road"), (20, "same address")),
        (Described(postcode="lu19zz"), (20, "same postcode")),
        (Described(phone="+44 1632 960001"), (15, "same phone number")),
    ],
)
def test_each_part_says_what_it_is_worth(sought, part):
    assert part in likeness(sought, WHOLE).parts


@pytest.mark.parametrize(
    "sought",
    [Described(address="41 Example Road"), Described(address="14 Other Lane"), Described("Derek Oakley"), Described()],
)
def test_what_differs_or_is_missing_adds_nothing(sought):
    assert likeness(sought, WHOLE).parts == ()


def test_confident_is_much_alike_and_nothing_against_it():
    alike = Described("Peggy Ashdown", BORN, postcode="LU1 9ZZ")
    assert likeness(alike, WHOLE).confident
    assert not likeness(Described("Peggy Ashdown", BORN), WHOLE).confident
    against = Described("Peggy Ashdown", date(1950, 1, 1), "9990000018", "LU1 9ZZ", address="14 Example Road")
    assert likeness(against, WHOLE).score >= 70
    assert not likeness(against, WHOLE).confident


def test_a_number_is_the_same_however_it_is_written():
    assert dialled("(01632) 960 001") == dialled("+441632960001")
    assert dialled("ring Jo") == "ringjo"


def test_names_that_people_use_for_one_another():
    assert variants_of("Peggy") & variants_of("Margaret")
    assert not variants_of("Derek") & variants_of("Margaret")


@pytest.mark.parametrize(("address", "number"), [("Flat 3a, 14 High St", "3a"), ("14 High St", "14"), ("The Old Mill", "")])
def test_the_house_number(address, number):
    assert house_number(address) == number


def record(given="Margaret", family="Ashdown", **more):
    place = more.pop("place", "")
    adult = Adult.objects.create(given_name=given, family_name=family, sound=sound_of(given, family), **more)
    if place:
        adult.addresses.create(text=place, postcode="LU1 9ZZ")
    return adult


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sought",
    [
        Described("Peggy Ashdown"), Described("Maggie Ashdown"), Described(address="14 Example Rd, Luton"),
        Described(phone="+44 1632 960 001"), Described(nhs_number="9990000018"), Described("Margret Ashdown"),
    ],
    ids=["known as", "form of the name", "address", "phone", "NHS number", "spelling"],
)  # fmt: skip
def test_the_record_is_found_by(sought):
    peggy = record(known_as="Peggy", place="14 Example Road", phone="01632 960001", nhs_number="9990000018")
    record("Derek", "Oakley", place="3 Sample Close")
    assert [found.adult for found in candidates(sought)][:1] == [peggy]


@pytest.mark.django_db
def test_the_likely_one_is_found_among_hundreds_of_the_same_name():
    for _ in range(250):
        record("John", "Smith")
    right = record("John", "Smith", born_on=BORN)
    assert candidates(Described("John Smith", BORN))[0].adult == right


@pytest.mark.django_db
def test_an_earlier_address_counts_too():
    peggy = record(place="14 Example Road")
    peggy.addresses.create(text="9 Temporary House", postcode="LU3 9ZZ")
    found = candidates(Described(address="14 Example Road"))
    assert [(row.adult, row.likeness.reasons) for row in found] == [(peggy, ("same address",))]


@pytest.mark.django_db
def test_finding_takes_two_queries(django_assert_num_queries):
    for _ in range(3):
        record(place="14 Example Road")
    with django_assert_num_queries(2):
        candidates(Described("Peggy Ashdown", BORN, "9990000018", "LU1 9ZZ", "01632 960001", "14 Example Road"))


@pytest.mark.django_db
@pytest.mark.parametrize(("part", "found"), [("LU1", True), ("lu1 9", True), ("LU19ZZ", True), ("LU11", False), ("LU", False)])
def test_a_part_of_a_postcode_finds_those_who_live_there(part, found):
    peggy = record(place="14 Example Road")
    assert [row.adult for row in candidates(Described(postcode=part))] == ([peggy] if found else [])


@pytest.mark.django_db
def test_a_year_of_birth_tells_namesakes_apart_and_finds_nobody_alone():
    record("John", "Smithson", born_on=date(1950, 1, 1))
    right = record("John", "Smithson", born_on=BORN)
    assert candidates(Described("Smith", born_year=1941))[0].adult == right
    assert (10, "same year of birth") in candidates(Described("Smith", born_year=1941))[0].likeness.parts
    assert candidates(Described(born_year=1941)) == []


@pytest.mark.django_db
def test_only_those_who_exist_for_the_searcher_are_found():
    peggy = record()
    assert candidates(Described("Ashdown"), Adult.objects.exclude(pk=peggy.pk)) == []
    assert [row.adult for row in candidates(Described("Ashdown"), Adult.objects.all())] == [peggy]


@pytest.mark.parametrize(
    ("sought", "shown"),
    [
        (Described("Hilda Brandt", born_year=1935, postcode="LU1"), False), (Described(postcode="LU1"), True),
        (Described("Peggy Ashdown", date(1950, 1, 1)), True), (Described("Margaret Ashdown", BORN, "9990000026"), True),
        (Described(), False),
    ],
)  # fmt: skip
def test_who_only_lives_in_the_same_part_of_town_is_not_shown_as_somebody_else(sought, shown):
    assert likeness(sought, WHOLE).worth_showing is shown
