"""A referrer asks, with reference and code, what became of their report."""

from hashlib import sha256

from django.core.cache import cache

from mash.references import read_reference
from mash.trail.services import record_apart
from mash.trail.verbs import Verb

from ..codes import matches
from ..models import Referral
from .accepting import REFERRER

TRIES = 5
WAIT_MINUTES = 15


class TooManyTries(Exception):
    """Wrong codes too often: wait."""


def open_status(*, reference: str, code: str) -> Referral | None:
    """The referrer's report, or nothing: a wrong code and an unknown reference are the same."""
    reference = read_reference(reference)
    key = "status:" + sha256(reference.encode(errors="replace")).hexdigest()
    tries = cache.get(key, 0)
    if tries >= TRIES:
        raise TooManyTries
    found = (
        Referral.objects.select_related("case").filter(reference=reference).first() if reference.isprintable() else None
    )
    if found is None or not matches(code, found.code_sha256):
        cache.set(key, tries + 1, WAIT_MINUTES * 60)
        return None
    cache.delete(key)
    record_apart(
        Verb.VIEWED,
        chain=f"reads:{found.case.reference}",
        by=REFERRER,
        subject=found.reference,
        detail={"purpose": "status"},
    )
    return found
