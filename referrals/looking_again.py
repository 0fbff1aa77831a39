"""Words of one's own that may tell a referrer of somebody's health, capacity, or of what was alleged."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Delicate:
    """A word as it was written, and what it may tell of."""

    word: str
    about: str


def delicate(words: str, watched: Mapping[str, Collection[str]]) -> list[Delicate]:
    """Each word to look at again, once, as the version of the statements lists them.

    A warning, never a block: "the police told you" may be right to say (UK GDPR article 9; workflow, section 6).
    """
    found: dict[str, Delicate] = {}
    for about, stems in watched.items():
        for stem in stems:
            for hit in re.findall(_pattern(stem), words, re.IGNORECASE):
                found.setdefault(hit.casefold(), Delicate(hit.casefold(), about))
    return sorted(found.values(), key=lambda each: each.word)


def not_confirmed(words: str, watched: Mapping[str, Collection[str]], confirmed: Collection[str]) -> str:
    """What still has to be looked at again, in words; empty when nothing has."""
    left = [f"“{each.word}” ({each.about})" for each in delicate(words, watched) if each.word not in confirmed]
    return f"Look again at {', '.join(left)}: take it out, or tick that it may stand." if left else ""


def _pattern(stem: str) -> str:
    """A whole word, or with a star any that begins so; between words of one stem any white space."""
    parts = r"\s+".join(map(re.escape, stem.removesuffix("*").split()))
    ending = r"\w*" if stem.endswith("*") else ""
    return rf"(?<!\w){parts}{ending}(?!\w)"
