"""When two records speak of the same person, provider, ward or address. Nothing is merged: a key only brings records together.

What could be somebody else stays apart: a pattern that is not there costs trust, and may wrong somebody (assumption).
"""

import re
from dataclasses import dataclass

from mash.people.rules import SHORT

from .states import Grouping

TITLES = frozenset({
    "doctor", "dr", "miss", "mr", "mrs", "ms", "mx", "nurse", "prof", "professor", "rev", "sir",
})  # fmt: skip
NOBODY = frozenset({
    "a", "agency", "an", "and", "at", "brother", "by", "called", "care", "carer", "carers", "daughter",
    "father", "female", "friend", "from", "her", "his", "home", "husband", "if", "known", "male", "man", "men",
    "mother", "my", "name", "named", "neighbour", "nephew", "niece", "no", "nobody", "not", "of", "our",
    "partner", "person", "sister", "somebody", "someone", "son", "staff", "team", "the", "their",
    "unknown", "unnamed", "who", "wife", "woman", "women", "worker", "yet",
})  # fmt: skip
"""A "name" with one of these words describes somebody and names nobody."""
FAMILY = frozenset({
    "aunt", "brother", "cousin", "daughter", "ex", "family", "father", "grandchild", "granddaughter",
    "grandson", "husband", "mother", "nephew", "niece", "parent", "partner", "relative", "sister", "son",
    "spouse", "stepdaughter", "stepson", "uncle", "wife",
})  # fmt: skip
COMPANY = frozenset({
    "and", "cic", "limited", "llp", "ltd", "plc", "the", "uk",
})  # fmt: skip
GENERIC = frozenset({
    "a", "agency", "an", "care", "carers", "centre", "company", "council", "day", "for", "from", "home",
    "homes", "hospital", "house", "known", "living", "local", "nhs", "not", "nursing", "of", "organisation",
    "provider", "residential", "service", "services", "staff", "support", "surgery", "team", "the", "trust",
    "unknown", "ward", "yet",
})  # fmt: skip
"""Words that say what kind of place it is; a name of nothing else is no name."""
TOWN = frozenset({"bedfordshire", "beds", "luton"})
POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}")


@dataclass(frozen=True)
class Subject:
    """What records may have in common, by a key that is compared and never shown."""

    grouping: Grouping
    key: str


def person_key(name: str) -> str:
    """A full name without case, titles and signs, "Doe, Kevin" the right way round; empty where it names nobody surely."""
    first, _, last = name.partition(",")
    rest = _words(last)
    turned = f"{last} {first}" if _nameable(rest) else first
    words = [word for word in _words(turned) if word not in TITLES]
    whole = 2 <= len(words) <= 4 and all(len(word) > 1 for word in words)
    return " ".join(words) if whole and _nameable(words) else ""


def _nameable(words: list[str]) -> bool:
    return all(word.isalpha() for word in words) and not NOBODY & set(words)


def organisation_key(name: str) -> str:
    """A provider's name without its legal form; empty where it only says what kind of provider it is."""
    words = [word for word in _words(name) if word not in COMPANY]
    return " ".join(words) if set(words) - GENERIC else ""


def provider_key(name: str) -> str:
    """The same for a list in which every provider stands: one of whose name only its kind is left counts as it is written."""
    return organisation_key(name) or " ".join(_words(name)) or name


def address_key(text: str, postcode: str) -> str:
    """Where somebody lives, however it is spelt: the words without the town, and the whole postcode if there is one.

    Without a postcode only a numbered address is comparable; a part of a postcode is none.
    """
    code = "".join(postcode.casefold().split())
    code = code if POSTCODE.fullmatch(code) else ""
    plain = re.sub(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", " ", text.casefold())
    words = [SHORT.get(word, word) for word in _words(plain) if word not in TOWN]
    numbered = any(word[0].isdigit() for word in words)
    return f"{' '.join(words)} {code}".strip() if len(words) >= 2 and (code or numbered) else ""


def source_subjects(
    name: str, *, is_organisation: bool, position_of_trust: bool, relationship: str, adult: int | None
) -> list[Subject]:
    """What an alleged source of harm may have in common with others.

    A relative, and somebody of whom nothing is said, is compared within the concerns about one adult only: two families
    have a David Jones. Somebody in a position of trust, a neighbour or a "friend" is compared by the full name everywhere.
    """
    if is_organisation:
        return place_subjects(name)
    key = person_key(name)
    if not key:
        return []
    if position_of_trust:
        return [Subject(Grouping.STAFF, key)]
    if relationship.strip() and not FAMILY & set(_words(relationship)):
        return [Subject(Grouping.SOURCE, key)]
    return [Subject(Grouping.SOURCE, f"{key} of {adult}")] if adult else []


def place_subjects(name: str) -> list[Subject]:
    """A provider, and its ward or unit where one is written after a comma: "Luton Vale Hospital, Ward 7"."""
    provider, _, ward = name.partition(",")
    key, within = organisation_key(provider), " ".join(_words(ward))
    if not key:
        return []
    return [Subject(Grouping.PROVIDER, key)] + ([Subject(Grouping.WARD, f"{key}, {within}")] if within else [])


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['’]", "", text.casefold()).replace("&", " and "))
