"""E-mail by whatever EMAIL_BACKEND names: a mail server, or a provider through anymail. It can't be asked afterwards."""

import contextlib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from ..models import Message
from ..rules import Fate, NotSent, fate

# Each answer of the mail server is waited for so long: a stop is a matter of seconds, and far below the lease.
PATIENCE = 10


def send(message: Message) -> None:
    """Open the door apart from going through it: until it is open, nothing has left the house."""
    door = get_connection(timeout=PATIENCE)
    try:
        door.open()
    except Exception as error:
        raise _not_sent(Fate.TRY_AGAIN, error) from error
    try:
        door.send_messages([_email(message)])
    except Exception as error:
        raise _not_sent(fate(error), error) from error
    finally:
        # The message is with the server or it isn't: a rude good-bye changes nothing.
        with contextlib.suppress(Exception):
            door.close()


def _not_sent(what: Fate, error: Exception) -> NotSent:
    code = getattr(error, "smtp_code", "") or getattr(error, "status_code", "") or ""
    return NotSent(what, f"{type(error).__name__} {code}".strip())


def _email(message: Message) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{message.reference}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(message.subject, message.body, to=[message.recipient], headers=headers)
