"""The pages about privacy and accessibility, and the way to them and to signing in."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PUBLIC = ["referrals:start", "referrals:who", "referrals:resume", "referrals:status", "thresholds:guide", "hub:privacy",
          "hub:accessibility"]  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_page_leads_to_both_and_to_signing_in(people, client_for, name):
    page = client_for().get(reverse(name)).content.decode()
    footer = page.partition("<footer")[2]
    for address in ("hub:privacy", "hub:accessibility", "account_login"):
        assert f'href="{reverse(address)}"' in footer
    assert "Sign in (council staff and partner agencies)" in footer
    assert "the council team that protects adults at risk" in page


def test_whoever_has_signed_in_is_not_asked_to(people, client_for):
    page = client_for(people.duty_worker).get(reverse("hub:privacy")).content.decode()
    assert "Sign in (council" not in page


def test_the_sign_in_page_leads_there_too(people, client_for):
    page = client_for().get(reverse("account_login")).content.decode()
    assert f'href="{reverse("hub:privacy")}"' in page
    assert "send us a concern" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("privacy", ["Article 6(1)(e)", "Article 9(2)(g)", "paragraph 18", "to be confirmed by the council", "ico.org.uk"]),
        ("accessibility", ["WCAG 2.2 AA", "have not been tried", "without JavaScript", "400%", "to be confirmed by the council"]),
    ],
)
def test_both_say_what_they_must_and_can_be_left(people, client_for, name, words):
    page = client_for().get(reverse(f"hub:{name}")).content.decode()
    for each in (*words, "Exit this page", "govuk-back-link", "01582 547730"):
        assert each in page
    assert page.count("<h1") == 1
    title = re.search(r"<title>(.*?)</title>", page)[1].lower()
    assert not any(word in title for word in ("abuse", "safeguard", "mash", "adult"))


@pytest.mark.parametrize("email", ["duty_worker@example.org", "nobody@example.org"])
def test_a_wrong_password_says_what_to_do_and_not_who_has_an_account(people, client_for, email):
    page = client_for().post(reverse("account_login"), {"login": email, "password": "wrong"}).content.decode()
    assert "That email address and password do not match. Check both, or choose a new password" in page
