"""What contracts management is told of providers: by provider, and of no case."""

import pytest
from django.urls import reverse

from mash.cases.provider_rules import AboutProvider, naming_problem
from mash.cases.services.actions import tell_contracts
from tests.factories import make_case
from triage.queries import by_provider

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("said", ["See M-7K4M-2QXP.", "as r-7k4m-2qxp says", "of P-7K4M-2QXP"])
def test_contracts_management_is_given_no_reference_of_a_case_whatever_the_reason(said):
    for about in (AboutProvider("Invented Care Home", said, why_named="It is her placement."), AboutProvider("Home", "A fall.", why_named=said)):
        assert naming_problem(about, []).startswith("This gives a reference")
    both = naming_problem(AboutProvider("Home", f"Ashdown fell. {said}"), ["Ashdown"])
    assert "This names the adult" in both
    assert "This gives a reference" in both
    assert naming_problem(AboutProvider("Home", "As V-7K4M-2QXP said, by e-mail-form."), []) == ""


def test_whom_the_words_name_is_said_together_with_what_is_remarked_about_them(people, client_for):
    case = make_case(people, stage="triage")
    what = f"{case.adult.family_name} is attention seeking, they said."
    page = client_for(people.duty_worker).post(reverse("triage:tell_contracts", args=[case.reference]), {"provider": "Invented Care Home", "what": what}).content.decode()
    assert page.index("This names the adult") < page.index("look at some words first")


def test_one_provider_is_one_however_it_is_spelt(people):
    case = make_case(people, stage="triage")
    for name in ("Hollybrook Care Home", "hollybrook care  home", "Hollybrook Care Home Ltd", "The Nursing Home", "The nursing home", "Ashdown House"):
        tell_contracts(reference=case.reference, about=AboutProvider(name, "A round was missed."), by=people.duty_worker)
    assert sorted(len(group["rows"]) for group in by_provider(people.contracts_officer)) == [1, 2, 3]
