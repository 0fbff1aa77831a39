"""Events out of partners' answers: given with them or taken out of them, with source and confidence, never changed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.urls import reverse

from mash.cases.chronology_states import EntryKind, Precision, Sureness
from mash.cases.models import ChronologyEntry
from mash.cases.states import Nature
from mash.trail.models import Event
from mash.trail.verbs import Verb
from partners.models import Check, CheckEvent
from partners.services.events import EventRefused, take_event
from tests.factories import make_case

pytestmark = pytest.mark.django_db
ROW = {
    "text": "Two calls.", "nature": "fact", "what_1": "Officers were called to shouting.", "on_1_day": "", "on_1_month": "3",
    "on_1_year": "2025", "kind_1": "hearsay", "sureness_1": "fairly", "who_1": "The officer who attended",
    "withheld_1": "It would warn him",
}  # fmt: skip


def of(case):
    return list(case.chronology.filter(kind=EntryKind.EVENT).order_by("pk"))


def test_an_event_arrives_with_its_source_its_nature_and_how_sure_it_is(case, people, answered, told):
    check = answered(events=[told("She was seen crying.", date(2026, 5, 3), sureness=Sureness.UNSURE, nature=Nature.OPINION, who="PC on duty")])
    entry = of(case)[0]
    assert (entry.what, entry.agency, entry.source) == ("She was seen crying.", people.police, "PC on duty")
    assert (entry.nature, entry.sureness, entry.precision) == (Nature.OPINION, Sureness.UNSURE, Precision.DAY)
    assert (entry.about, entry.recorded_by) == (check.reference, people.partner)
    assert entry.happened_at.isoformat() == "2026-05-02T23:00:00+00:00"  # midnight in Luton
    assert CheckEvent.objects.get().answered == Check.objects.get()


def test_the_portal_takes_rows_and_keeps_what_is_rough_rough(case, people, client_for, answered, told):
    check = ask(case, people)
    page = client_for(people.partner).post(reverse("partners:answer_check", args=[check.reference, "shared"]), ROW)
    assert page.status_code == 302
    entry = of(case)[0]
    assert (entry.precision, entry.withheld, entry.nature) == (Precision.MONTH, "It would warn him", Nature.HEARSAY)
    seen = client_for(people.partner).get(reverse("partners:portal_check", args=[check.reference])).content.decode()
    for words in ("March 2025", "Officers were called to shouting.", "The officer who attended", "It would warn him"):
        assert words in seen


def ask(case, people):
    from tests.cases.decided import share

    share(case, people, people.police)
    return Check.objects.get()


@pytest.mark.parametrize(("changed", "words"), [
    ({"kind_1": ""}, "Event 1: say whether this is fact"), ({"what_1": ""}, "Event 1: say what happened"),
    ({"sureness_1": ""}, "Event 1: say how sure you are"), ({"on_1_year": "2099"}, "The day of event 1 must be today or in the past"),
    ({"on_1_year": "25"}, "needs the whole year"), ({"on_1_month": "13"}, "must be a real date"),
])  # fmt: skip
def test_a_row_that_was_begun_is_whole_or_comes_back_with_its_words(case, people, client_for, changed, words):
    check = ask(case, people)
    page = client_for(people.partner).post(reverse("partners:answer_check", args=[check.reference, "shared"]), ROW | changed)
    said = page.content.decode()
    assert words in said
    assert "The officer who attended" in said
    assert "Two calls." in said
    assert not CheckEvent.objects.exists()


def test_an_empty_row_is_none(case, people, client_for):
    check = ask(case, people)
    client_for(people.partner).post(reverse("partners:answer_check", args=[check.reference, "shared"]), {"text": "Two calls.", "nature": "fact"})
    assert Check.objects.get().answer == "shared"
    assert not CheckEvent.objects.exists()


def take(case, check, told, by, quote="Four calls since May"):
    return take_event(reference=case.reference, check_reference=check.reference, told=told, quote=quote, by=by)


def test_a_worker_takes_an_event_out_of_the_words(case, people, answered, told):
    check = answered()
    entry = take(case, check, told("Four calls", date(2026, 5, 1), Precision.MONTH), people.duty_worker)
    assert (entry.agency, entry.source, entry.quote) == (people.police, "Invented Police", "Four calls since May")
    assert (entry.recorded_by, CheckEvent.objects.get().given) == (people.duty_worker, False)
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.EVENT_TAKEN).count() == 1


def test_words_that_the_agency_did_not_write_are_not_put_into_its_mouth(case, people, answered, told):
    check = answered()
    with pytest.raises(EventRefused, match="don't stand in the answer"):
        take(case, check, told(), people.duty_worker, quote="Nine calls since May")
    assert of(case) == []


def test_what_the_agency_asked_to_keep_stays_kept(case, people, answered, told):
    check = answered(not_to_family="The calls: they would warn him.")
    entry = take(case, check, told(withheld="His address"), people.duty_worker)
    assert entry.withheld == "The calls: they would warn him. His address"


def test_who_may_take_and_from_what(case, people, answered, told):
    unanswered = ask(case, people)
    with pytest.raises(EventRefused, match="no answer here"):
        take(case, unanswered, told(), people.duty_worker)
    with pytest.raises(PermissionDenied):
        take(case, unanswered, told(), people.qa_manager)
    with pytest.raises(Http404):
        take(case, unanswered, told(), people.locality_manager)


def test_a_restricted_case_has_no_door_to_its_answers(case, people, answered, told, client_for):
    check = answered()
    type(case).objects.filter(pk=case.pk).update(restricted=True)
    with pytest.raises(Http404):
        take(case, check, told(), people.duty_worker)
    for name, args in (("partners:take_event", [check.reference]), ("cases:weigh_entry", [1]), ("cases:link_entries", [1]), ("cases:chronology", [])):
        assert client_for(people.duty_worker).get(reverse(name, args=[case.reference, *args])).status_code == 404


def test_an_agency_sees_what_it_gave_and_nothing_that_was_taken_or_said_by_others(case, people, answered, told, client_for):
    first = answered(events=[told("The police saw him.")])
    answered(people.gp, events=[told("The surgery saw bruises.")], text="Seen in May.")
    take(case, first, told("What the hub made of it."), people.duty_worker)
    seen = client_for(people.partner).get(reverse("partners:portal_check", args=[first.reference])).content.decode()
    assert "The police saw him." in seen
    for words in ("The surgery saw bruises.", "What the hub made of it."):
        assert words not in seen
    hub = client_for(people.duty_worker).get(reverse("partners:check_answer", args=[case.reference, first.reference])).content.decode()
    assert "What the hub made of it." in hub
    assert "Taken out of the answer by Dana Duty" in hub


def test_what_was_told_is_never_rewritten(case, people, answered, told):
    answered(events=[told()])
    for change in (lambda: ChronologyEntry.objects.update(what="x"), lambda: CheckEvent.objects.update(given=False), lambda: CheckEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_of_taking_keeps_words_and_shows_the_answer(case, people, answered, client_for):
    check = answered()
    url = reverse("partners:take_event", args=[case.reference, check.reference])
    client = client_for(people.duty_worker)
    page = client.post(url, {"quote": "Nine calls", "what": "Calls", "kind": "fact", "sureness": "sure"}).content.decode()
    assert "Copy them as they are" in page.replace("&#x27;", "'")
    assert "Nine calls" in page
    assert "Four calls since May" in page
    done = client.post(url, {"quote": "Four calls since May", "what": "Calls", "kind": "fact", "sureness": "sure", "on_year": "2026"})
    assert done.status_code == 302
    assert of(case)[0].precision == Precision.YEAR
    other = make_case(people, stage="triage")
    assert client.get(reverse("partners:take_event", args=[other.reference, check.reference])).status_code == 404
