"""What must not stand in a line of one's own to a referrer: the adult, where they live, their numbers, and other people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

SHORT = 3
"""Names of so few letters are words too ("An", "Jo"): they count only when written as a name."""
NHS_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
TITLES = {"Mr", "Mrs", "Miss", "Ms", "Dr", "The", "And", "Our", "His", "Her"}


@dataclass(frozen=True)
class Identity:
    """What would name somebody: names as they stand on record, names as the referrer wrote them, places, numbers."""

    names: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def names_somebody(words: str, identity: Identity) -> str:
    """The first thing in these words that would name somebody, as it is written there; empty when nothing does.

    Whoever reads the status page may be anyone who holds the code: it never names or confirms (workflow, section 6).
    """
    patterns = [*_names(identity), *_places(identity.places), *_numbers(identity.numbers)]
    found = (re.search(pattern, words) for pattern in patterns)
    hit = next((match for match in found if match), None) or NHS_NUMBER.search(words) or POSTCODE.search(words)
    return hit.group().strip() if hit else ""


def _names(identity: Identity) -> Iterable[str]:
    for name in identity.names:
        yield from (_word(part) for part in re.split(r"[\s,]+", name) if len(part) > 1)
    for said in identity.said:
        parts = [part.strip(".,;:()") for part in said.split()]
        yield from (_word(part) for part in parts if part[:1].isupper() and len(part) > 1 and part not in TITLES)


def _word(name: str) -> str:
    """A name as a whole word: "Ann" is not in "Annual", and "Ashdown's" holds it."""
    return (r"" if len(name) <= SHORT else "(?i)") + rf"(?<!\w){re.escape(name)}(?!\w)"


def _places(places: Iterable[str]) -> Iterable[str]:
    """Each part of an address with at least two words, with or without its house number: a town alone names nobody."""
    for part in (part for place in places for part in re.split(r"[,\n]", place)):
        street = re.sub(r"^\s*\d+\w?\s+", "", part).split()
        if len(street) > 1:
            yield r"(?i)(?<!\w)" + r"\s+".join(map(re.escape, street)) + r"(?!\w)"


def _numbers(numbers: Iterable[str]) -> Iterable[str]:
    """The characters of a number in their order, whatever stands between them."""
    for number in numbers:
        signs = [sign for sign in number if sign.isalnum()]
        if len(signs) > SHORT:
            yield r"(?i)(?<!\w)" + r"[\s\-()]*".join(map(re.escape, signs)) + r"(?!\w)"
