"""How alike two descriptions of an adult are, with the reasons in words."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import jellyfish
import phonenumbers
from nicknames import NickNamer

CONFIDENT = 70
"""So alike that a person would be surprised if it were somebody else (assumption; a person links, whatever the score)."""
WORTH_A_LOOK = 30
"""As much as one whole name or one date of birth: below it, little speaks for the same person."""
PART_OF_POSTCODE = 5
ALIKE = 0.88
LEAST = 3
"""So many letters of a name find it."""
SHORT = {"road": "rd", "street": "st", "avenue": "ave", "close": "cl", "court": "ct", "flat": "fl", "drive": "dr"}


def sound_of(*names: str) -> str:
    """How names sound: Siobhan and Shivawn share a key, so that a name heard over the phone is found."""
    words = [word for name in names for word in name.replace("-", " ").split()]
    return " ".join(sorted(_sound(word) for word in words if word.isalpha()))[:60]


@lru_cache(maxsize=1)
def _nicknames() -> NickNamer:
    return NickNamer()


def variants_of(word: str) -> frozenset[str]:
    """Names that people use for one another: Peggy and Margaret. The word itself is one of them."""
    word = word.casefold()
    return frozenset({word} | _nicknames().nicknames_of(word) | _nicknames().canonicals_of(word))


@dataclass(frozen=True)
class Described:
    """What is known of an adult, on record or as a worker types it."""

    name: str = ""
    born_on: date | None = None
    nhs_number: str = ""
    postcode: str = ""
    phone: str = ""
    address: str = ""
    known_as: str = ""
    born_year: int | None = None


@dataclass(frozen=True)
class Likeness:
    """How alike, 0 to 100, and why: each part with its points. It proposes; a person decides."""

    score: int
    parts: tuple[tuple[int, str], ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for it and against it, without the points."""
        return tuple(words for _, words in self.parts)

    @property
    def confident(self) -> bool:
        """Very likely the same person, and nothing speaks against it."""
        return self.score >= CONFIDENT and all(points > 0 for points, _ in self.parts)

    @property
    def worth_showing(self) -> bool:
        """Something speaks for it, if only a part of the town; against anything else, that part alone does not."""
        return self.score > 0 or any(points > PART_OF_POSTCODE for points, _ in self.parts)

    @property
    def in_words(self) -> str:
        """What the score comes to, said first: points alone tell nobody anything."""
        if self.confident:
            return "Probably the same person"
        return "Possibly the same person" if self.score >= WORTH_A_LOOK else "Unlikely to be the same person"


def likeness(sought: Described, found: Described) -> Likeness:
    """Compare what was typed with a record. No score links anything by itself: records are never merged by code."""
    weights = [
        _same(sought.nhs_number, found.nhs_number, 60, -60, "NHS number"),
        _same(sought.born_on, found.born_on, 30, -20, "date of birth"),
        _name(sought, found),
        _address(sought.address, found.address),
        _year(sought, found),
        _postcode(sought.postcode, found.postcode),
        (15, "same phone number") if sought.phone and dialled(sought.phone) == dialled(found.phone) else None,
    ]
    parts = tuple(part for part in weights if part)
    return Likeness(max(0, min(100, sum(points for points, _ in parts))), parts)


def _same(sought: object, found: object, yes: int, no: int, what: str) -> tuple[int, str] | None:
    """What is known on both sides speaks for it or against it; what is missing says nothing."""
    if not sought or not found:
        return None
    return (yes, f"same {what}") if sought == found else (no, f"another {what}")


def _year(sought: Described, found: Described) -> tuple[int, str] | None:
    if sought.born_on or not sought.born_year or not found.born_on:
        return None
    same = sought.born_year == found.born_on.year
    return (10, "same year of birth") if same else (-10, "another year of birth")


def _postcode(sought: str, found: str) -> tuple[int, str] | None:
    """The whole of it, or as much as is known: LU1 is a part of the town."""
    if not sought or not found:
        return None
    if _fold(sought) == _fold(found):
        return (20, "same postcode")
    return (PART_OF_POSTCODE, "same part of the postcode") if re.fullmatch(beginning_of(sought), found, re.IGNORECASE) else None


def beginning_of(postcode: str) -> str:
    """A pattern of the postcodes that begin so, whole words of it only: LU1 is not the beginning of LU11 9ZZ."""
    part = r"\s*".join(re.escape(sign) for sign in _fold(postcode))
    return rf"{part}\s*(\d[a-z]{{2}}|[a-z]{{1,2}})?"


def _name(sought: Described, found: Described) -> tuple[int, str] | None:
    """The best that can be said of the names: of all that the adult is called, on both sides."""
    pairs = [(one, other) for one in _names(sought) for other in _names(found)]
    tests = [
        (30, "same name", lambda a, b: _fold(a) == _fold(b)),
        (25, "a form of the same name", _variant),
        (20, "similar name", lambda a, b: jellyfish.jaro_winkler_similarity(_fold(a), _fold(b)) > ALIKE),
        (20, "name sounds alike", lambda a, b: bool(sound_of(a)) and sound_of(a) == sound_of(b)),
        (10, "part of the name", _part),
    ]
    return next(((points, words) for points, words, holds in tests if any(holds(a, b) for a, b in pairs)), None)


def _names(person: Described) -> list[str]:
    family = person.name.split()[-1] if " " in person.name.strip() else ""
    called = f"{person.known_as} {family}" if person.known_as and " " not in person.known_as else person.known_as
    return [name for name in (person.name, called.strip()) if name.strip()]


def _variant(one: str, other: str) -> bool:
    """Word by word, each is a form of the other: Peggy Ashdown and Margaret Ashdown."""
    a, b = one.split(), other.split()
    return len(a) == len(b) > 1 and all(variants_of(x) & variants_of(y) for x, y in zip(a, b, strict=True))


def _part(one: str, other: str) -> bool:
    """A word of three letters or more begins a word of the other name."""
    return any(len(a) >= LEAST and b.startswith(a) for a in one.casefold().split() for b in other.casefold().split())


def _address(sought: str, found: str) -> tuple[int, str] | None:
    """The house number must be the same; the street may be spelt otherwise."""
    if not sought or not found or house_number(sought) != house_number(found):
        return None
    alike = jellyfish.jaro_winkler_similarity(_street(sought), _street(found)) > ALIKE
    return (20, "same address") if alike else None


def house_number(address: str) -> str:
    """The first number of an address, with its letter: 14, 3a; empty where there is none."""
    return next(iter(re.findall(r"\d+[a-z]?", address.casefold())), "")


def _street(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.split(",")[0].casefold())
    return "".join(SHORT.get(word, word) for word in words)


def dialled(phone: str) -> str:
    """A number as it is dialled from anywhere; what is no number stays as it was written."""
    try:
        read = phonenumbers.parse(phone, "GB")
    except phonenumbers.NumberParseException:
        return _fold(phone)
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def _sound(word: str) -> str:
    # Metaphone knows that Catherine and Kathryn begin alike, Soundex that b and v do: each takes what the other leaves.
    return jellyfish.soundex(jellyfish.metaphone(word).replace("0", "T"))


def _fold(text: str) -> str:
    return "".join(text.casefold().split())
