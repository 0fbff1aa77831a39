"""Finding an adult: search before create."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from .models import Address, Adult
from .rules import LEAST, Described, Likeness, beginning_of, house_number, likeness, sound_of, variants_of

MOST = 20
LOOKED_AT = 200
"""So many records are compared closely: those with the strongest clues first."""


@dataclass(frozen=True)
class Candidate:
    """One record that might be the adult, with how alike it is and why."""

    adult: Adult
    postcode: str
    likeness: Likeness


def candidates(sought: Described, among: QuerySet[Adult] | None = None) -> list[Candidate]:
    """Records that might be the adult, the likeliest first; each says why it is there. Two queries.

    `among`: the records that exist for whoever searches.
    """
    clues = _clues(sought)
    year = [(15, Q(born_on__year=sought.born_year))] if sought.born_year else []
    strength = sum(
        # A year alone brings nobody in: it tells apart those whom another clue has found.
        (Case(When(clue, then=Value(points)), default=Value(0), output_field=IntegerField()) for points, clue in clues + year),
        start=Value(0),
    )
    any_clue = Q(pk__in=[])
    for _, clue in clues:
        any_clue |= clue
    found = (Adult.objects.all() if among is None else among).alias(called=Lower("known_as"), given=Lower("given_name"), family=Lower("family_name"))
    found = found.filter(any_clue).alias(strength=strength).order_by("-strength", "pk").prefetch_related("addresses")
    rows = [_candidate(sought, adult) for adult in found[:LOOKED_AT]]
    return sorted((row for row in rows if row.likeness.worth_showing), key=lambda row: (-row.likeness.score, row.adult.pk))[:MOST]


def _clues(sought: Described) -> list[tuple[int, Q]]:
    """What makes a record worth a closer look, with its weight."""
    clues = []
    if sought.nhs_number:
        clues.append((60, Q(nhs_number=sought.nhs_number)))
    if sought.born_on:
        clues.append((30, Q(born_on=sought.born_on)))
    if digits := "".join(filter(str.isdigit, sought.phone))[-6:]:
        # However it is written, its last digits follow each other.
        clues.append((15, Q(phone__regex=r"\D*".join(digits) + r"\D*$")))
    if sought.postcode:
        there = Address.objects.filter(postcode__iregex=rf"^\s*{beginning_of(sought.postcode)}\s*$")
        clues.append((20, Q(pk__in=there.values("adult"))))
    if places := _places(sought.address):
        clues.append((20, Q(pk__in=Address.objects.filter(places).values("adult"))))
    return clues + _names(sought.name)


def _places(address: str) -> Q | None:
    """The house number, and the first long word of the street as it begins: the rest may be spelt otherwise."""
    street = next(iter(re.findall(r"[^\W\d_]{4,}", address)), "")
    number = house_number(address)
    if not number or not street:
        return None
    return Q(text__iregex=rf"\m{number}\M") & Q(text__icontains=street[:4])


def _names(name: str) -> list[tuple[int, Q]]:
    clues = []
    for word in name.split():
        forms = variants_of(word)
        clues.append((10, Q(family=word.lower()) | Q(called__in=forms)))
        clues.append((5, Q(given__in=forms)))
        if len(word) >= LEAST:
            clues.append((3, Q(family__startswith=word.lower()) | Q(given__startswith=word.lower())))
    sound = sound_of(name)
    return [*clues, (20, Q(sound=sound))] if sound else clues


def _candidate(sought: Described, adult: Adult) -> Candidate:
    """Compared with each place where the adult lives or lived: the likeliest counts."""
    places = [(place.text, place.postcode) for place in adult.addresses.all()] or [("", "")]
    best = max((likeness(sought, described_by(adult, *place)) for place in places), key=lambda found: found.score)
    return Candidate(adult, next((postcode for _, postcode in places if postcode), ""), best)


def described_by(adult: Adult, text: str = "", postcode: str = "") -> Described:
    """A record as a comparison sees it, at one of its places."""
    name = f"{adult.given_name} {adult.family_name}".strip() or adult.known_as
    return Described(name, adult.born_on, adult.nhs_number, postcode, adult.phone, text, adult.known_as)


def named(word: str, of: str = "") -> Q:
    """A part of any of the adult's names, or a form of the first: Peggy is found as Margaret. `of`: the way to the adult."""
    forms = "|".join(re.escape(form) for form in sorted(variants_of(word)))
    part = Q(**{f"{of}given_name__icontains": word}) | Q(**{f"{of}family_name__icontains": word}) | Q(**{f"{of}known_as__icontains": word})
    return part | Q(**{f"{of}given_name__iregex": rf"^({forms})$"}) | Q(**{f"{of}known_as__iregex": rf"^({forms})$"})


def sounding_like(words: list[str], of: str = "") -> Q:
    """Adults among whose names there is one for each of these words that sounds like it; a word without a sound must stand
    there as it is.
    """
    found = Q()
    for word in words:
        keys = sound_of(word).split()
        found &= reduce(and_, (Q(**{f"{of}sound__regex": rf"\m{key}\M"}) for key in keys)) if keys else named(word, of)
    return found
