"""What a message may say and where it can go, how often it is tried, and what an error while sending it means."""

import smtplib
from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum

import phonenumbers

from .states import State

# E-mail is read on shared screens and by people who may cause harm: it names nobody and tells nothing of a case.
ALLOWED = frozenset({"reference", "service_name", "hub_phone", "status_url", "sign_in_url", "password_url", "due", "count"})
# Ten minutes of a mail server's restart cost little; four hours without one are somebody's to settle by phone.
WAITS = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 15, 30, 30, 30, 30, 30, 30, 30))
LEASE = timedelta(minutes=2)
"""A message that has been "being sent" for longer than this was dropped by a relay that died."""


class NotAllowed(ValueError):
    """A template or its caller wants to say something that no e-mail may say, or leaves a word out."""


class NotTextable(ValueError):
    """This number can't receive text messages. The words can be shown to whoever typed it."""


class Fate(StrEnum):
    """What an error while sending says about the message."""

    TRY_AGAIN = "try_again"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    BY_HAND = "by_hand"


class NotSent(Exception):
    """A carrier did not take a message, or may not have: what is to become of it, and the kind of fault."""

    def __init__(self, what: Fate, fault: str) -> None:
        self.fate, self.fault = what, fault
        super().__init__(fault)


def check_words(used: Collection[str], given: Mapping[str, str]) -> None:
    """Only the allowed words go into a message, and each that its template uses is given."""
    strange = (set(used) | set(given)) - ALLOWED
    if strange:
        raise NotAllowed(f"no message may carry: {', '.join(sorted(strange))}")
    missing = set(used) - set(given)
    if missing:
        raise NotAllowed(f"the template also needs: {', '.join(sorted(missing))}")


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when it is time to give up and ask a person."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def what_follows(what: Fate, attempts: int, *, askable: bool) -> tuple[State, timedelta | None]:
    """What a fault makes of the message, and when the relay comes back to it: never, once it is a person's to settle.

    A message in doubt is looked for before it is sent again, and after a while: one that was accepted may show up late.
    """
    wait = wait_after(attempts)
    if what == Fate.TRY_AGAIN and wait is not None:
        return State.WAITING, wait
    if what == Fate.IN_DOUBT:
        return State.IN_DOUBT, wait if askable else None
    return (State.TO_POST if what == Fate.BY_HAND else State.DEAD), None


def text_number(written: str) -> str:
    """A number as GOV.UK Notify takes it (+447700900123), if it can receive texts.

    Ofcom's plan: British mobile numbers are 07 and nine more digits; 070 are personal numbers, 076 pagers (but 07624 is Man).
    """
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        raise NotTextable("Enter a telephone number, like 07700 900 982") from None
    digits = str(number.national_number)
    british = number.country_code == 44
    mobile = len(digits) == 10 and digits[0] == "7" and (digits[1] not in "06" or digits.startswith("7624"))
    if not (mobile if british else _foreign_mobile(number)):
        raise NotTextable("This number can’t receive text messages. Enter a mobile number, like 07700 900 982")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _foreign_mobile(number: phonenumbers.PhoneNumber) -> bool:
    """In some countries a number does not show whether it is a mobile's."""
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(number) in kinds


def fate(error: Exception) -> Fate:
    """Whether the mail server said no for good (5xx), said later (4xx), or fell silent after it may have accepted.

    RFC 5321, 4.2.1: a 4yz reply invites another attempt, a 5yz reply forbids it. SMTP can't be asked afterwards, nor can
    a provider behind anymail: where its error carries an answer of HTTP, only one that is a plain no is believed.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _by_code(max(codes, default=550))
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code)
    # An address or a header that can't be put into words of SMTP was never offered to the server.
    if isinstance(error, ValueError | smtplib.SMTPNotSupportedError):
        return Fate.REFUSED
    answer = fate_of_answer(getattr(error, "status_code", None) or 0)
    return answer if answer == Fate.REFUSED else Fate.IN_DOUBT


def fate_of_answer(status: int) -> Fate:
    """What an answer of HTTP says: 429 and 5xx are worth another attempt (looked up first), other 4xx are a plain no."""
    if status in (408, 429) or status >= 500:
        return Fate.TRY_AGAIN
    return Fate.REFUSED if 400 <= status < 500 else Fate.IN_DOUBT


def _by_code(code: int) -> Fate:
    if 400 <= code < 500:
        return Fate.TRY_AGAIN
    return Fate.REFUSED if code >= 500 else Fate.IN_DOUBT
