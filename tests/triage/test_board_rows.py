"""What stands beside a case on the board: who else knows the adult, to whom it was sent, and what can be done from there."""

import pytest
from django.urls import reverse

from mash.cases.models import Case
from mash.cases.services.allocating import send_to_worker
from tests.factories import make_case

pytestmark = pytest.mark.django_db
BOARD = "/board/"


def row(client, case):
    return next(row for row in client.get(BOARD).context["rows"] if row.reference == case.reference)


def again(people, case, **more):
    """Another case of the same adult."""
    other = make_case(people, stage="triage", **more)
    Case.objects.filter(pk=other.pk).update(adult=case.adult)
    return Case.objects.get(pk=other.pk)


def test_a_row_names_who_else_works_with_the_adult(people, client_for):
    case = make_case(people, stage="triage", owner=people.duty_worker)
    client = client_for(people.duty_worker)
    assert row(client, case).known_to == ""
    other = again(people, case, owner=people.practitioner)
    assert row(client, case).known_to == "Priya Practitioner"
    assert b"Also known to Priya Practitioner" in client.get(BOARD).content
    Case.objects.filter(pk=other.pk).update(restricted=True)
    assert row(client, case).known_to == ""


def test_a_row_says_to_whom_the_case_was_sent(people, client_for):
    first = make_case(people, stage="triage", owner=people.practitioner)
    case = again(people, first)
    client = client_for(people.duty_worker)
    assert row(client, case).sent_to == ""
    send_to_worker(reference=case.reference, version=case.version, words="New report.", by=people.duty_worker)
    assert b"Sent to Priya Practitioner, who has not answered" in client.get(BOARD).content


@pytest.mark.parametrize(("role", "works"), [("duty_worker", True), ("mash_manager", True), ("qa_manager", False)])
def test_a_row_offers_what_this_person_may_do(people, client_for, role, works):
    case = make_case(people, stage="triage")
    page = client_for(getattr(people, role)).get(BOARD).content.decode()
    for name in ("cases:take_case", "triage:rate_concern", "partners:ask_partner", "triage:log_contact", "cases:protect"):
        assert (f'="{reverse(name, args=[case.reference])}"' in page) is works, name
    assert f'="{reverse("cases:last_year", args=[case.reference])}"' in page


def test_nobody_is_offered_to_take_what_is_theirs_or_what_they_may_not_hold(people, client_for):
    mine = make_case(people, stage="triage", owner=people.duty_worker)
    enquiry = make_case(people, stage="mash_enquiry")
    client = client_for(people.duty_worker)
    assert (row(client, mine).to_take, row(client, enquiry).to_take) == (False, False)
    assert row(client_for(people.practitioner), enquiry).to_take


def test_a_case_is_taken_from_its_row(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    assert row(client, case).to_take
    client.post(reverse("cases:take_case", args=[case.reference]))
    assert Case.objects.get(pk=case.pk).owner == people.duty_worker
