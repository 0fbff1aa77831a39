"""Whoever is away is not called: whoever stands in is."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mash.accounts.models import Cover, User
from mash.accounts.queries import coverable_people, covers_on, stand_ins
from mash.accounts.roles import Role
from mash.accounts.rules import may_stand_in, reached
from mash.accounts.services import CoverRefused, arrange_cover, end_cover
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import make_case

URL = "/accounts/cover/"
db = pytest.mark.django_db


@pytest.mark.parametrize(
    ("person", "covers", "expected"),
    [
        (1, {}, 1),
        (1, {1: 2}, 2),
        (1, {1: 2, 2: 3}, 3),
        (1, {1: None}, None),
        (1, {1: 2, 2: 1}, None),
        (1, {2: 3}, 1),
    ],
)
def test_whom_a_call_reaches(person, covers, expected):
    assert reached(person, covers) == expected


@pytest.mark.parametrize(
    ("stand_in", "away", "may"),
    [
        (Role.DUTY_WORKER, Role.DUTY_WORKER, True),
        (Role.PRACTITIONER, Role.DUTY_WORKER, True),
        (Role.DUTY_WORKER, Role.PRACTITIONER, False),
        (Role.PRACTITIONER, Role.MASH_MANAGER, False),
        (Role.HEAD_OF_SERVICE, Role.MASH_MANAGER, True),
        (Role.MASH_MANAGER, Role.HEAD_OF_SERVICE, True),
        (Role.ADMINISTRATOR, Role.DUTY_WORKER, False),
        (Role.LOCALITY_MANAGER, Role.LOCALITY_MANAGER, True),
        (Role.DUTY_WORKER, Role.LOCALITY_MANAGER, False),
    ],
)
def test_who_may_stand_in_for_whom(stand_in, away, may):
    assert may_stand_in(stand_in, away) is may


@pytest.fixture(autouse=True)
def were_here(request):
    """Everybody has signed in before, unless a test says otherwise."""
    if "people" in request.fixturenames:
        request.getfixturevalue("people")
        User.objects.update(last_login=timezone.now())


def arrange(people, *, away="duty_worker", stand_in="practitioner", first=0, last=5, by="mash_manager"):
    today = timezone.localdate()
    return arrange_cover(
        away_id=getattr(people, away).pk, stand_in_id=getattr(people, stand_in).pk if stand_in else None,
        from_on=today + timedelta(days=first), until_on=today + timedelta(days=last), by=getattr(people, by),
    )  # fmt: skip


@db
def test_cover_holds_on_its_days_and_until_somebody_is_back(people):
    cover = arrange(people, first=1, last=2)
    today = timezone.localdate()
    named = {people.duty_worker.pk: people.practitioner.pk}
    assert [covers_on(today + timedelta(days=n)) for n in range(4)] == [{}, named, named, {}]
    end_cover(cover_id=cover.pk, by=people.mash_manager)
    assert covers_on(today + timedelta(days=1)) == {}
    verbs = Event.objects.filter(verb__in=[Verb.COVER_ARRANGED, Verb.COVER_ENDED])
    assert verbs.count() == 2


@db
def test_a_stand_in_whose_account_ended_is_none(people):
    arrange(people)
    type(people.practitioner).objects.filter(pk=people.practitioner.pk).update(is_active=False)
    assert covers_on(timezone.localdate()) == {people.duty_worker.pk: None}


@db
def test_everyone_arranges_their_own_absence_and_only_managers_another_s(people):
    arrange(people, by="duty_worker")
    with pytest.raises(PermissionDenied):
        arrange(people, away="practitioner", stand_in="mash_manager", by="duty_worker")
    with pytest.raises(PermissionDenied):
        end_cover(cover_id=Cover.objects.get().pk, by=people.practitioner)


@db
@pytest.mark.parametrize(("away", "stand_in"), [("mash_manager", "duty_worker"), ("duty_worker", "duty_worker")])
def test_a_stand_in_who_cannot_is_refused(people, away, stand_in):
    with pytest.raises(CoverRefused, match="can't do all"):
        arrange(people, away=away, stand_in=stand_in)
    assert not Cover.objects.exists()


@db
def test_two_absences_on_one_day_are_refused(people):
    arrange(people, first=0, last=3)
    with pytest.raises(CoverRefused, match="already away"):
        arrange(people, first=3, last=9)
    arrange(people, first=4, last=9)


def posted(people, first: date, last: date, **changed):
    days = {f"{name}_{part}": getattr(day, part) for name, day in (("from_on", first), ("until_on", last))
            for part in ("day", "month", "year")}  # fmt: skip
    return {"away": people.duty_worker.pk, "stand_in": people.practitioner.pk} | days | changed


@db
def test_a_manager_arranges_and_ends_an_absence_on_the_page(people, client_for):
    client, today = client_for(people.mash_manager), timezone.localdate()
    answer = client.post(URL, posted(people, today, today + timedelta(days=3)), follow=True)
    assert "Dana Duty is away. Priya Practitioner stands in." in answer.content.decode()
    answer = client.post("/accounts/cover/end/", {"cover": Cover.objects.get().pk}, follow=True)
    assert "Dana Duty is back" in answer.content.decode()
    assert "Nobody is away" in answer.content.decode()


@db
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(people, client_for):
    client, today = client_for(people.mash_manager), timezone.localdate()
    page = client.post(URL, posted(people, today + timedelta(days=5), today)).content.decode()
    assert "The last day must be the first day or after it" in page
    page = client.post(URL, posted(people, today, today, stand_in="")).content.decode()
    assert "Choose who stands in" in page
    assert f'value="{today.year}"' in page
    page = client.post(URL, posted(people, today, today, away=people.mash_manager.pk, stand_in=people.duty_worker.pk))
    assert "can&#x27;t do all" in page.content.decode()


@db
def test_an_absence_to_come_is_told_as_such_and_called_off(people, client_for):
    client, tomorrow = client_for(people.mash_manager), timezone.localdate() + timedelta(days=1)
    answer = client.post(URL, posted(people, tomorrow, tomorrow), follow=True).content.decode()
    assert f"Dana Duty will be away from {tomorrow:%-d %B}. Priya Practitioner stands in." in answer
    assert "Call off" in answer
    assert "Is back" not in answer
    answer = client.post("/accounts/cover/end/", {"cover": Cover.objects.get().pk}, follow=True).content.decode()
    assert "The absence of Dana Duty is called off" in answer


@db
def test_who_was_never_here_and_oneself_are_no_stand_ins(people, client_for):
    assert people.practitioner in stand_ins(people.mash_manager)
    assert people.duty_worker in stand_ins(people.mash_manager)
    assert people.duty_worker not in stand_ins(people.duty_worker)
    User.objects.filter(pk=people.practitioner.pk).update(last_login=None)
    assert people.practitioner not in stand_ins(people.mash_manager)
    assert people.practitioner in coverable_people(people.mash_manager)
    client, today = client_for(people.mash_manager), timezone.localdate()
    page = client.post(URL, posted(people, today, today, stand_in=people.duty_worker.pk)).content.decode()
    assert "Nobody stands in for themselves" in page
    assert "Morgan Manager, MASH Manager" in page


@db
def test_a_worker_sees_only_themselves(people, client_for):
    arrange(people, away="practitioner", stand_in="mash_manager")
    page = client_for(people.duty_worker).get(URL).content.decode()
    assert "Nobody is away" in page
    assert client_for(people.partner).get(URL).status_code == 403


@db
def test_a_stand_in_is_told_where_they_work_and_ends_nothing(people, client_for):
    case = make_case(people, stage="triage", owner=people.duty_worker)
    stand_in, other = client_for(people.practitioner), client_for(people.head_of_service)
    pages = ["/board/", "/tasks/"]
    assert not any("You stand in for" in stand_in.get(page).content.decode() for page in pages)
    arrange(people)
    assert all("You stand in for Dana Duty" in stand_in.get(page).content.decode() for page in pages)
    assert not any("You stand in for" in other.get(page).content.decode() for page in pages)
    shown = stand_in.get("/accounts/cover/").content.decode()
    assert "Dana Duty" in shown
    assert "Is back" not in shown
    assert "Is back" in client_for(people.duty_worker).get("/accounts/cover/").content.decode()
    assert "Priya Practitioner stands in" in other.get(f"/cases/{case.reference}/").content.decode()
    end_cover(cover_id=Cover.objects.get().pk, by=people.mash_manager)
    assert "stands in" not in other.get(f"/cases/{case.reference}/").content.decode()
