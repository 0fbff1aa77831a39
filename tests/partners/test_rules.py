"""What an agency is shown, and how an agreement stands."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from mash.organisations.states import TEAMS, Kind
from partners.rules import Person, fingerprint, postcode_area, prompts_for, standing, what_is_shown
from partners.states import Standing

ADA = Person("Ada Example", "Ada", "3 April 1950", "9990000018", "LU1 9ZZ", "1 Invented Road LU1 9ZZ")


def labels(kind, person=ADA, with_address=False):
    return dict(what_is_shown(kind, person, "Bruises", with_address=with_address))


def test_enough_to_find_the_adult_and_no_more():
    assert labels("police") == {
        "Name": "Ada Example", "Also known as": "Ada", "Date of birth": "3 April 1950", "Postcode area": "LU1",
        "The concern": "Bruises",
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(Kind))
def test_the_nhs_number_is_for_health_only(kind):
    assert ("NHS number" in labels(kind)) == (kind in ("gp", "mental_health", "hospital", "community_health"))


def test_the_address_only_when_it_is_needed():
    assert "Address" not in labels("housing")
    shown = labels("housing", with_address=True)
    assert shown["Address"] == "1 Invented Road LU1 9ZZ"
    assert "Postcode area" not in shown


def test_an_adult_who_is_not_known_yet():
    assert labels("gp", Person()) == {"Name": "Not known", "Date of birth": "Not known", "The concern": "Bruises"}


@pytest.mark.parametrize(
    ("postcode", "area"), [("LU1 9ZZ", "LU1"), ("lu19zz", "LU1"), ("LU1", ""), ("", ""), ("SW1A 1AA", "SW1A")]
)
def test_a_postcode_area(postcode, area):
    assert postcode_area(postcode) == area


def test_a_changed_preview_has_another_fingerprint():
    one = what_is_shown("gp", ADA, "Bruises", with_address=False)
    other = what_is_shown("gp", ADA, "Bruises.", with_address=False)
    assert fingerprint([one]) == fingerprint([one])
    assert fingerprint([one]) != fingerprint([other])
    assert fingerprint([one]) != fingerprint([one, one])


@pytest.mark.parametrize(
    ("today", "ended", "expected"),
    [
        (date(2025, 12, 31), False, Standing.NOT_BEGUN),
        (date(2026, 1, 1), False, Standing.LIVE),
        (date(2026, 10, 31), False, Standing.LIVE),
        (date(2026, 11, 1), False, Standing.LAPSING),
        (date(2026, 12, 31), False, Standing.LAPSING),
        (date(2027, 1, 1), False, Standing.LAPSED),
        (date(2026, 6, 1), True, Standing.ENDED),
    ],
)
def test_how_an_agreement_stands(today, ended, expected):
    assert standing(today, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), ended=ended) == expected


def test_every_kind_of_agency_has_questions():
    shipped = yaml.safe_load((Path(__file__).parents[2] / "partners/data/questions.yaml").read_text())
    assert set(shipped) == {kind.value for kind in Kind if kind not in TEAMS}
    assert prompts_for("police", shipped) != prompts_for("gp", shipped)
    assert prompts_for("unheard of", shipped) == prompts_for("other", shipped)
    assert all(len(prompt) < 200 for prompts in shipped.values() for prompt in prompts)
