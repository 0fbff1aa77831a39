"""What an administrator changes of somebody else's account, and finding it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from mash.accounts.models import User
from mash.accounts.queries import found_people
from mash.accounts.roles import Role
from mash.accounts.services import AccountRefused, ask_for_link, change_account
from mash.outbox.models import Message
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb

pytestmark = pytest.mark.django_db


def change(people, who="duty_worker", role=Role.PRACTITIONER, where="hub", by="administrator"):
    return change_account(
        user_id=getattr(people, who).pk, role=role, organisation_id=getattr(people, where).pk, reason="Qualified in May.",
        by=getattr(people, by),
    )  # fmt: skip


def test_a_role_and_a_team_change_on_record_with_the_reason(people):
    assert change(people, role=Role.LOCALITY_MANAGER, where="locality").organisation == people.locality
    user = User.objects.get(pk=people.duty_worker.pk)
    assert user.role == Role.LOCALITY_MANAGER
    assert list(user.groups.all()) == [people.locality.group]
    event = Event.objects.get(verb=Verb.ACCOUNT_CHANGED)
    said = Detail.objects.get(chain=event.chain, seq=event.seq).text
    for words in ("Qualified in May.", "duty_worker", "locality_manager"):
        assert words in said


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"who": "administrator", "role": Role.HEAD_OF_SERVICE}, "Nobody changes their own"),
        ({"role": Role.PARTNER}, "Choose an agency"),
        ({"role": Role.LOCALITY_MANAGER}, "Choose a locality team"),
        ({"where": "police"}, "Choose one of these"),
        ({"role": Role.DUTY_WORKER}, "Nothing would change"),
        ({"who": "partner_manager", "by": "partner_manager", "role": Role.PARTNER, "where": "police"}, "their own"),
        ({"by": "partner_manager"}, "can't change this account"),
        ({"who": "partner", "by": "partner_manager", "where": "police", "role": Role.MASH_MANAGER}, "can't give"),
        ({"who": "partner", "by": "partner_manager", "where": "gp", "role": Role.PARTNER_MANAGER}, "can't give"),
    ],
)
def test_what_may_not_be_is_refused(people, changed, why):
    with pytest.raises(AccountRefused, match=why):
        change(people, **changed)
    assert not Event.objects.filter(verb=Verb.ACCOUNT_CHANGED).exists()


def test_who_administers_nothing_is_stopped(people):
    with pytest.raises(PermissionDenied):
        change(people, by="mash_manager")
    with pytest.raises(PermissionDenied):
        ask_for_link(user_id=people.duty_worker.pk, by=people.mash_manager)


def test_an_account_that_ended_stays_as_it_was(people):
    User.objects.filter(pk=people.duty_worker.pk).update(is_active=False)
    with pytest.raises(AccountRefused):
        change(people)
    with pytest.raises(AccountRefused):
        ask_for_link(user_id=people.duty_worker.pk, by=people.administrator)


def test_the_page_changes_an_account_and_keeps_what_was_typed(people, client_for):
    client, url = client_for(people.administrator), reverse("accounts:change_account", args=[people.duty_worker.pk])
    wrong = {"role": "partner", "organisation": people.hub.pk, "reason": "Qualified in May."}
    page = client.post(url, wrong).content.decode()
    assert "Choose an agency" in page
    assert "Qualified in May." in page
    assert "Say why" in client.post(url, wrong | {"reason": ""}).content.decode()
    page = client.post(url, wrong | {"role": "practitioner"}, follow=True).content.decode()
    assert "Dana Duty: Safeguarding practitioner" in page
    assert client.get(reverse("accounts:change_account", args=[people.administrator.pk])).status_code == 404
    assert client_for(people.partner_manager).get(url).status_code == 404


def test_a_new_link_is_sent_on_record_and_never_shown(people, client_for):
    client = client_for(people.administrator)
    page = client.post(reverse("accounts:send_link"), {"person": people.practitioner.pk}, follow=True).content.decode()
    assert "sent Priya Practitioner a new link" in page
    message = Message.objects.get(recipient=people.practitioner.email)
    assert "/password/" in message.body or "http" in message.body
    assert Event.objects.filter(verb=Verb.PASSWORD_LINK_ASKED).count() == 1
    client.post(reverse("accounts:send_link"), {"person": people.administrator.pk})
    assert Message.objects.count() == 1


def test_accounts_are_found_by_name_role_and_state(people, client_for):
    admin = people.administrator
    people.duty_worker.set_password("seven quiet herons wading")
    people.duty_worker.save()
    people.practitioner.set_unusable_password()
    people.practitioner.save()
    assert list(found_people(admin, name="dana DUTY")) == [people.duty_worker]
    assert list(found_people(admin, role=Role.PRACTITIONER)) == [people.practitioner]
    assert people.practitioner in found_people(admin, state="invited")
    assert people.duty_worker in found_people(admin, state="active")
    assert people.practitioner not in found_people(admin, state="active")
    User.objects.filter(pk=people.duty_worker.pk).update(is_active=False)
    assert list(found_people(admin, state="ended")) == [people.duty_worker]
    assert people.duty_worker not in found_people(people.partner_manager)
    page = client_for(admin).post(reverse("accounts:people"), {"name": "Dana"}).content.decode()
    assert "Dana Duty" in page
    assert "Priya Practitioner" not in page
    assert "Nobody matches" in client_for(admin).post(reverse("accounts:people"), {"name": "Xyzzy"}).content.decode()
