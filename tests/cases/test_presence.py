"""Two people who have one case open know of each other; nobody else does, and no session lives by it."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, Presence
from mash.cases.services.drafts import sweep_drafts
from mash.trail.models import Event
from tests.factories import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people):
    return make_case(people, stage="triage")


def beat(client, case, page="triage:rate_concern", **more):
    body = {"path": reverse(page, args=[case.reference])} | more
    return client.post(reverse("cases:here", args=[case.reference]), json.dumps(body), content_type="application/json")


def seconds_ago(seconds):
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=seconds))


def test_two_see_each_other_and_not_themselves(people, client_for, case):
    duty, practitioner = client_for(people.duty_worker), client_for(people.practitioner)
    assert beat(duty, case).json() == {"others": []}
    since = f"{timezone.localtime(Presence.objects.get().since_at):%H:%M}"
    assert beat(practitioner, case).json() == {"others": [f"{people.duty_worker} has this case open (Rating), since {since}"]}
    assert str(people.practitioner) in beat(duty, case).json()["others"][0]


def test_writing_is_said_on_the_same_page_only(people, client_for, case):
    duty, practitioner = client_for(people.duty_worker), client_for(people.practitioner)
    beat(duty, case, writing=True)
    assert "is writing here" in beat(practitioner, case).json()["others"][0]
    assert "is writing here" not in beat(practitioner, case, "cases:add_note").json()["others"][0]
    beat(duty, case)
    assert "is writing here" not in beat(practitioner, case).json()["others"][0]


def test_whoever_is_not_heard_of_falls_away_and_begins_anew(people, client_for, case):
    duty, practitioner = client_for(people.duty_worker), client_for(people.practitioner)
    beat(duty, case)
    long_ago = timezone.now() - timedelta(hours=2)
    Presence.objects.update(since_at=long_ago)
    seconds_ago(55)
    assert beat(practitioner, case).json()["others"]
    beat(duty, case)
    assert Presence.objects.get(person=people.duty_worker).since_at == long_ago
    seconds_ago(61)
    assert not beat(practitioner, case).json()["others"]
    beat(duty, case)
    assert Presence.objects.get(person=people.duty_worker).since_at > long_ago


def test_leaving_a_page_is_soon_seen_and_the_next_page_stays(people, client_for, case):
    duty, practitioner = client_for(people.duty_worker), client_for(people.practitioner)
    beat(duty, case)
    beat(duty, case, "cases:add_note")
    assert beat(duty, case, leaving=True).status_code == 204
    assert "Add note" in beat(practitioner, case).json()["others"][0]
    beat(duty, case, "cases:add_note", leaving=True)
    row = Presence.objects.get(person=people.duty_worker)
    assert timezone.now() - row.seen_at >= timedelta(seconds=50)


@pytest.mark.parametrize("role", ["partner", "qa_manager", "board_member", "locality_manager", "administrator"])
def test_whoever_does_not_work_the_case_is_told_nothing(people, client_for, case, role):
    beat(client_for(people.duty_worker), case, writing=True)
    assert beat(client_for(getattr(people, role)), case).status_code == 404
    assert beat(client_for(people.practitioner), case).status_code == 200


def test_a_restricted_case_tells_nobody_who_is_there(people, client_for, case):
    beat(client_for(people.duty_worker), case)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert beat(client_for(people.practitioner), case).status_code == 404


def test_a_page_of_another_case_is_none(people, client_for, case):
    other = make_case(people)
    client = client_for(people.duty_worker)
    url = reverse("cases:here", args=[case.reference])
    for body in ({"path": reverse("cases:case", args=[other.reference])}, {"path": "/board/"}, {}, []):
        assert client.post(url, json.dumps(body), content_type="application/json").status_code == 400
    assert client.post(url, "no json", content_type="application/json").status_code == 400
    assert not Presence.objects.exists()


def test_a_beat_leaves_no_line_and_costs_little(people, client_for, case, django_assert_max_num_queries):
    client = client_for(people.duty_worker)
    beat(client, case)
    before = Event.objects.count()
    with django_assert_max_num_queries(5):
        beat(client, case)
    assert Event.objects.count() == before


def test_an_open_page_does_not_keep_a_session_alive(people, client_for, case):
    client = client_for(people.duty_worker)
    client.get(reverse("triage:board"))
    session = client.session
    session["last_click"] = stamp = timezone.now().timestamp() - 29 * 60
    session.save()
    assert beat(client, case).status_code == 200
    assert client.session["last_click"] == stamp
    session["last_click"] = timezone.now().timestamp() - 31 * 60
    session.save()
    assert beat(client, case).url.startswith("/sign-in/")


def test_a_click_still_does(people, client_for, case):
    client = client_for(people.duty_worker)
    client.get(reverse("triage:board"))
    session = client.session
    session["last_click"] = timezone.now().timestamp() - 29 * 60
    session.save()
    client.get(reverse("cases:case", args=[case.reference]))
    assert client.session["last_click"] > timezone.now().timestamp() - 60


def test_the_board_marks_what_somebody_else_has_open(people, client_for, case):
    make_case(people)
    beat(client_for(people.duty_worker), case)
    rows = {row.reference: row.here for row in client_for(people.practitioner).get(reverse("triage:board")).context["rows"]}
    assert rows.pop(case.reference) == [people.duty_worker.name]
    assert list(rows.values()) == [[]]
    assert f"Open: {people.duty_worker.name}" in client_for(people.practitioner).get(reverse("triage:board")).content.decode()
    assert "Open: " not in client_for(people.duty_worker).get(reverse("triage:board")).content.decode()
    people.duty_worker.is_active = False
    people.duty_worker.save()
    assert "Open: " not in client_for(people.practitioner).get(reverse("triage:board")).content.decode()


def test_who_was_there_yesterday_is_forgotten(people, client_for, case):
    beat(client_for(people.duty_worker), case)
    sweep_drafts()
    assert Presence.objects.count() == 1
    seconds_ago(25 * 3600)
    sweep_drafts()
    assert not Presence.objects.exists()
