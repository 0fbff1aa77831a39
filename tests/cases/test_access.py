"""Who may see which case."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone
from guardian.shortcuts import assign_perm

from mash.accounts.services import arrange_cover
from mash.cases.access import case_for, visible_cases
from mash.cases.services.cases import open_case
from mash.cases.services.holds import set_police_hold
from mash.cases.states import Hold
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from tests.factories import make_case

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


def test_what_is_said_of_a_case_is_said_of_this_one_and_of_today(people, monkeypatch):
    """What pages show of any case is put into SQL once a day."""
    today, by = timezone.localdate(), people.mash_manager
    held, other = (make_case(people, stage="triage", owner=getattr(people, owner)) for owner in ("duty_worker", "practitioner"))
    set_police_hold(
        reference=held.reference, hold=Hold.LIMITS, asked_by="DC Invented", reason="Let us speak with him first.",
        police_reference="", since_on=today, review_on=today, by=by,
    )  # fmt: skip
    arrange_cover(away_id=people.duty_worker.pk, stand_in_id=by.pk, from_on=today, until_on=today, by=by)

    def shown(case):
        found = case_for(by, case.reference, purpose="test")
        return found.on_hold, found.away_until, found.stand_in_name

    assert shown(held) == (Hold.LIMITS, today, by.name)
    assert shown(other) == (None, None, None)
    monkeypatch.setattr("mash.cases.access.localdate", lambda: today + timedelta(days=1))
    assert shown(held) == (Hold.LIMITS, None, None)
