"""`manage.py poll_mailbox`: looks into the mailbox again and again, as the worker does, until it is asked to stop."""

import signal
from threading import Event

from django.core.management.base import BaseCommand, CommandParser

from ...services.mailbox import sweep_mailbox


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=30.0, help="seconds between two looks")

    def handle(self, *, every: float, **options: object) -> None:
        stopping = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        while not stopping.is_set():
            if not sweep_mailbox():
                stopping.wait(every)
