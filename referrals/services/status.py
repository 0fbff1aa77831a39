"""A referrer asks what became of their report: with reference and code, or by the key of their agency's system."""

from hashlib import sha256

from django.core.cache import cache

from mash.references import read_reference
from mash.trail.services import Actor, record_apart
from mash.trail.verbs import Verb

from ..codes import matches
from ..models import Referral
from .accepting import REFERRER

TRIES = 5
WAIT_MINUTES = 15


class TooManyTries(Exception):
    """Wrong codes too often: wait."""


def open_status(*, reference: str, code: str) -> Referral | None:
    """The referrer's report, or nothing: a wrong code and an unknown reference are the same.

    The right code opens however many wrong ones came before it: whoever knows a reference must not be able to shut its
    referrer out. A code has 60 bits, so waiting spares us work and guards nothing that guessing could reach.
    """
    reference = read_reference(reference, "R")
    key = "status:" + sha256(reference.encode(errors="replace")).hexdigest()
    found = (
        Referral.objects.select_related("case").filter(reference=reference).first() if reference.isprintable() else None
    )
    if found is None or not matches(code, found.code_sha256):
        tries = cache.get(key, 0)
        if tries >= TRIES:
            raise TooManyTries
        cache.set(key, tries + 1, WAIT_MINUTES * 60)
        return None
    cache.delete(key)
    _record_look(found, REFERRER)
    return found


def follow_referral(*, reference: str, agency_id: int, by: Actor) -> Referral | None:
    """What an agency's system sent, to follow it; nothing for any other agency's, as if there were none.

    A lapsed sharing agreement does not end it: what is told here was written to this referrer about their own report.
    """
    reference = read_reference(reference)
    if not reference.isprintable():
        return None
    found = Referral.objects.select_related("case").filter(reference=reference, agency=agency_id).first()
    if found:
        _record_look(found, by)
    return found


def _record_look(found: Referral, by: Actor) -> None:
    chain, detail = f"reads:{found.case.reference}", {"purpose": "status"}
    record_apart(Verb.VIEWED, chain=chain, by=by, subject=found.reference, detail=detail)
