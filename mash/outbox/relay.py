"""The relay: takes one message at a time, sends it, and writes down what became of it. It outlives its database."""

import contextlib
import logging
import time
from collections.abc import Callable
from functools import partial
from threading import Event

from django.db import InterfaceError, OperationalError, connection

from mash.health.services import record_heartbeat

from .channels import MODULES
from .models import Message
from .rules import Fate, NotSent
from .services import BELL, doubt_abandoned, record_fault, record_sent, take_message
from .states import ASKABLE

POLL = 1.0
HEARTBEAT = 30.0
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
    """Hand one message to its carrier, and return what is to be written down about it.

    Whatever was tried before is looked for first: it may have arrived though we were told otherwise, or nothing.
    """
    attempt = {"message_id": message.pk, "attempt": message.attempts}
    carrier = MODULES[message.carrier]
    try:
        if message.attempts == 1 or message.carrier not in ASKABLE or not carrier.found(message):
            carrier.send(message)
    except NotSent as fault:
        return partial(record_fault, fate=fault.fate, fault=fault.fault, **attempt)
    except Exception as error:  # noqa: BLE001 (a fault that nobody foresaw leaves the message in doubt)
        return partial(record_fault, fate=Fate.IN_DOUBT, fault=type(error).__name__, **attempt)
    return partial(record_sent, **attempt)
