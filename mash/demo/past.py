"""Lets a use case of the demo happen some time ago."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, it is then, also for the history that the database keeps. The trail is not fooled: its lines carry the time at
    which they were really written.
    """
    real = timezone.now
    timezone.now = lambda: moment
    before = _told(moment.isoformat())
    try:
        yield
    finally:
        timezone.now = real
        if not connection.needs_rollback:
            _told(before)


def _told(moment: str) -> str:
    """Tell the database's history what time it is; empty: its own clock. What it was told before."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('mash.then', true), ''), set_config('mash.then', %s, false)", [moment])
        return cursor.fetchone()[0]
