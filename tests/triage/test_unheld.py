"""A concern in MASH enquiry that no practitioner holds shows wherever somebody looks, whoever owns the case."""

import pytest
from django.urls import reverse

from enquiries.services.holding import take_enquiry
from mash.cases.models import Case
from mash.cases.states import Rag, WorkKind
from tests.factories import facts, make_case, no_concern
from triage.services import rate_concern

pytestmark = pytest.mark.django_db
LABEL = "Red or MASH enquiry, nobody holds it"


@pytest.fixture
def red(people):
    """Rated Red by a duty worker who owns the case and may not hold an enquiry."""
    case = make_case(people)
    Case.objects.filter(pk=case.pk).update(owner=people.duty_worker)
    rate_concern(
        reference=case.reference, version=case.version, facts=facts(Rag.RED), seriousness=no_concern(), urgency="U3", rag=Rag.RED, rationale="A burn.",
        would_change="Nothing.", by=people.duty_worker,
    )  # fmt: skip
    return Case.objects.get(pk=case.pk)


def figure(client, label=LABEL):
    return next(each.value for each in client.get(reverse("triage:board")).context["figures"] if each.label == label)


def listed(client):
    return [row.reference for row in client.get(reverse("triage:board") + "?show=not_started").context["rows"]]


def test_it_is_counted_listed_and_said_until_a_practitioner_takes_it(red, people, client_for):
    client = client_for(people.practitioner)
    assert (figure(client), listed(client)) == (1, [red.reference])
    board = client.get(reverse("triage:board")).content
    assert b"Nobody holds the enquiry" in board
    assert b"A practitioner takes the enquiry" in board
    assert b"A practitioner takes the enquiry" in client.get(reverse("cases:case", args=[red.reference])).content
    take_enquiry(reference=red.reference, version=red.version, by=people.practitioner)
    assert (figure(client), listed(client)) == (0, [])
    assert b"Nobody holds the enquiry" not in client.get(reverse("triage:board")).content


def test_practitioners_and_managers_have_a_task_which_taking_it_settles(red, people, client_for):
    item = red.work_items.get(kind=WorkKind.TAKE_ENQUIRY)
    assert item.question.startswith("In MASH enquiry, and nobody holds it.")
    there = reverse("enquiries:enquiry", args=[red.reference])
    for role, asked in (("practitioner", True), ("mash_manager", True), ("duty_worker", False)):
        page = client_for(getattr(people, role)).get(reverse("triage:tasks")).content.decode()
        assert (f'href="{there}"' in page) is asked
    take_enquiry(reference=red.reference, version=red.version, by=people.practitioner)
    item.refresh_from_db()
    assert item.answer == "Priya Practitioner holds it."


def test_the_overview_counts_it(red, people, client_for):
    page = client_for(people.mash_manager).get(reverse("audit:overview"))
    assert page.context["figures"].unowned == 1
    rows = client_for(people.mash_manager).get(reverse("audit:list", args=["unowned"])).content
    assert red.reference.encode() in rows


def test_whoever_rated_is_told(people, client_for):
    case = make_case(people)
    said = {f"factor_{each.factor}": "no_concern" for each in no_concern()}
    answers = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes", "types": ["PHY"], "signs_PHY": ["PHY3a"],
               "rag": "red", "urgency": "U3", "rationale": "A burn.", "would_change": "Nothing.", "version": case.version, "to": "rate", **said}  # fmt: skip
    page = client_for(people.duty_worker).post(reverse("triage:rate_concern", args=[case.reference]), answers, follow=True)
    assert b"Nobody holds that yet: the practitioners are asked to take it." in page.content


def test_what_is_in_triage_with_an_owner_or_closed_is_not_counted(people, client_for):
    for stage in ("triage", "closed"):
        case = make_case(people, stage=stage)
        Case.objects.filter(pk=case.pk).update(owner=people.duty_worker)
    assert figure(client_for(people.duty_worker)) == 0
    Case.objects.filter(stage="triage").update(owner=None, rag="red")
    assert figure(client_for(people.duty_worker)) == 1


def test_always_a_mash_enquiry_counts_whatever_the_colour(red, people, client_for):
    Case.objects.filter(pk=red.pk).update(rag="amber")
    assert figure(client_for(people.duty_worker)) == 1
