"""`manage.py anchor_trail`: copies the heads of the chains to TRAIL_ANCHOR_FILE, which lives outside the database."""

import json
import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mash.trail.management.commands.verify_trail import read_anchors
from mash.trail.models import Head


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: object) -> None:
        path = settings.TRAIL_ANCHOR_FILE
        if not path:
            raise CommandError("Set TRAIL_ANCHOR_FILE to a file outside the database's disk.")
        known = read_anchors(path)
        heads = [(h.chain, h.seq, h.hash) for h in Head.objects.order_by("chain") if known.get(h.chain) != (h.seq, h.hash)]
        with open(path, "a") as file:
            file.write(json.dumps({"at": timezone.now().isoformat(), "heads": heads}) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.stdout.write(f"{len(heads)} heads anchored.")
