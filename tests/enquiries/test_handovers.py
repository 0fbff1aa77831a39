"""The hub owns the case until the team that was asked accepts."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from enquiries.models import Enquiry
from enquiries.services.handovers import decide_handover, meet_handover, propose_handover
from enquiries.services.refusals import EnquiryRefused
from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.cases.access import visible_cases
from mash.cases.models import Case
from mash.cases.services.allocating import answer_sending, send_to_worker
from mash.cases.services.cases import add_note
from mash.cases.services.closing import closing_facts
from mash.cases.states import Clock, Nature
from mash.trail.services import System
from tests.factories import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_manager(people):
    """Of the other locality team."""
    return create_account(
        email="other@example.org", name="Oli Other", role=Role.LOCALITY_MANAGER, organisation=people.other_locality,
        password=None, by=System("test"),
    )  # fmt: skip


def decide(case, by, **answer):
    return decide_handover(reference=case.reference, version=case.version, by=by, **answer)


def test_the_team_sees_the_case_once_it_is_offered(held, people, fresh):
    assert held not in visible_cases(people.locality_manager)
    propose_handover(
        reference=held.reference, version=held.version, to_team_id=people.locality.pk, summary="Risks.", by=people.practitioner
    )
    case = fresh(held)
    assert case in visible_cases(people.locality_manager)
    assert case.team == people.hub
    handover = case.handovers.get()
    assert case.deadlines.open().get(clock=Clock.HANDOVER_MEETING).about == handover.reference


def test_while_it_considers_it_looks_and_does_not_work(proposed, people):
    with pytest.raises(Http404):
        add_note(
            reference=proposed.reference, what="x", source="y", nature=Nature.FACT, happened_at=proposed.opened_at,
            by=people.locality_manager,
        )  # fmt: skip


def test_it_goes_on_considering_when_one_of_its_workers_does_not_take_the_report(proposed, people):
    older = make_case(people, stage="triage", adult=False)
    Case.objects.filter(pk=older.pk).update(adult=proposed.adult, owner=people.locality_manager, team=people.locality)
    send_to_worker(reference=proposed.reference, version=proposed.version, words="Bruised.", by=people.duty_worker)
    answer_sending(reference=proposed.reference, accept=False, words="It goes with the handover.", by=people.locality_manager)
    assert proposed in visible_cases(people.locality_manager)


def test_meeting_meets_one_clock_and_starts_the_other(met):
    assert met.deadlines.get(clock=Clock.HANDOVER_MEETING).met_at
    assert met.deadlines.open().get(clock=Clock.HANDOVER_ACCEPTANCE).due_at


def test_accepted_the_case_and_its_enquiry_are_theirs(met, people, fresh):
    decide(met, people.locality_manager, accept=True, owner_id=people.locality_manager.pk)
    case = fresh(met)
    assert (case.team, case.owner) == (people.locality, people.locality_manager)
    assert Enquiry.objects.get(case=case).holder == people.locality_manager
    assert closing_facts(case).handed_over
    assert case in visible_cases(people.practitioner)
    assert case in visible_cases(people.locality_manager)
    assert not case.deadlines.open().filter(clock__startswith="handover").exists()
    add_note(reference=case.reference, what="x", source="y", nature=Nature.FACT, happened_at=case.opened_at, by=case.owner)


def test_whoever_accepts_owns_it_until_they_name_somebody(met, people, fresh):
    decide(met, people.locality_manager, accept=True)
    assert fresh(met).owner == people.locality_manager
    assert fresh(met).enquiries.get(state="open").holder == people.locality_manager


def test_the_owner_is_of_the_team(met, people, fresh):
    with pytest.raises(EnquiryRefused, match="of your team"):
        decide(met, people.locality_manager, accept=True, owner_id=people.practitioner.pk)
    assert fresh(met).team == people.hub


def test_accepting_needs_the_meeting_and_refusing_does_not(proposed, people, fresh):
    with pytest.raises(EnquiryRefused, match="meeting first"):
        decide(proposed, people.locality_manager, accept=True)
    with pytest.raises(EnquiryRefused, match="reason"):
        decide(proposed, people.locality_manager, accept=False, reason=" ")
    decide(proposed, people.locality_manager, accept=False, reason="Lives in the south.")
    case = fresh(proposed)
    assert case.team == people.hub
    assert case not in visible_cases(people.locality_manager)
    assert not case.deadlines.open().filter(clock__startswith="handover").exists()
    assert not closing_facts(case).handed_over


def test_nobody_but_that_team_answers(met, people, other_manager):
    with pytest.raises(Http404):
        decide(met, other_manager, accept=True)
    for person in (people.mash_manager, people.head_of_service, people.practitioner):
        with pytest.raises(PermissionDenied):
            decide(met, person, accept=True)


def test_not_even_a_team_that_owns_it_answers_for_another(met, people, other_manager, fresh):
    Case.objects.filter(pk=met.pk).update(team=people.other_locality)
    with pytest.raises(Http404):
        decide(fresh(met), other_manager, accept=True)


def test_one_at_a_time_and_only_to_locality_teams(proposed, people):
    said = {"reference": proposed.reference, "version": proposed.version, "summary": "x", "by": people.practitioner}
    with pytest.raises(EnquiryRefused, match="already under way"):
        propose_handover(to_team_id=people.other_locality.pk, **said)
    with pytest.raises(EnquiryRefused, match="locality teams"):
        propose_handover(to_team_id=people.police.pk, **said)


def test_a_meeting_is_recorded_once(met, people):
    with pytest.raises(EnquiryRefused, match="has been recorded"):
        meet_handover(
            reference=met.reference, version=met.version, met_at=met.opened_at, met_with="x", responsibilities="y",
            starts_on=met.opened_at.date(), by=people.practitioner,
        )  # fmt: skip
