"""One number on one record, links that make sense, and records that are put right with their history."""

import time
from datetime import date
from html import unescape
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.access import known_adults, record_search, search_mark
from mash.cases.models import Case
from mash.cases.services.adults import correct_adult
from mash.cases.services.cases import Contradicted, NotSearched, create_adult_for_case, link_adult
from mash.people.models import Adult, AdultChange
from mash.people.services import CorrectionRefused, NumberTaken, create_adult
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from tests.factories import make_case

pytestmark = pytest.mark.django_db
NUMBER = "9990000018"


def url(name, of):
    return reverse(f"cases:{name}", args=[of.reference])


def shanaz(**more):
    words = {"given_name": "Shanaz", "family_name": "Malik", "born_on": date(1960, 5, 3), "nhs_number": NUMBER}
    return create_adult(by=System("test"), **(words | more))


def says(case, **words):
    case.referrals.update(**words)


@pytest.fixture
def new(people):
    return make_case(people, adult=False)


def searched(client, case, **words):
    client.post(url("find_adult", case), {"name": "Zebedee", **words})
    return client


TYPED = {"given_name": "Ida", "family_name": "Newcombe", "nhs_number": "999 000 0018", "phone": "01632 960 007"}


# search before create


def start(case, by, searched):
    return create_adult_for_case(reference=case.reference, version=case.version, searched=searched, by=by, given_name="Ida")


def test_no_record_is_made_without_a_search_of_one_s_own_for_this_case(people, new):
    duty, other = people.duty_worker, make_case(people, adult=False)
    for mark in ("", "made-up", search_mark(duty, other.reference), search_mark(people.mash_manager, new.reference)):
        with pytest.raises(NotSearched):
            start(new, duty, mark)
    assert not Adult.objects.exists()
    assert start(new, duty, record_search(duty, new.reference, 0)).adult.name == "Ida"


def test_yesterday_s_search_does_not_do(people, new, monkeypatch):
    mark = search_mark(people.duty_worker, new.reference)
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 12 * 3600 + 60)
    with pytest.raises(NotSearched):
        start(new, people.duty_worker, mark)


def test_whoever_searched_for_another_case_meanwhile_keeps_what_was_typed(people, client_for, new):
    client = searched(client_for(people.duty_worker), new)
    searched(client, make_case(people, adult=False))
    page = client.post(url("create_adult", new), TYPED | {"version": new.version}).content.decode()
    assert "Search first" in page
    assert "01632 960 007" in page
    assert not Adult.objects.filter(given_name="Ida").exists()
    assert searched(client, new).post(url("create_adult", new), TYPED | {"version": new.version}).url == url("case", new)


# a number that is taken


def test_a_number_on_another_record_is_named_and_what_was_typed_stays(people, client_for, new):
    shanaz()
    client = searched(client_for(people.duty_worker), new)
    page = client.post(url("create_adult", new), TYPED | {"version": new.version}).content.decode()
    assert "This number is on the record of Shanaz Malik, born 3 May 1960" in page
    assert "01632 960 007" in page
    assert "This is the adult" in page
    assert Adult.objects.count() == 1
    corrected = TYPED | {"version": new.version, "nhs_number": "999 000 0026"}
    assert client.post(url("create_adult", new), corrected).url == url("case", new)


def test_a_number_on_a_hidden_record_names_nobody(people, client_for, new):
    hidden = make_case(people, restricted=True)
    Adult.objects.filter(pk=hidden.adult_id).update(nhs_number=NUMBER)
    client = searched(client_for(people.duty_worker), new)
    page = client.post(url("create_adult", new), TYPED | {"version": new.version}).content.decode()
    assert "ask the MASH Manager" in page
    assert "01632 960 007" in page
    assert hidden.adult.family_name not in page
    assert "This is the adult" not in page


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_one_number_at_once_the_other_is_told(people):
    cases = [make_case(people, adult=False), make_case(people, adult=False)]
    start, told = Barrier(2), []

    def go(case):
        start.wait()
        words = {"reference": case.reference, "version": case.version, "searched": search_mark(people.duty_worker, case.reference), "by": people.duty_worker}
        try:
            create_adult_for_case(given_name="Ida", nhs_number=NUMBER, **words)
        except NumberTaken as taken:
            told.append(taken.nhs_number)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[case]) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [NUMBER]
    assert Adult.objects.filter(nhs_number=NUMBER).count() == 1
    assert Case.objects.filter(adult__nhs_number=NUMBER).count() == 1


