"""`manage.py demo_accounts`: prints who can sign in to the demo."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mash.demo.accounts import PASSWORD, PEOPLE, email_of


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demo: DEMO is off.")
        rows = [(role.label, email_of(key), name) for key, role, name, _ in PEOPLE]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            self.stdout.write("  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
        self.stdout.write(f"  Password of all of them: {PASSWORD}")
