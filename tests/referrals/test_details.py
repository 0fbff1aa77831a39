"""What a professional adds: nothing is required, everything that was said is kept, and what is wrong is named."""

from dataclasses import fields
from datetime import date

import pytest

from mash.cases.states import ConsentAnswer, Tri
from referrals.forms.details import DetailsForm, details_from
from referrals.rules import Details

TYPES = [("PHY", "Physical abuse"), ("NEG", "Neglect")]
SAID = {
    "organisation": "Invented Homes", "nhs_number": "999 000 0018", "abuse_types": ["PHY", "NEG"], "injuries": "A bruise",
    "adult_born_on_day": "27", "adult_born_on_month": "3", "adult_born_on_year": "1948", "consent": "not_asked",
    "consent_reason": "He was in the room.", "capacity": "dont_know", "children_at_risk": "no",
}  # fmt: skip


def answered(**changed):
    form = DetailsForm(SAID | changed, abuse_types=TYPES)
    form.is_valid()
    return form


def test_every_part_of_the_details_is_asked_for_once_and_none_is_required():
    asked = DetailsForm().fields
    assert set(asked) == {field.name for field in fields(Details)}
    assert not any(field.required for field in asked.values())
    assert DetailsForm({}).is_valid()


def test_nothing_said_adds_nothing():
    form = DetailsForm({}, abuse_types=TYPES)
    assert form.is_valid()
    assert details_from(form.cleaned_data) is None


def test_what_was_said_is_kept():
    form = answered()
    assert not form.errors
    assert details_from(form.cleaned_data) == Details(
        organisation="Invented Homes", nhs_number="9990000018", abuse_types=("PHY", "NEG"), injuries="A bruise",
        adult_born_on=date(1948, 3, 27), consent=ConsentAnswer.NOT_ASKED, consent_reason="He was in the room.",
        capacity=Tri.DONT_KNOW, children_at_risk="no",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("nhs_number", "999 000 0019", "Check the NHS number"),
        ("abuse_types", ["XYZ"], "Choose from the answers given"),
        ("adult_born_on_year", "2999", "The date must be today or in the past"),
        ("police_reference", "9" * 61, "60 characters or fewer"),
    ],
)
def test_what_is_wrong_is_named_and_kept(name, value, message):
    form = answered(**{name: value})
    assert message in str(form.errors)
    assert (value if isinstance(value, str) else "PHY") in str(form)


def test_a_number_that_fits_is_taken_with_or_without_spaces():
    for typed in ("999 000 0018", "9990000018", "999-000-0018"):
        form = answered(nhs_number=typed)
        assert "nhs_number" not in form.errors
        assert form.cleaned_data["nhs_number"] == "9990000018"
