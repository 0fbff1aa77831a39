"""What a message may say, how often it is tried, and what an error while sending it means."""

import smtplib
from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum

# E-mail is read on shared screens and by people who may cause harm: it names nobody and tells nothing of a case.
ALLOWED = frozenset({"reference", "service_name", "hub_phone", "status_url", "sign_in_url", "password_url", "due", "count"})
# Ten minutes of a mail server's restart cost little; four hours without one are somebody's to settle by phone.
WAITS = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 15, 30, 30, 30, 30, 30, 30, 30))
LEASE = timedelta(minutes=2)
"""A message that has been "being sent" for longer than this was dropped by a relay that died."""


class NotAllowed(ValueError):
    """A template or its caller wants to say something that no e-mail may say, or leaves a word out."""


class Fate(StrEnum):
    """What an error while sending says about the message."""

    TRY_AGAIN = "try_again"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"


def check_words(used: Collection[str], given: Mapping[str, str]) -> None:
    """Only the allowed words go into a message, and each that its template uses is given."""
    strange = (set(used) | set(given)) - ALLOWED
    if strange:
        raise NotAllowed(f"no e-mail may carry: {', '.join(sorted(strange))}")
    missing = set(used) - set(given)
    if missing:
        raise NotAllowed(f"the template also needs: {', '.join(sorted(missing))}")


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when it is time to give up and ask a person."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def fate(error: Exception) -> Fate:
    """Whether the mail server said no for good (5xx), said later (4xx), or fell silent after it may have accepted.

    RFC 5321, 4.2.1: a 4yz reply invites another attempt, a 5yz reply forbids it. SMTP can't be asked afterwards.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _by_code(max(codes, default=550))
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code)
    # An address or a header that can't be put into words of SMTP was never offered to the server.
    if isinstance(error, ValueError | smtplib.SMTPNotSupportedError):
        return Fate.REFUSED
    return Fate.IN_DOUBT


def _by_code(code: int) -> Fate:
    if 400 <= code < 500:
        return Fate.TRY_AGAIN
    return Fate.REFUSED if code >= 500 else Fate.IN_DOUBT
