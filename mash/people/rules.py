"""How alike two descriptions of an adult are, with the reasons in words."""

from dataclasses import dataclass
from datetime import date

import jellyfish


def sound_of(*names: str) -> str:
    """How names sound: Siobhan and Shivawn share a key, so that a name heard over the phone is found."""
    words = [word for name in names for word in name.replace("-", " ").split()]
    return " ".join(sorted(_sound(word) for word in words if word.isalpha()))[:60]


@dataclass(frozen=True)
class Described:
    """What is known of an adult, on record or as a worker types it."""

    name: str = ""
    born_on: date | None = None
    nhs_number: str = ""
    postcode: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Likeness:
    """How alike, 0 to 100, and why. It proposes; a person decides."""

    score: int
    reasons: tuple[str, ...]


def likeness(sought: Described, found: Described) -> Likeness:
    """Compare what was typed with a record. No score links anything by itself: records are never merged by code."""
    same_name = _fold(sought.name) == _fold(found.name) and sought.name
    near_name = sought.name and found.name and jellyfish.jaro_winkler_similarity(_fold(sought.name), _fold(found.name)) > 0.88
    same_sound = sound_of(sought.name) and sound_of(sought.name) == sound_of(found.name)
    weights = [
        (bool(sought.nhs_number) and sought.nhs_number == found.nhs_number, 60, "same NHS number"),
        (bool(sought.born_on) and sought.born_on == found.born_on, 30, "same date of birth"),
        (bool(same_name), 30, "same name"),
        (bool(near_name and not same_name), 20, "similar name"),
        (bool(same_sound and not same_name and not near_name), 20, "name sounds alike"),
        (bool(sought.postcode) and _fold(sought.postcode) == _fold(found.postcode), 20, "same postcode"),
        (bool(sought.phone) and sought.phone == found.phone, 15, "same phone number"),
    ]
    reasons = tuple(words for holds, _, words in weights if holds)
    return Likeness(min(100, sum(points for holds, points, _ in weights if holds)), reasons)


def _sound(word: str) -> str:
    # Metaphone knows that Catherine and Kathryn begin alike, Soundex that b and v do: each takes what the other leaves.
    return jellyfish.soundex(jellyfish.metaphone(word).replace("0", "T"))


def _fold(text: str) -> str:
    return "".join(text.casefold().split())