# links that contradict the report


def test_a_record_that_says_otherwise_is_linked_only_with_a_reason(people, new):
    adult = shanaz()
    says(new, adult_name="Derek Oakley")
    words = {"reference": new.reference, "adult_id": adult.pk, "version": new.version, "by": people.duty_worker}
    with pytest.raises(Contradicted, match="Derek Oakley, the record Shanaz Malik"):
        link_adult(**words)
    assert Case.objects.get(pk=new.pk).adult is None
    link_adult(reason="The neighbour gave a wrong name.", **words)
    assert Case.objects.get(pk=new.pk).adult == adult
    assert "wrong name. (Name: the report says Derek Oakley" in new.adult_links.get().linked_why
    assert new.chronology.filter(what__contains="wrong name.", recorded_by=people.duty_worker).exists()


def test_a_match_is_one_click(people, client_for, new):
    adult = shanaz()
    says(new, adult_name="Mrs Shanaz Malik")
    words = {"adult_id": adult.pk, "version": new.version}
    assert client_for(people.duty_worker).post(url("link_adult", new), words).url == url("case", new)
    story = new.chronology.get(what__startswith="Linked to")
    assert story.what == f"Linked to Shanaz Malik ({adult.reference})"
    assert story.recorded_by == people.duty_worker


def test_the_page_names_the_contradictions_and_asks_why(people, client_for, new):
    adult, client = shanaz(), client_for(people.duty_worker)
    says(new, adult_name="Derek Oakley")
    words = {"adult_id": adult.pk, "version": new.version}
    page = client.post(url("link_adult", new), words).content.decode()
    assert "Name: the report says Derek Oakley, the record Shanaz Malik." in page
    assert "Say why it is the same person" not in page
    page = client.post(url("link_adult", new), words | {"confirmed": "yes", "reason": " "}).content.decode()
    assert "Say why it is the same person" in page
    assert client.post(url("link_adult", new), words | {"confirmed": "yes", "reason": "Misheard."}).status_code == 302
    assert Case.objects.get(pk=new.pk).adult == adult


def test_somebody_known_only_from_a_restricted_case_is_not_there(people, client_for, new):
    hidden = make_case(people, restricted=True)
    for person in (people.duty_worker, people.mash_manager):
        assert not known_adults(person).filter(pk=hidden.adult_id).exists()
    words = {"adult_id": hidden.adult_id, "version": new.version}
    client = client_for(people.duty_worker)
    assert client.post(url("link_adult", new), words).status_code == 404
    assert client.get(url("adult", hidden.adult)).status_code == 404
    page = client.post(url("find_adult", new), {"name": hidden.adult.name}).content.decode()
    assert "Nobody found" in page
    Case.objects.filter(pk=hidden.pk).update(restricted=False)
    assert known_adults(people.duty_worker).filter(pk=hidden.adult_id).exists()
    assert client.get(url("adult", hidden.adult)).status_code == 200


# a child


def test_a_record_of_a_child_asks_for_a_second_thought(people, client_for, new):
    client = searched(client_for(people.duty_worker), new)
    year = timezone.localdate().year - 6
    words = {"given_name": "Ida", "version": new.version, "born_on_day": 1, "born_on_month": 1, "born_on_year": year}
    assert b"nearly 18" not in client.get(url("create_adult", new)).content
    page = client.post(url("create_adult", new), words).content.decode()
    assert "they are 6. A concern about a child goes to the Children" in page
    assert not Adult.objects.exists()
    assert client.post(url("create_adult", new), words | {"young": "on"}).status_code == 302
    assert Adult.objects.get().born_on.year == year


# finding


def test_the_search_begins_with_what_the_report_says(people, client_for, new):
    shanaz()
    says(new, adult_name="Shanaz Malik", adult_whereabouts="14 Example Road, LU1 9ZZ")
    client = client_for(people.duty_worker)
    page = client.get(url("find_adult", new)).content.decode()
    assert "Possibly the same person" in page
    assert 'value="LU1 9ZZ"' in page
    assert "14 Example Road" in page
    assert new.referrals.get().worry.split(".")[0] in page
    assert client.get(url("create_adult", new)).status_code == 200


