"""Mailboxes that tests deliver to: a folder, and a real IMAP server."""

import pytest

from tests.referrals.dovecot import open_server
from tests.referrals.mails import Postbox


@pytest.fixture
def postbox(settings, tmp_path):
    """A maildir that the sweep looks into."""
    made = Postbox(tmp_path / "mailbox")
    settings.MAILBOX_URL = made.url
    return made


@pytest.fixture(scope="session")
def imap_server():
    """One server for all the tests that want one."""
    with open_server() as server:
        yield server


@pytest.fixture
def imap(settings, imap_server):
    """The IMAP server's mailbox, which the sweep looks into."""
    settings.MAILBOX_URL = imap_server.url
    return imap_server.postbox


@pytest.fixture(params=["maildir", "imap"])
def either(request):
    """Both kinds of mailbox in turn. The IMAP one keeps what earlier tests left, marked as read."""
    return request.getfixturevalue({"maildir": "postbox", "imap": "imap"}[request.param])
