"""Keys of referring systems: making, ending, and who is known by one."""

import re

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from mash.accounts import services
from mash.accounts.models import ApiKey
from mash.accounts.pace import within_pace
from mash.accounts.roles import Role
from mash.accounts.services import KeyRefused, end_key, make_key, open_with_key
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(people):
    return make_key(agency_id=people.police.pk, name="Crime recording", by=people.administrator)


def test_the_key_is_long_random_and_not_kept(people, made):
    key, secret = made
    other = make_key(agency_id=people.police.pk, name="Custody", by=people.administrator)[1]
    assert len(secret) == len("mash_") + 43  # 256 bits
    assert secret != other
    assert secret.startswith(key.shown)
    kept = " ".join(str(value) for value in ApiKey.objects.filter(pk=key.pk).values().get().values())
    assert secret not in kept
    assert secret not in " ".join(Detail.objects.values_list("text", flat=True))


def test_it_is_known_by_agency_and_system(people, made):
    caller = open_with_key(secret=made[1])
    assert caller.agency_id == people.police.pk
    assert caller.actor.name == "Invented Police, Crime recording"
    assert ApiKey.objects.get().last_used_on == timezone.localdate()


def test_making_and_ending_leave_one_line_each(people, made):
    assert Event.objects.filter(verb=Verb.KEY_MADE, subject=made[0].shown).count() == 1
    end_key(key_id=made[0].pk, by=people.administrator)
    assert Event.objects.filter(verb=Verb.KEY_ENDED, actor_id=people.administrator.pk).count() == 1


def test_an_ended_key_opens_nothing_and_the_refusal_is_on_record_without_it(people, made):
    key, secret = made
    end_key(key_id=key.pk, by=people.administrator)
    assert open_with_key(secret=secret) is None
    assert open_with_key(secret="made-up-\ud800") is None
    refused = list(Event.objects.using("trail").filter(chain="refused:keys"))
    assert [(line.actor, line.subject) for line in refused] == [
        ("Invented Police, Crime recording", key.shown), ("Unknown system", ""),
    ]  # fmt: skip
    assert secret not in str([vars(line) for line in refused])


def test_a_flood_of_made_up_keys_is_no_flood_of_lines(db, monkeypatch):
    monkeypatch.setattr(services, "REFUSALS_A_MINUTE", 3)
    monkeypatch.setattr("mash.accounts.pace.time", lambda: 600.0)
    cache.clear()
    for number in range(10):
        assert open_with_key(secret=f"made up {number}") is None
    assert Event.objects.using("trail").filter(chain="refused:keys").count() == 3


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_other_roles_make_and_end_none(people, made, role):
    actor = getattr(people, role)
    with pytest.raises(PermissionDenied):
        make_key(agency_id=people.police.pk, name="Custody", by=actor)
    with pytest.raises(PermissionDenied):
        end_key(key_id=made[0].pk, by=actor)
    assert open_with_key(secret=made[1])


def test_without_its_line_no_key_is_made_or_ended(people, made, monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(RuntimeError):
        make_key(agency_id=people.police.pk, name="Custody", by=people.administrator)
    with pytest.raises(RuntimeError):
        end_key(key_id=made[0].pk, by=people.administrator)
    assert ApiKey.objects.get().ended_at is None


def test_what_cannot_be(people, made):
    with pytest.raises(KeyRefused, match="has a key already"):
        make_key(agency_id=people.police.pk, name="Crime recording", by=people.administrator)
    with pytest.raises(KeyRefused, match="outside the council"):
        make_key(agency_id=people.hub.pk, name="Crime recording", by=people.administrator)
    end_key(key_id=made[0].pk, by=people.administrator)
    with pytest.raises(KeyRefused, match="ended already"):
        end_key(key_id=made[0].pk, by=people.administrator)
    assert make_key(agency_id=people.police.pk, name="Crime recording", by=people.administrator)


def test_a_count_that_fails_stops_nobody(db, monkeypatch):
    assert [within_pace("one", 1), within_pace("one", 1)] == [True, False]
    monkeypatch.setattr("mash.accounts.pace.cache", None)
    assert within_pace("one", 1)


def test_an_administrator_makes_a_key_sees_it_once_and_ends_it(people, client_for):
    admin = client_for(people.administrator)
    assert "No system has a key yet" in admin.get(reverse("accounts:keys")).content.decode()
    answers = {"agency": people.police.pk, "name": "Crime recording"}
    shown = admin.post(reverse("accounts:make_key"), answers)
    secret = re.search(r"mash_[\w-]{43}", shown.content.decode())[0]
    assert shown["Cache-Control"] == "no-store"
    listed = admin.get(reverse("accounts:keys")).content.decode()
    assert "Crime recording" in listed
    assert secret not in listed
    assert open_with_key(secret=secret)
    page = admin.post(reverse("accounts:end_key"), {"key": ApiKey.objects.get().pk}, follow=True).content.decode()
    assert "It is refused from now on" in page
    assert open_with_key(secret=secret) is None
    again = admin.post(reverse("accounts:end_key"), {"key": "x"}, follow=True).content.decode()
    assert "has ended already" in again


def test_the_form_keeps_what_was_typed(people, client_for, made):
    admin = client_for(people.administrator)
    page = admin.post(reverse("accounts:make_key"), {"agency": "", "name": "Custody"}).content.decode()
    assert "Choose the agency" in page
    assert "Custody" in page
    answers = {"agency": people.police.pk, "name": "Crime recording"}
    assert "has a key already" in admin.post(reverse("accounts:make_key"), answers).content.decode()


def test_the_list_stays_quick(people, client_for, django_assert_max_num_queries):
    for name in ("Custody", "Crime recording", "Control room"):
        make_key(agency_id=people.police.pk, name=name, by=people.administrator)
    admin = client_for(people.administrator)
    with django_assert_max_num_queries(8):
        admin.get(reverse("accounts:keys"))
