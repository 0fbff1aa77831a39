"""What the matrix asked for, and patterns across concerns, stay in sight until triage is decided."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from mash.cases.models import Case, PatternAlert
from mash.cases.services.patterns import dismiss_pattern
from mash.cases.states import Rag, Stage
from tests.cases.planted_town import Planted
from tests.factories import facts, make_case, no_concern
from tests.triage.test_pages import answers
from triage.services import rate_concern
from triage.services.patterns import sweep_patterns

pytestmark = pytest.mark.django_db
PAGES = ("triage", "decide_triage")


def read(client, name, case):
    return client.get(reverse(f"triage:{name}", args=[case.reference])).content.decode()


def rate(case, by, **known):
    rate_concern(
        reference=case.reference, version=Case.objects.get(pk=case.pk).version, facts=facts(Rag.AMBER, **known), seriousness=no_concern(), urgency="U3",
        rag=Rag.AMBER, rationale="Visits were missed.", would_change="A word from the GP.", by=by,
    )  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_what_a_rating_asked_to_do_stays_until_triage_is_decided(people, client_for, name):
    case, duty = make_case(people), client_for(people.duty_worker)
    rate(case, people.duty_worker, child_affected=True, setting="care_home")
    page = read(duty, name, case)
    assert "Refer to the children's MASH" in page.replace("&#x27;", "'")
    assert "duty of candour" in page
    assert "Usually done at Level 2" in page
    assert "Does this lift apply" not in page, "that was answered by rating"
    rate(case, people.duty_worker)
    assert "duty of candour" not in read(duty, name, case), "the newest rating holds"


def test_nothing_is_asked_where_nothing_was_rated(people, client_for):
    page = read(client_for(people.duty_worker), "triage", make_case(people))
    assert "What the matrix asked for" not in page
    assert "Usually done" not in page


@pytest.fixture
def repeated(people):
    planted = Planted(people)
    adult = planted.adult()
    cases = [planted.concern(adult, days) for days in (40, 20, 3)]
    sweep_patterns()
    return cases


@pytest.mark.parametrize("name", PAGES)
def test_a_pattern_is_in_sight_where_triage_is_decided(people, client_for, repeated, name):
    duty = client_for(people.duty_worker)
    assert "Repeated concerns, same adult: 3 in 37 days" in read(duty, name, repeated[-1])
    assert "Patterns that this concern" not in read(duty, name, make_case(people))
    alert = PatternAlert.objects.get()
    dismiss_pattern(reference=repeated[-1].reference, pattern=alert.reference, edition=alert.edition, reason="One fall, told thrice.", by=people.duty_worker)
    assert "Patterns that this concern" not in read(duty, name, repeated[-1]), "somebody has looked at it"


def test_a_pattern_is_in_sight_where_a_rating_is_decided_and_where_the_test_is_answered(people, client_for, repeated):
    case, other = repeated[-1], make_case(people)
    said = answers(case) | {"to": "decide"}
    for at, shown in ((case, True), (other, False)):
        page = client_for(people.duty_worker).post(reverse("triage:rate_concern", args=[at.reference]), said | {"version": at.version}, follow=True)
        assert "Your decision" in page.content.decode()
        assert ("Repeated concerns, same adult" in page.content.decode()) == shown
    Case.objects.filter(pk__in=[case.pk, other.pk]).update(stage=Stage.MASH_ENQUIRY, rag=Rag.AMBER)
    for at, shown in ((case, True), (other, False)):
        page = client_for(people.practitioner).get(reverse("enquiries:three_point_test", args=[at.reference]))
        assert ("Repeated concerns, same adult" in page.content.decode()) == shown


@pytest.mark.parametrize("name", PAGES)
def test_of_a_restricted_record_no_more_is_said_than_that_there_is_one(people, client_for, repeated, name):
    Case.objects.filter(pk=repeated[0].pk).update(restricted=True)
    page = read(client_for(people.duty_worker), name, repeated[-1])
    assert "A related restricted record exists" in page
    assert "Repeated concerns" not in page
    assert repeated[0].reference not in page


def test_each_line_of_what_is_outstanding_begins_alike(people, client_for, monkeypatch):
    monkeypatch.setattr("triage.views.triage.what_is_open", lambda case: SimpleNamespace(in_words=lambda: ["a confirming rating", "Triage"]))
    page = read(client_for(people.duty_worker), "decide_triage", make_case(people, stage="triage", rag="green"))
    assert "<li>A confirming rating</li><li>Triage</li>" in page
