"""A case in MASH enquiry, step by step further; each step by its own use case."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from enquiries.rules import Points
from enquiries.services.handovers import meet_handover, propose_handover
from enquiries.services.holding import take_enquiry
from enquiries.services.meetings import plan_meeting, record_agreement, record_attendance
from enquiries.services.plans import add_action, agree_plan
from enquiries.services.risks import record_risk
from enquiries.services.three_point import record_three_point_test
from enquiries.states import Agreement, MeetingKind, Place
from mash.cases.models import Case
from tests.factories import make_case


def points(has_needs: bool = True, at_risk: bool = True, cannot_protect: bool = True) -> Points:
    """Answers to the three points, with invented reasons."""
    return Points(
        has_needs, "Help with washing and money.", at_risk, "Bruises; money missing.", cannot_protect, "Relies on him."
    )


@pytest.fixture
def fresh():
    """The case as the database has it now."""
    return lambda case: Case.objects.get(pk=case.pk)


@pytest.fixture
def case(people: SimpleNamespace) -> Case:
    """A Red case in MASH enquiry that nobody holds."""
    return make_case(people, stage="mash_enquiry")


@pytest.fixture
def held(case: Case, people: SimpleNamespace, fresh) -> Case:
    """The same, held by the practitioner."""
    take_enquiry(reference=case.reference, version=case.version, by=people.practitioner)
    return fresh(case)


@pytest.fixture
def tested(held: Case, people: SimpleNamespace, fresh) -> Case:
    """Held, with one risk and all three points met."""
    reference, by = held.reference, people.practitioner
    record_risk(reference=reference, abuse_type="PHY", source_id=0, place=Place.OWN_HOME, words="Bruises.", by=by)
    record_three_point_test(reference=reference, version=held.version, points=points(), by=by)
    return fresh(held)


@pytest.fixture
def planned(held: Case, people: SimpleNamespace) -> Case:
    """Held, with a planning meeting to come and two people on its list."""
    reference, by = held.reference, people.practitioner
    plan_meeting(
        reference=reference, kind=MeetingKind.PLANNING, at=timezone.now(), agenda="Who does what.", adult_invited=True, by=by
    )
    for name, where in (("Pat Police", "Invented Police"), ("Gill Gray", "Larkfield Surgery")):
        record_attendance(reference=reference, number=1, name=name, organisation=where, by=by)
    return held


@pytest.fixture
def agreed(planned: Case, people: SimpleNamespace) -> Case:
    """The same, with everybody's agreement."""
    for attendee in (1, 2):
        record_agreement(
            reference=planned.reference, number=1, attendee=attendee, agreement=Agreement.AGREED, by=people.practitioner
        )
    return planned


@pytest.fixture
def with_plan(held: Case, people: SimpleNamespace) -> Case:
    """Held, with a plan."""
    agree_plan(reference=held.reference, aim="To be safe at home.", contingency="Ring the hub.", by=people.practitioner)
    return held


@pytest.fixture
def proposed(held: Case, people: SimpleNamespace, fresh) -> Case:
    """Offered to the locality manager's team."""
    propose_handover(
        reference=held.reference, version=held.version, to_team_id=people.locality.pk, summary="Risks and wishes.",
        by=people.practitioner,
    )  # fmt: skip
    return fresh(held)


@pytest.fixture
def met(proposed: Case, people: SimpleNamespace, fresh) -> Case:
    """Offered, and met about."""
    meet_handover(
        reference=proposed.reference, version=proposed.version, met_at=timezone.now(), met_with="Lou Locality",
        responsibilities="The team visits weekly.", starts_on=timezone.localdate() + timedelta(days=2), by=people.practitioner,
    )  # fmt: skip
    return fresh(proposed)


@pytest.fixture
def with_action(with_plan: Case, people: SimpleNamespace) -> Case:
    """Held, with a plan and one action."""
    add_action(
        reference=with_plan.reference, what="Change the locks.", agency="Invented Homes", person="Lee Lock",
        due_on=timezone.localdate() + timedelta(days=3), by=people.practitioner,
    )  # fmt: skip
    return with_plan
