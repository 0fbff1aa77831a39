"""`manage.py seed_bench --cases 10000 --open 200`: fills an empty demo with invented cases, for benchmarks only.

Run again with larger numbers it adds what is missing.
"""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from mash.cases.models import Case
from mash.cases.states import Stage
from mash.demo.bulk import write_cases
from mash.demo.town import build_town, is_ours, known_town
from mash.organisations.models import Organisation


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=10_000, help="all cases, open ones included")
        parser.add_argument("--open", type=int, default=200, dest="still_open")

    def handle(self, *, cases: int, still_open: int, verbosity: int, **options: object) -> None:
        if not settings.DEMO or (Organisation.objects.exists() and not is_ours()):
            raise CommandError("Only an invented town is filled. Nothing was written.")
        town = known_town() if is_ours() else build_town()
        there = Case.objects.exclude(stage=Stage.CLOSED).count()
        closed = Case.objects.filter(stage=Stage.CLOSED).count()
        more_open = max(still_open - there, 0)
        written = write_cases(town, closed=max(cases - still_open - closed, 0), still_open=more_open)
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        if verbosity:
            self.stdout.write(f"{written} invented cases written, {more_open} of them open.")
