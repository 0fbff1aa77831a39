"""`manage.py seed_demo`: builds the invented town and tells its stories, once.

Begun and interrupted, it goes on where it stopped. Where organisations of another kind exist it changes nothing.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mash.demo.earlier import tell_last_year
from mash.demo.mails import deliver_mails
from mash.demo.proposals import propose_changes, propose_partners, propose_times
from mash.demo.stories import tell_stories
from mash.demo.town import build_town, is_ours, known_town
from mash.organisations.models import Organisation
from triage.services.patterns import sweep_patterns


class Command(BaseCommand):
    help = __doc__

    def handle(self, *, verbosity: int, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demo: DEMO is off. Nothing was written.")
        if Organisation.objects.exists() and not is_ours():
            return
        town = known_town() if is_ours() else build_town()
        propose_changes(town.people)
        propose_times(town.people)
        propose_partners(town.people, town.organisations)
        told = tell_stories(town)
        tell_last_year(town)
        deliver_mails()
        sweep_patterns()
        if verbosity and told:
            self.stdout.write(f"An invented Luton, and {told} concerns in it.")
