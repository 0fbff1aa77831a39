"""`manage.py seed_demo`: builds the invented town, once. Where organisations exist it changes nothing."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mash.demo.town import build_town
from mash.organisations.models import Organisation


class Command(BaseCommand):
    help = __doc__

    def handle(self, *, verbosity: int, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demo: DEMO is off. Nothing was written.")
        if Organisation.objects.exists():
            return
        build_town()
        if verbosity:
            self.stdout.write("An invented Luton has been built.")
