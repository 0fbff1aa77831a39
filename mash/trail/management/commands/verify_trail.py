"""`manage.py verify_trail`: exits 0 only if every chain of the trail verifies."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mash.trail.queries import faults


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: object) -> None:
        found = 0
        for fault in faults(read_anchors(settings.TRAIL_ANCHOR_FILE)):
            self.stderr.write(fault)
            found += 1
        if found:
            raise CommandError(f"The trail does not verify: {found} faults.")
        self.stdout.write("The trail verifies.")


def read_anchors(path: str) -> dict[str, tuple[int, str]]:
    """The last anchored head of each chain."""
    if not path or not Path(path).exists():
        return {}
    anchors: dict[str, tuple[int, str]] = {}
    for line in Path(path).read_text().splitlines():
        anchors |= {chain: (seq, hash_) for chain, seq, hash_ in json.loads(line)["heads"]}
    return anchors
