"""The first start of a council's own installation."""

import pytest
from django.core.management import CommandError, call_command

from mash.accounts.models import User
from mash.accounts.roles import Role
from mash.organisations.queries import hub

pytestmark = pytest.mark.django_db
WHO = {"email": "first@example.org", "name": "Alex First"}


def say(monkeypatch, words):
    monkeypatch.setattr("mash.accounts.management.commands.open_hub.getpass", lambda _: words)


def test_it_opens_an_empty_installation_once(monkeypatch):
    say(monkeypatch, "a long invented passphrase")
    call_command("open_hub", **WHO, verbosity=0)
    first = User.objects.get()
    assert (first.role, first.organisation) == (Role.ADMINISTRATOR, hub())
    assert first.check_password("a long invented passphrase")
    with pytest.raises(CommandError, match="open already"):
        call_command("open_hub", **WHO)


def test_a_short_passphrase_is_refused_and_nothing_is_made(monkeypatch):
    say(monkeypatch, "short")
    with pytest.raises(CommandError, match="at least 15"):
        call_command("open_hub", **WHO)
    assert not User.objects.exists()