@pytest.mark.parametrize(("more", "says"), [
    ({}, "A year of birth alone fits too many"), ({"name": "Mal"}, "1 possible record"), ({"postcode": "LU1"}, "Nobody found"),
])  # fmt: skip
def test_a_year_of_birth_needs_something_beside_it(people, client_for, new, more, says):
    shanaz()
    words = {"born_on_day": "", "born_on_month": "", "born_on_year": "1960", **more}
    assert says in client_for(people.duty_worker).post(url("find_adult", new), words).content.decode()


def test_finding_costs_the_same_however_many_are_found(people, client_for, new, django_assert_max_num_queries):
    for number in range(12):
        shanaz(nhs_number="", phone=f"01632 96000{number}")
    client = client_for(people.duty_worker)
    client.get(url("find_adult", new))
    with django_assert_max_num_queries(18):
        page = client.post(url("find_adult", new), {"name": "Shanaz Malik"})
    assert b"12 possible records" in page.content


# the record, and putting it right


def correct(adult, by, **changed):
    words = {name: getattr(adult, name) for name in (
        "given_name", "family_name", "known_as", "born_on", "nhs_number", "las_id", "phone", "description")}  # fmt: skip
    words |= {"address": "", "postcode": "", "seen": 0, "reason": "The GP says so."}
    return correct_adult(adult_reference=adult.reference, by=by, **(words | changed))


def test_a_correction_keeps_what_stood_there(people):
    adult = shanaz()
    correct(adult, people.duty_worker, born_on=date(1961, 5, 3), address="14 Example Road", postcode="LU1 9ZZ")
    adult.refresh_from_db()
    assert adult.born_on == date(1961, 5, 3)
    assert adult.addresses.get().postcode == "LU1 9ZZ"
    change = adult.changes.get()
    assert change.before == {"born_on": "1960-05-03", "address": "", "postcode": ""}
    assert (change.changed_by, change.reason) == (people.duty_worker, "The GP says so.")
    assert Event.objects.filter(chain=f"adult:{adult.pk}", verb=Verb.ADULT_CHANGED).count() == 1
    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        AdultChange.objects.update(reason="Another.")


def test_a_corrected_name_is_found_by_how_it_sounds(people):
    adult = shanaz(family_name="Malek")
    correct(adult, people.duty_worker, family_name="Malik")
    assert Adult.objects.get().sound == shanaz(nhs_number="").sound


def test_a_correction_refuses_a_taken_number_an_old_page_and_nothing(people):
    adult, other = shanaz(), shanaz(nhs_number="9990000026")
    with pytest.raises(NumberTaken):
        correct(other, people.duty_worker, nhs_number=NUMBER)
    with pytest.raises(CorrectionRefused, match="Nothing is different"):
        correct(adult, people.duty_worker)
    correct(adult, people.duty_worker, phone="01632 960 007")
    with pytest.raises(CorrectionRefused, match="Somebody else"):
        correct(adult, people.duty_worker, phone="01632 960 008")
    assert AdultChange.objects.count() == 1


def test_who_works_no_case_of_the_adult_corrects_nothing(people):
    adult = make_case(people, stage="triage").adult
    with pytest.raises(PermissionDenied):
        correct(adult, people.qa_manager, phone="1")
    with pytest.raises(Http404):
        correct(adult, people.locality_manager, phone="1")
    Case.objects.update(team=people.locality)
    correct(adult, people.locality_manager, phone="01632 960 007")
    assert not AdultChange.objects.exclude(changed_by=people.locality_manager).exists()


def test_the_page_of_a_record_and_its_correction(people, client_for):
    case, hidden = make_case(people, stage="triage"), make_case(people, restricted=True)
    Case.objects.filter(pk=hidden.pk).update(adult=case.adult)
    client, adult = client_for(people.duty_worker), case.adult
    page = client.get(url("adult", adult)).content.decode()
    assert case.reference in page
    assert hidden.reference not in page
    assert "Example Row" in page
    words = {
        "given_name": adult.given_name, "family_name": "Corrected", "born_on_day": adult.born_on.day, "seen": 0,
        "born_on_month": adult.born_on.month, "born_on_year": adult.born_on.year, "reason": "",
    }  # fmt: skip
    page = client.post(url("correct_adult", adult), words).content.decode()
    assert "Say why it is corrected" in page
    assert "Corrected" in page
    page = client.post(url("correct_adult", adult), words | {"reason": "Her passport."}, follow=True).content.decode()
    assert f"Family name was: {adult.family_name}" in unescape(page)
    assert "Her passport." in page
    assert b"Correct a mistake" not in client_for(people.qa_manager).get(url("adult", adult)).content
