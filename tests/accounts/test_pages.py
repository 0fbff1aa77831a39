"""Signing in, choosing a password, and the page of accounts."""

import re

import pytest
from django.urls import reverse

from mash.accounts.models import User
from mash.outbox.models import Message
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.conftest import StrictClient

pytestmark = pytest.mark.django_db
PASSPHRASE = "seven quiet herons wading"
ADDRESS = "duty_worker@example.org"


@pytest.fixture
def worker(people):
    people.duty_worker.set_password(PASSPHRASE)
    people.duty_worker.save()
    return people.duty_worker


def sign_in(**changed: str):
    client = StrictClient()
    return client, client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSPHRASE} | changed)


def test_the_page_asks_two_questions(client_for):
    page = client_for().get(reverse("account_login")).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page


def test_a_person_signs_in_on_record(worker):
    _, answer = sign_in()
    assert answer.status_code == 302
    assert answer.url == reverse("home")
    assert Event.objects.using("trail").filter(verb=Verb.SIGNED_IN, actor_id=worker.pk).count() == 1


@pytest.mark.parametrize("changed", [{"password": "wrong"}, {"login": "nobody@example.org"}])
def test_a_wrong_password_and_an_unknown_address_look_the_same(worker, changed):
    _, answer = sign_in(**changed)
    page = answer.content.decode()
    assert "There is a problem" in page
    assert "That email address and password do not match" in page


def test_an_empty_form_says_what_is_missing(worker):
    _, answer = sign_in(login="", password="")
    page = answer.content.decode()
    assert "Enter your email address" in page
    assert "Enter your password" in page


def test_an_ended_account_is_out_with_its_next_click(worker, people, client_for):
    client, _ = sign_in()
    assert client.get(reverse("account_logout")).status_code == 200
    admin = client_for(people.administrator)
    answer = admin.post(reverse("accounts:disable_account"), {"person": worker.pk}, follow=True)
    assert "can no longer sign in" in answer.content.decode()
    assert client.get(reverse("accounts:people")).url.startswith(reverse("account_login"))
    _, again = sign_in()
    assert not again.wsgi_request.user.is_authenticated


def test_signing_out(worker):
    client, _ = sign_in()
    assert "Do you want to sign out?" in client.get(reverse("account_logout")).content.decode()
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:people")).url.startswith(reverse("account_login"))


def test_an_invited_person_chooses_their_password(people, client_for):
    admin = client_for(people.administrator)
    answers = {"name": "Jo New", "email": "jo.new@example.org", "role": "duty_worker", "organisation": people.hub.pk}
    page = admin.post(reverse("accounts:invite_person"), answers, follow=True).content.decode()
    assert "Jo New has an account" in page
    assert "Invited" in page
    message = Message.objects.get(recipient="jo.new@example.org")
    assert "Jo" not in message.body
    stranger = StrictClient()
    chosen = stranger.get(re.search(r"https?://[^/]+(/\S+)", message.body)[1], follow=True)
    done = stranger.post(chosen.redirect_chain[-1][0], {"password1": PASSPHRASE, "password2": PASSPHRASE}, follow=True)
    assert "Your password is saved" in done.content.decode()
    assert User.objects.get(email="jo.new@example.org").check_password(PASSPHRASE)


def test_a_link_that_was_made_up_is_told_so(client_for):
    url = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x-y"})
    assert "This link no longer works" in client_for().get(url).content.decode()


@pytest.mark.parametrize("address", [ADDRESS, "nobody@example.org"])
def test_asking_for_a_link_tells_nobody_who_has_an_account(worker, client_for, address):
    answer = client_for().post(reverse("account_reset_password"), {"email": address}, follow=True)
    assert "If there is an account with the address you gave" in answer.content.decode()
    assert Message.objects.filter(recipient=address).exists() is (address == ADDRESS)


def test_an_invitation_keeps_what_was_typed(people, client_for):
    answers = {"name": "Jo New", "email": ADDRESS, "role": "duty_worker", "organisation": people.hub.pk}
    page = client_for(people.administrator).post(reverse("accounts:invite_person"), answers).content.decode()
    assert "already has an account" in page
    assert "Jo New" in page


def test_the_list_is_for_administrators(people, client_for):
    page = client_for(people.administrator).get(reverse("accounts:people")).content.decode()
    assert ADDRESS in page
    own = client_for(people.partner_manager).get(reverse("accounts:people")).content.decode()
    assert "Pat Police" in own
    assert ADDRESS not in own
    assert client_for(people.mash_manager).get(reverse("accounts:people")).status_code == 403


WORDS = "She rang: he has been at the door again & shouted."


def test_what_was_typed_into_a_page_that_outlived_its_session_is_shown_to_be_copied(client_for):
    page = reverse("cases:add_note", args=["M-0000-0001"])
    answer = client_for().post(page, {"words": WORDS, "nature": "fact"})
    assert answer.status_code == 403
    html = answer.content.decode()
    assert WORDS.replace("&", "&amp;") in html
    assert f"{reverse('account_login')}?next={page}" in html


def test_where_nothing_was_typed_one_signs_in_and_comes_back(client_for):
    page = reverse("cases:add_note", args=["M-0000-0001"])
    assert client_for().post(page, {"words": "", "nature": "fact"}).url == f"{reverse('account_login')}?next={page}"


def test_a_passphrase_is_never_shown_again(client_for):
    html = client_for().post(reverse("accounts:invite_person"), {"name": "Ann Example", "password": "two words"}).content.decode()
    assert "Ann Example" in html
    assert "two words" not in html
