"""Finding an adult: search before create."""

from dataclasses import dataclass

from django.db.models import Q

from .models import Adult
from .rules import Described, Likeness, likeness, sound_of

MOST = 20


@dataclass(frozen=True)
class Candidate:
    """One record that might be the adult, with how alike it is and why."""

    adult: Adult
    postcode: str
    likeness: Likeness


def candidates(sought: Described) -> list[Candidate]:
    """Records that might be the adult, the likeliest first; each says why it is there."""
    found = Adult.objects.filter(_clues(sought)).prefetch_related("addresses").order_by("pk")[: MOST * 5]
    rows = [_candidate(sought, adult) for adult in found]
    return sorted(rows, key=lambda row: (-row.likeness.score, row.adult.pk))[:MOST]


def _clues(sought: Described) -> Q:
    clues = Q(pk__in=[])
    if sought.nhs_number:
        clues |= Q(nhs_number=sought.nhs_number)
    if sought.born_on:
        clues |= Q(born_on=sought.born_on)
    if sought.phone:
        clues |= Q(phone=sought.phone)
    if sought.postcode:
        clues |= Q(addresses__postcode__iexact=sought.postcode)
    for word in sought.name.split():
        clues |= Q(family_name__iexact=word) | Q(known_as__iexact=word)
    sound = sound_of(sought.name)
    return clues | Q(sound=sound) if sound else clues


def _candidate(sought: Described, adult: Adult) -> Candidate:
    postcode = next((a.postcode for a in adult.addresses.all() if a.postcode), "")
    record = Described(adult.name, adult.born_on, adult.nhs_number, postcode, adult.phone)
    return Candidate(adult, postcode, likeness(sought, record))
