"""The relay: takes one message at a time, sends it, and writes down what became of it. It outlives its database."""

import contextlib
import logging
import time
from collections.abc import Callable
from email.utils import parseaddr
from threading import Event

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError, connection

from mash.health.services import record_heartbeat

from .models import Message
from .rules import Fate, fate
from .services import BELL, doubt_abandoned, record_fault, record_sent, take_message

POLL = 1.0
HEARTBEAT = 30.0
# Each answer of the mail server is waited for so long: a stop is a matter of seconds, and far below the lease.
PATIENCE = 10
DATABASE_AWAY = (OperationalError, InterfaceError)

log = logging.getLogger(__name__)


class Relay:
    """One process's loop. `stop` may be called from a signal handler."""

    def __init__(self) -> None:
        self._stopping = Event()
        self._beaten_at = float("-inf")
        self._listening = False

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            self._survive(self._round)

    def _round(self) -> None:
        self._listen()
        self._beat()
        doubt_abandoned()
        while not self._stopping.is_set() and self.send_next():
            self._beat()
        self._wait_for_the_bell()

    def send_next(self) -> bool:
        """Send one message, if one is due."""
        message = take_message()
        if message is None:
            return False
        write_down = deliver(message)
        # What became of it is known only here: wait for the database rather than leave it in doubt.
        while not self._survive(write_down) and not self._stopping.is_set():
            pass
        return True

    def _survive(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except DATABASE_AWAY:
            log.warning("the database is away, trying again")
            self._listening = False
            with contextlib.suppress(*DATABASE_AWAY):
                connection.close()
            self._stopping.wait(POLL)
            return False
        return True

    def _listen(self) -> None:
        if not self._listening or connection.connection is None:
            with connection.cursor() as cursor:
                cursor.execute(f"listen {BELL}")
            self._listening = True

    def _wait_for_the_bell(self) -> None:
        with connection.wrap_database_errors:
            for _ in connection.connection.notifies(timeout=POLL, stop_after=1):
                return

    def _beat(self) -> None:
        if time.monotonic() - self._beaten_at >= HEARTBEAT:
            record_heartbeat(name="relay")
            self._beaten_at = time.monotonic()


def deliver(message: Message) -> Callable[[], None]:
    """Hand one message to the mail server, and return what is to be written down about it."""
    door = get_connection(timeout=PATIENCE)
    try:
        door.open()
    except Exception as error:  # noqa: BLE001 (whatever it is, nothing has left the house yet)
        return _fault(message, Fate.TRY_AGAIN, error)
    try:
        door.send_messages([_email(message)])
    except Exception as error:  # noqa: BLE001 (a fault that is not known for certain leaves the message in doubt)
        return _fault(message, fate(error), error)
    finally:
        # The message is with the server or it isn't: a rude good-bye changes nothing.
        with contextlib.suppress(Exception):
            door.close()
    return lambda: record_sent(message_id=message.pk)


def _fault(message: Message, what: Fate, error: Exception) -> Callable[[], None]:
    kind = type(error).__name__
    code = getattr(error, "smtp_code", "")
    return lambda: record_fault(message_id=message.pk, fate=what, fault=f"{kind} {code}".strip())


def _email(message: Message) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{message.reference}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(message.subject, message.body, to=[message.recipient], headers=headers)
