"""What an e-mail may say, how long it is tried, what an error means."""

import smtplib
from datetime import timedelta

import pytest

from mash.outbox.rules import (
    WAITS,
    Fate,
    NotAllowed,
    NotTextable,
    check_words,
    fate,
    fate_of_answer,
    text_number,
    wait_after,
    what_follows,
)
from mash.outbox.states import State


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


@pytest.mark.parametrize(("status", "expected"), [(0, Fate.IN_DOUBT), (302, Fate.IN_DOUBT), (400, Fate.REFUSED), (403, Fate.REFUSED), (408, Fate.TRY_AGAIN), (429, Fate.TRY_AGAIN), (500, Fate.TRY_AGAIN), (503, Fate.TRY_AGAIN)])  # fmt: skip
def test_what_an_answer_says(status, expected):
    assert fate_of_answer(status) == expected


@pytest.mark.parametrize(("status", "expected"), [(422, Fate.REFUSED), (429, Fate.IN_DOUBT), (500, Fate.IN_DOUBT), (None, Fate.IN_DOUBT)])  # fmt: skip
def test_of_a_provider_only_a_plain_no_is_believed(status, expected):
    """anymail's errors carry the answer; a provider can't be asked afterwards."""
    error = RuntimeError()
    error.status_code = status
    assert fate(error) == expected


LAST = len(WAITS) + 1


@pytest.mark.parametrize(
    ("what", "attempts", "askable", "expected"),
    [
        (Fate.TRY_AGAIN, 1, False, (State.WAITING, WAITS[0])),
        (Fate.TRY_AGAIN, LAST, True, (State.DEAD, None)),
        (Fate.IN_DOUBT, 1, True, (State.IN_DOUBT, WAITS[0])),
        (Fate.IN_DOUBT, 1, False, (State.IN_DOUBT, None)),
        (Fate.IN_DOUBT, LAST, True, (State.IN_DOUBT, None)),
        (Fate.REFUSED, 1, True, (State.DEAD, None)),
        (Fate.BY_HAND, 1, True, (State.TO_POST, None)),
    ],
)
def test_what_follows_from_a_fault(what, attempts, askable, expected):
    assert what_follows(what, attempts, askable=askable) == expected


@pytest.mark.parametrize("written", ["07700 900982", "+44 7700 900 982", "0044 (0)7700-900982", " 07700900982 "])
def test_a_mobile_number_as_people_write_it(written):
    assert text_number(written) == "+447700900982"


@pytest.mark.parametrize(("written", "number"), [("07624 900000", "+447624900000"), ("+353 87 123 4567", "+353871234567")])
def test_mobiles_from_elsewhere(written, number):
    assert text_number(written) == number


@pytest.mark.parametrize("written", ["01632 960001", "0808 157 0001", "070 0012 3456", "07600 123456", "07700 90098", "+353 1 234 5678", "999", "", "my sister's"])  # fmt: skip
def test_other_numbers_receive_no_texts(written):
    with pytest.raises(NotTextable):
        text_number(written)
