"""The last twelve months of an adult: every episode somebody may see, a line each, with the reasons that were given."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.last_year import last_year
from mash.cases.models import Case
from mash.people.models import Adult
from mash.trail.models import Detail, Event
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def url(case):
    return reverse("cases:last_year", args=[case.reference])


@pytest.fixture
def case(people):
    found = make_case(people, stage="triage")
    Adult.objects.filter(pk=found.adult_id).update(born_on=date(1940, 1, 1))
    return Case.objects.get(pk=found.pk)


def earlier(people, case, *, days=30, closed_days=20, **changed):
    other = make_case(people, stage="closed", opened_at=timezone.now() - timedelta(days=days))
    Case.objects.filter(pk=other.pk).update(adult=case.adult, closed_at=timezone.now() - timedelta(days=closed_days), **changed)
    return other


def references(user, case):
    return [episode.reference for episode in last_year(user, case).episodes]


def test_episodes_come_the_newest_first_with_what_was_decided_and_why(people, client_for, case):
    other = earlier(people, case)
    found = last_year(people.duty_worker, case)
    assert [(episode.reference, episode.here) for episode in found.episodes] == [(case.reference, True), (other.reference, False)]
    page = client_for(people.duty_worker).get(url(case)).content.decode()
    for words in ("Triage decision: Information and advice", "Advice is enough.", "Closed: Information and advice", other.reference):
        assert words in page


def test_the_age_is_that_of_the_day(people, case):
    earlier(people, case, days=800, closed_days=10)
    now, then = (episode.age_then for episode in last_year(people.duty_worker, case).episodes)
    assert now - then in (2, 3)


def test_what_ended_more_than_a_year_ago_is_left_out(people, case):
    inside = earlier(people, case, days=500, closed_days=364)
    earlier(people, case, days=500, closed_days=366)
    assert references(people.duty_worker, case) == [case.reference, inside.reference]


def test_a_restricted_episode_is_told_of_in_one_sentence(people, client_for, case):
    client = client_for(people.duty_worker)
    assert "A related restricted record exists" not in client.get(url(case)).content.decode()
    hidden = earlier(people, case, restricted=True)
    page = client.get(url(case)).content.decode()
    assert "A related restricted record exists" in page
    assert hidden.reference not in page
    assert "Advice is enough." not in page


def test_without_an_adult_it_is_this_case_alone(people, client_for):
    case, _ = make_case(people, adult=False), make_case(people, adult=False)
    assert references(people.duty_worker, case) == [case.reference]
    assert "The adult is not known yet" in client_for(people.duty_worker).get(url(case)).content.decode()


def test_it_costs_the_same_however_many_and_is_on_record(people, client_for, case, django_assert_max_num_queries):
    for _ in range(6):
        earlier(people, case)
    client = client_for(people.duty_worker)
    with django_assert_max_num_queries(15):
        client.get(url(case))
    event = Event.objects.using("trail").filter(chain=f"reads:{case.reference}").latest("seq")
    assert "last_year" in Detail.objects.using("trail").get(chain=event.chain, seq=event.seq).text


@pytest.mark.parametrize("role", ["partner", "board_member", "administrator", "locality_manager"])
def test_strangers_find_nothing(people, client_for, case, role):
    assert client_for(getattr(people, role)).get(url(case)).status_code == 404
