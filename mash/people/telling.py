"""What somebody's own words say of who an adult is, and where a record says otherwise. Plain Python."""

import re
from datetime import date
from hashlib import sha256

import jellyfish

from .rules import ALIKE, Described, house_number, sound_of, variants_of

CHILD_UNTIL = 18
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "lady", "dame", "rev", "prof"}
NO_NAME = {
    "a", "an", "the", "my", "our", "his", "her", "their", "this", "that", "some", "someone", "somebody", "unknown", "not", "no",
    "mum", "mother", "dad", "father", "nan", "gran", "neighbour", "possibly", "maybe", "name", "n/a", "none", "?",
}  # fmt: skip
"""Words with which a description begins: "the man at number 9" names nobody."""
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b", re.IGNORECASE)
PHONE = re.compile(r"(?<!\d)(?:\+44|0)[\d ()\-]{7,14}\d(?!\d)")
LONGEST_PLACE = 150


def name_in(said: str) -> str:
    """The name in what a referrer wrote, without its title; empty where they describe somebody instead."""
    words = [word.strip(".,;:()\"'") for word in re.split(r"[,(/]", said.strip())[0].split()]
    words = [word for word in words if word]
    if not words or words[0].casefold() in NO_NAME:
        return ""
    return " ".join(word for word in words if word.casefold() not in TITLES)


def described(name: str, where: str, other: str, born_on: date | None, nhs_number: str) -> Described:
    """What a report says of the adult, as a search understands it."""
    place, rest = POSTCODE.search(where) or POSTCODE.search(other), f"{where} {other}"
    phone = PHONE.search(rest)
    line = " ".join(POSTCODE.sub("", where).split()).strip(" ,.")
    return Described(
        name=name_in(name), born_on=born_on, nhs_number=nhs_number, phone=phone.group() if phone else "",
        postcode=f"{place[1]} {place[2]}".upper() if place else "",
        address=line if house_number(line) and len(line) <= LONGEST_PLACE else "",
    )  # fmt: skip


def contradictions(said: Described, record: Described) -> list[str]:
    """Where a record says otherwise than a report, each in words. What one of them leaves out contradicts nothing.

    Whoever links them all the same says why: a wrong link shows one adult's life to another's worker.
    """
    found = []
    if said.nhs_number and record.nhs_number and said.nhs_number != record.nhs_number:
        found.append(f"NHS number: the report says {spaced(said.nhs_number)}, the record {spaced(record.nhs_number)}.")
    if said.born_on and record.born_on and said.born_on != record.born_on:
        found.append(f"Date of birth: the report says {in_words(said.born_on)}, the record {in_words(record.born_on)}.")
    if unlike_names(said.name, record):
        found.append(f"Name: the report says {said.name}, the record {record.name or record.known_as}.")
    return found


def unlike_names(said: str, record: Described) -> bool:
    """Whether the first or the last word of a name is like none of the names on record. An initial is like its name."""
    words = re.split(r"[\s\-]+", said.strip())
    known = [word for name in (record.name, record.known_as) for word in re.split(r"[\s\-]+", name) if word]
    if not said.strip() or not known:
        return False
    return not all(any(_like(word, other) for other in known) for word in {words[0], words[-1]})


def _like(one: str, other: str) -> bool:
    a, b = one.casefold(), other.casefold()
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    alike = jellyfish.jaro_winkler_similarity(a, b) > ALIKE
    return alike or bool(variants_of(a) & variants_of(b)) or bool(sound_of(a)) and sound_of(a) == sound_of(b)


def years_old(born_on: date, on: date) -> int:
    """Whole years on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_child(born_on: date | None, on: date) -> bool:
    """Under 18: section 42 of the Care Act 2014 is about adults, and a child's concern goes to the Children's MASH."""
    return born_on is not None and years_old(born_on, on) < CHILD_UNTIL


def spaced(nhs_number: str) -> str:
    """An NHS number as people read it out: 999 000 0018."""
    return f"{nhs_number[:3]} {nhs_number[3:6]} {nhs_number[6:]}"


def in_words(day: date) -> str:
    """A day as a sentence says it."""
    return f"{day.day} {day:%B %Y}"


def safe_mark(safe_by: str, safe_when: str, communication_needs: str) -> str:
    """A mark of one way to reach somebody safely: a page carries it to tell whether it changed meanwhile, and it says nothing."""
    return sha256("\x1f".join((str(safe_by), safe_when, communication_needs)).encode()).hexdigest()[:16]
