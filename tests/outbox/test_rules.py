"""What an e-mail may say, how long it is tried, what an error means."""

import smtplib
from datetime import timedelta

import pytest

from mash.outbox.rules import WAITS, Fate, NotAllowed, check_words, fate, wait_after


def test_only_allowed_words():
    check_words({"reference"}, {"reference": "M-1", "hub_phone": "01632 960001"})
    with pytest.raises(NotAllowed, match="adult_name"):
        check_words({"reference"}, {"reference": "M-1", "adult_name": "Ada"})
    with pytest.raises(NotAllowed, match="adult_name"):
        check_words({"adult_name"}, {})
    with pytest.raises(NotAllowed, match="due"):
        check_words({"due"}, {"reference": "M-1"})


def test_tries_go_on_for_four_hours_and_end():
    assert sum(WAITS, timedelta()) == timedelta(hours=4)
    assert wait_after(1) == timedelta(minutes=1)
    assert wait_after(len(WAITS)) == timedelta(minutes=30)
    assert wait_after(len(WAITS) + 1) is None


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such box")}), Fate.REFUSED),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (451, b"greylisted")}), Fate.TRY_AGAIN),
        (smtplib.SMTPRecipientsRefused({}), Fate.REFUSED),
        (smtplib.SMTPDataError(554, b"spam"), Fate.REFUSED),
        (smtplib.SMTPDataError(452, b"full"), Fate.TRY_AGAIN),
        (smtplib.SMTPDataError(-1, b"garbled"), Fate.IN_DOUBT),
        (smtplib.SMTPSenderRefused(421, b"closing", "b@example.org"), Fate.TRY_AGAIN),
        (smtplib.SMTPServerDisconnected("unexpectedly closed"), Fate.IN_DOUBT),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Fate.REFUSED),
        (TimeoutError(), Fate.IN_DOUBT),
        (ValueError("newline in header"), Fate.REFUSED),
        (RuntimeError(), Fate.IN_DOUBT),
    ],
)
def test_what_an_error_says(error, expected):
    assert fate(error) == expected
