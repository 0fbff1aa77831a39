"""Cases and checks to start from."""

from uuid import uuid4

import pytest
from django.utils import timezone

from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.cases.access import search_mark
from mash.cases.models import Case
from mash.cases.services.cases import create_adult_for_case, open_case, take_case
from mash.cases.states import Rag, Stage
from mash.organisations.models import Organisation
from mash.organisations.services import end_agreement
from mash.trail.services import System
from partners.rules import Ask
from partners.services.asking import ask_partner
from partners.states import Basis
from tests.factories import previewed

BY = System("test")


@pytest.fixture
def case(people):
    """A case in triage about a named adult, held by the duty worker."""
    opened = open_case(received_at=timezone.now(), danger_now=False, by=BY)
    create_adult_for_case(
        reference=opened.reference, version=1, searched=search_mark(people.duty_worker, opened.reference), by=people.duty_worker, given_name="Ada", family_name="Example",
        nhs_number="9990000018", address="1 Invented Road, Luton", postcode="LU1 9ZZ",
    )  # fmt: skip
    take_case(reference=opened.reference, by=people.duty_worker)
    Case.objects.filter(pk=opened.pk).update(rag=Rag.AMBER, stage=Stage.TRIAGE)
    return Case.objects.get(pk=opened.pk)


@pytest.fixture
def asked(people, case):
    """Ask one agency, as the duty worker."""

    def ask(agency=None, **more):
        values = {
            "reference": case.reference, "asks": [Ask((agency or people.police).pk, "Were officers called?")],
            "purpose": "To decide whether she is safe", "basis": Basis.SAFEGUARDING, "basis_reason": "Public task",
            "concern": "Bruises were seen", "once": uuid4(), "by": people.duty_worker,
        }  # fmt: skip
        said = values | more
        found = Organisation.objects.in_bulk([ask.agency_id for ask in said["asks"]])
        shown = [found[ask.agency_id] for ask in said["asks"] if ask.agency_id in found]
        seen = previewed(Case.objects.get(reference=said["reference"]), said["concern"], *shown, with_address=said.get("with_address", False))
        return ask_partner(**({"seen": seen} | said))[0]

    return ask


@pytest.fixture
def check(people, asked):
    """A check that waits for the police, who have an e-mail address."""
    people.police.contact_email = "single.point@police.example.org"
    people.police.contact_phone = "01632 960123"
    people.police.save()
    return asked()


@pytest.fixture
def lapse(town):
    """End the agreement with everybody."""
    return lambda: end_agreement(agreement_id=town.agreement.pk, by=BY)


@pytest.fixture
def person_of():
    """Somebody of an agency."""

    def made(organisation, name="Other Partner", role=Role.PARTNER):
        email = f"{name.lower().replace(' ', '.')}@example.org"
        return create_account(email=email, name=name, role=role, organisation=organisation, password=None, by=BY)

    return made
