"""A case of which partners were asked, to tell of days from."""

from uuid import uuid4

import pytest

from mash.cases.chronology_rules import Told
from mash.cases.chronology_states import Precision, Sureness
from mash.cases.states import Nature
from partners.rules import Ask
from partners.services.answering import answer_check
from partners.services.asking import ask_partner
from partners.states import Answer, Basis
from tests.factories import make_case, previewed
from tests.partners.conftest import person_of  # noqa: F401


@pytest.fixture
def case(people):
    """In triage."""
    return make_case(people, stage="triage")


@pytest.fixture
def told():
    """One event as an agency tells it."""

    def made(what="He was seen at her door.", on=None, precision=Precision.UNKNOWN, **more):
        values = {"nature": Nature.FACT, "sureness": Sureness.SURE} | more
        return Told(what, on, Precision.DAY if on and precision == Precision.UNKNOWN else precision, **values)

    return made


@pytest.fixture
def answered(people, case, person_of):  # noqa: F811
    """An agency is asked and answers, with events."""

    def answer(agency=None, events=(), text="Four calls since May, the last about shouting.", **more):
        agency = agency or people.police
        person = people.partner if agency == people.police else person_of(agency, name=f"Pat of {agency.kind}")
        check = ask_partner(
            reference=case.reference, asks=[Ask(agency.pk, "Were you called?")], purpose="To decide whether she is safe",
            basis=Basis.SAFEGUARDING, basis_reason="Public task", concern="Bruises were seen", once=uuid4(),
            seen=previewed(case, "Bruises were seen", agency), by=people.duty_worker,
        )[0]  # fmt: skip
        return answer_check(reference=check.reference, answer=Answer.SHARED, text=text, events=events, by=person, **more)

    return answer
