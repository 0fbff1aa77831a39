"""`manage.py relay`: sends waiting messages until it is asked to stop. More than one may run at once."""

import signal

from django.core.management.base import BaseCommand

from mash.outbox.relay import Relay


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: object) -> None:
        relay = Relay()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop())
        relay.run()
