"""The demo is built once, never where it does not belong, and everybody in it can sign in."""

import pytest
from django.core.management import CommandError, call_command

from mash.accounts.models import User
from mash.accounts.roles import Role
from mash.demo.accounts import PASSWORD, PEOPLE
from mash.demo.mails import deliver_mails
from mash.demo.management.commands import seed_demo
from mash.organisations.models import Organisation
from mash.organisations.queries import with_live_agreement
from referrals.models import Mail
from referrals.services.mailbox import sweep_mailbox
from tests.referrals.mails import Postbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_stories(monkeypatch):
    """The stories have their own tests, and take their time."""
    monkeypatch.setattr(seed_demo, "tell_stories", lambda town: 0)
    monkeypatch.setattr(seed_demo, "tell_last_year", lambda town: None)


def test_each_role_can_sign_in():
    call_command("seed_demo", verbosity=0)
    assert set(User.objects.order_by("pk").values_list("role", flat=True)) == {str(role) for role in Role}
    for user in User.objects.order_by("pk"):
        assert user.check_password(PASSWORD)
        assert user.email.endswith("@demo.example.org")


def test_one_agency_has_only_a_lapsed_agreement():
    call_command("seed_demo", verbosity=0)
    asked = Organisation.objects.filter(agreements__isnull=False).order_by("pk")
    live = with_live_agreement(asked.values_list("pk", flat=True))
    assert [o.name for o in asked.distinct() if o.pk not in live] == ["Saxon Brook Homes"]


def test_a_second_time_changes_nothing():
    call_command("seed_demo", verbosity=0)
    before = User.objects.count()
    call_command("seed_demo", verbosity=0)
    assert User.objects.count() == before


@pytest.mark.parametrize("command", ["seed_demo", "demo_accounts"])
def test_outside_a_demo_nothing_happens(settings, command):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command(command)
    assert not Organisation.objects.exists()


def test_the_accounts_are_printed(capsys):
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert all(f"{key}@demo.example.org" in printed for key, *_ in PEOPLE)
    assert PASSWORD in printed


def test_mail_is_delivered_to_the_demo_s_own_mailbox_once(settings, tmp_path):
    postbox = Postbox(tmp_path / "mailbox")
    settings.MAILBOX_URL = postbox.url
    call_command("seed_demo", verbosity=0)
    assert sweep_mailbox() == 2
    assert {(mail.kind, tuple(mail.troubles)) for mail in Mail.objects.order_by("pk")} == {("concern", ()), ("auto_reply", ())}
    call_command("seed_demo", verbosity=0)
    assert sweep_mailbox() == 0


def test_no_mail_goes_to_a_mailbox_on_a_server(settings):
    settings.MAILBOX_URL = "imaps://a:b@mail.example.org/INBOX"
    assert deliver_mails() == 0
