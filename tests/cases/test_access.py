"""Who may see which case."""

import pytest
from django.http import Http404
from django.utils import timezone
from guardian.shortcuts import assign_perm

from mash.cases.access import case_for, visible_cases
from mash.cases.services.cases import open_case
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people):
    return open_case(received_at=timezone.now(), danger_now=False, by=System("test"))


@pytest.mark.parametrize("role", ["duty_worker", "practitioner", "mash_manager", "head_of_service", "qa_manager"])
def test_the_hub_sees_its_cases(case, people, role):
    assert case in visible_cases(getattr(people, role))


@pytest.mark.parametrize("role", ["locality_manager", "partner", "partner_manager", "board_member", "administrator"])
def test_others_do_not(case, people, role):
    assert case not in visible_cases(getattr(people, role))


def test_a_restricted_case_is_open_only_to_people_named(case, people):
    case.restricted = True
    case.save()
    assert case not in visible_cases(people.mash_manager)
    assign_perm("cases.see_shared", people.duty_worker, case)
    assert case in visible_cases(people.duty_worker)
    assert case not in visible_cases(people.mash_manager)


def test_a_read_and_a_refusal_are_on_record(case, people):
    assert case_for(people.duty_worker, case.reference, purpose="test") == case
    assert Event.objects.using("trail").filter(verb=Verb.VIEWED, subject=case.reference, actor_id=people.duty_worker.pk).count() == 1
    with pytest.raises(Http404):
        case_for(people.administrator, case.reference, purpose="test")
    assert Event.objects.using("trail").filter(verb=Verb.REFUSED, subject=case.reference, actor_id=people.administrator.pk).count() == 1
