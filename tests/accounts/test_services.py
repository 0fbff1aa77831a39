"""Letting people in and ending accounts."""

import pytest
from django.core.exceptions import PermissionDenied

from mash.accounts import services
from mash.accounts.models import User
from mash.accounts.roles import Role
from mash.accounts.services import AccountRefused, disable_account, invite_person
from mash.trail.models import Event
from mash.trail.verbs import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(people):
    return {"email": "Jo.New@Example.org", "name": "Jo New", "role": Role.DUTY_WORKER, "organisation_id": people.hub.pk}


def test_a_new_person_has_no_password_and_the_grants_of_their_organisation(people, new):
    user = invite_person(**new, by=people.administrator)
    assert user.email == "jo.new@example.org"
    assert not user.has_usable_password()
    assert people.hub.group in user.groups.all()


def test_it_leaves_one_line_without_their_name(people, new):
    before = Event.objects.count()
    invite_person(**new, by=people.administrator)
    event = Event.objects.order_by("pk").last()
    assert Event.objects.count() == before + 1
    assert (event.verb, event.actor_id) == (Verb.ACCOUNT_CREATED, people.administrator.pk)


def test_without_its_line_nothing_happens(people, new, monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(RuntimeError):
        invite_person(**new, by=people.administrator)
    assert not User.objects.filter(email="jo.new@example.org").exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.ADMINISTRATOR, Role.PARTNER_MANAGER)])
def test_other_roles_are_refused(people, new, role):
    actor = getattr(people, role)
    with pytest.raises(PermissionDenied):
        invite_person(**new, by=actor)
    with pytest.raises(PermissionDenied):
        disable_account(user_id=people.duty_worker.pk, by=actor)
    assert Event.objects.using("trail").filter(verb=Verb.REFUSED, actor_id=actor.pk).count() == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"email": "DUTY_WORKER@example.org"}, "already has"), ({"role": Role.PARTNER}, "outside the council")],
)
def test_what_cannot_be(people, new, changed, words):
    with pytest.raises(AccountRefused, match=words):
        invite_person(**new | changed, by=people.administrator)


def test_an_agencys_manager_lets_in_their_own(people, new):
    user = invite_person(
        **new | {"role": Role.PARTNER, "organisation_id": people.police.pk}, by=people.partner_manager
    )
    assert user.organisation == people.police


@pytest.mark.parametrize(("role", "where"), [(Role.DUTY_WORKER, "hub"), (Role.PARTNER, "gp"), (Role.DUTY_WORKER, "police")])
def test_an_agencys_manager_lets_in_nobody_else(people, new, role, where):
    with pytest.raises(AccountRefused):
        invite_person(
            **new | {"role": role, "organisation_id": getattr(people, where).pk}, by=people.partner_manager
        )


def test_an_account_ends(people):
    disable_account(user_id=people.duty_worker.pk, by=people.administrator)
    people.duty_worker.refresh_from_db()
    assert not people.duty_worker.is_active
    assert Event.objects.order_by("pk").last().verb == Verb.ACCOUNT_DISABLED


@pytest.mark.parametrize("target", ["partner_manager", "duty_worker"])
def test_a_manager_ends_only_other_accounts_of_the_agency(people, target):
    with pytest.raises(AccountRefused):
        disable_account(user_id=getattr(people, target).pk, by=people.partner_manager)


def test_nobody_ends_their_own_account(people):
    with pytest.raises(AccountRefused):
        disable_account(user_id=people.administrator.pk, by=people.administrator)
