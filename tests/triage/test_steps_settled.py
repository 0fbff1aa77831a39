"""What a standard step needs on record before it is done, and how a finding of capacity reads."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.states import StepName
from partners.models import Check
from tests.factories import make_case
from tests.triage.test_board import ask

pytestmark = pytest.mark.django_db


def url(name, case, *more):
    return reverse(f"triage:{name}", args=[case.reference, *more])


def test_partner_checks_are_not_done_before_anybody_was_asked(people, client_for):
    case = make_case(people, stage="triage")
    client, page = client_for(people.duty_worker), url("settle_step", case, "partners")
    done = {"state": "done", "words": "All asked.", "seen": 0}
    assert b"No question to a partner is on record" in client.post(page, done).content
    check = ask(case, people.police, people.duty_worker, state="withdrawn")
    assert b"No question to a partner is on record" in client.post(page, done).content
    assert not case.steps.filter(name=StepName.PARTNERS).exists()
    Check.objects.filter(pk=check.pk).update(state="asked")
    assert client.post(page, done).status_code == 302


def test_a_call_to_a_professional_is_a_partner_check_too(people, client_for):
    case = make_case(people, stage="triage")
    case.contacts.create(party="professional", with_whom="Dr Birch", reached="spoke", happened_at=timezone.now(), what_was_said="-", recorded_by=people.duty_worker)
    done = {"state": "done", "words": "The GP rang back.", "seen": 0}
    assert client_for(people.duty_worker).post(url("settle_step", case, "partners"), done).status_code == 302


def test_who_cannot_decide_for_another_reason_than_an_impairment_is_not_said_to_have_capacity(people, client_for):
    case = make_case(people, stage="triage")
    said = {"decision": "to sign the house over", "evidence": "She looked at him before each answer.", "support": "Time.", "recorded_by": people.duty_worker}
    four = {"can_understand": "yes", "can_retain": "yes", "can_weigh": "no", "can_communicate": "yes"}
    case.capacities.create(**said, **four, impairment="yes", because_of_it="no")
    for page in (url("triage", case), reverse("cases:case", args=[case.reference])):
        shown = client_for(people.duty_worker).get(page).content.decode()
        assert "lack of capacity under the Act is not shown" in shown
        assert "Take legal advice" in shown
        assert "has capacity" not in shown
    other = make_case(people, stage="triage")
    other.capacities.create(**said, **four, impairment="yes", because_of_it="yes")
    shown = client_for(people.duty_worker).get(url("triage", other)).content.decode()
    assert "lacks capacity for this" in shown
    assert "Take legal advice" not in shown
