"""A browser says that its person has a case open. No part of the record: no line of trail, no lock, and nothing waits for it."""

from datetime import timedelta

from django.db.models import Case as Either
from django.db.models import F, Value, When
from django.utils import timezone

from mash.accounts.models import User

from ..access import case_beside
from ..models import Presence
from ..presence import FALLS_AWAY, present_beside

LEAVING = FALLS_AWAY - timedelta(seconds=10)
"""Whoever leaves a page mostly opens the next one of the same case: a few seconds later they are there, or gone."""


def be_here(*, reference: str, path: str, writing: bool, by: User) -> list[str]:
    """Two people who work for one adult at the same moment know of each other. Returns who else is there."""
    case, now = case_beside(by, reference, purpose="presence"), timezone.now()
    shown = {"path": path, "seen_at": now, "writing_at": now if writing else None}
    gone = When(seen_at__lt=now - FALLS_AWAY, then=Value(now))
    if not Presence.objects.filter(case=case, person=by).update(since_at=Either(gone, default=F("since_at")), **shown):
        Presence.objects.bulk_create([Presence(case=case, person=by, since_at=now, **shown)], ignore_conflicts=True)
    return present_beside(by, case, path)


def leave(*, reference: str, path: str, by: User) -> None:
    """The page is closed. Unless another one of the case is opened at once, nobody sees this person there any more."""
    mine = Presence.objects.filter(case=case_beside(by, reference, purpose="presence"), person=by, path=path)
    mine.update(seen_at=timezone.now() - LEAVING, writing_at=None)
