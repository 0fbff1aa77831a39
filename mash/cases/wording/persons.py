"""Age and gender unlike the record. Asked only where the words can mean nobody but the adult."""

import re
from collections.abc import Iterator
from datetime import date

from .adult import HE, LIKE, SHE, THIS_ONE, TITLES_OF, called, named_in_it, somebody_else
from .ages import CORRECT, ages
from .names import Named
from .roles import ROLE
from .states import WordingKind
from .text import Found, Known, Text, own_words_out

PRONOUNS = {"he": r"he|him|his|himself", "she": r"she|her|hers|herself"}
GENDERED = {spoken: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for spoken, words in PRONOUNS.items()}
OF_THEIRS = {"he": re.compile(rf"\bhis (?:[a-z]+ ){{0,2}}?{ROLE}\b(?:['’]s {ROLE}\b)*(?!['’])"), "she": re.compile(rf"\bher (?:[a-z]+ ){{0,2}}?{ROLE}\b(?:['’]s {ROLE}\b)*(?!['’])")}
"""Her lodger, of a man, is a slip about the adult and no second person that "her" could mean."""
NOUNS = {"he": HE, "she": SHE}
POLITE = {"he": "gentleman", "she": "lady"}
MET = r"(?:spoke (?:to|with)|visited|saw|met(?: with)?|rang|phoned|telephoned|called|assessed|reviewed)"
SEEN = r"(?:was|has been) (?:seen|visited|assessed|reviewed|spoken (?:to|with))\b(?! (?:\w+ing|near|by|with)\b)"


def unlike_record(text: Text, known: Known, named: list[Named], on: date) -> Iterator[Found]:
    """A wrong age or "he" for "she" is how the notes of two people are mixed up (S16, S21)."""
    plain = own_words_out(text.words)
    if known.born_on:
        yield from ages(text, plain, known, named, on)
    for wrong in ("she", "he"):
        if known.pronoun and wrong != known.pronoun and (hit := _spoken_of(plain, wrong, known, named)):
            words = _round(plain, hit) if hit.re is GENDERED[wrong] else hit[0]
            why = f"The record says that the adult is spoken of as “{known.pronoun}”."
            yield Found(WordingKind.PERSON, text.field, words, why, CORRECT, hit.start())
            return


def _spoken_of(plain: str, wrong: str, known: Known, named: list[Named]) -> re.Match[str] | None:
    """What is said right behind their name means the adult whoever else is there: Leonard Fitch, a 93-year-old woman. The
    rest only where nobody else is spoken of in the whole text.
    """
    behind = rf"\b{called(known)}(?:, (?:who is |aged \d+, )?|,? (?:is|was) (?:now )?)an?{LIKE} (?:{NOUNS[wrong]})\b"
    if hit := re.search(behind, plain, re.IGNORECASE):
        return hit
    if not named_in_it(plain, known):
        return None if somebody_else(plain, named, known) else _unnamed(plain, wrong, known)
    the_other = re.search(rf"\bthe{LIKE} (?:{NOUNS[wrong]})\b", plain, re.IGNORECASE)
    if the_other or somebody_else(OF_THEIRS[wrong].sub(" ", plain), named, known):
        return None
    return GENDERED[wrong].search(plain) or re.search(rf"\bthis{LIKE} (?:{NOUNS[wrong]})\b", plain, re.IGNORECASE) or _title(plain, wrong, known)


def _unnamed(plain: str, wrong: str, known: Known) -> re.Match[str] | None:
    """This lady; spoke with the lady: but not the lady next door, and nobody beside whom the adult is there as well."""
    if re.search(rf"\b{THIS_ONE}\b", plain, re.IGNORECASE):
        return GENDERED[wrong].search(plain) or re.search(rf"\bthis{LIKE} (?:{NOUNS[wrong]})\b", plain, re.IGNORECASE)
    if known.pronoun in GENDERED and GENDERED[known.pronoun].search(plain):
        return None
    the = rf"the{LIKE} {POLITE[wrong]}"
    here = r"(?=[.,;:!?]|$| (?:and|today|yesterday|again|alone|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b| (?:at|on) \d)"
    return re.search(rf"\b{MET} {the}\b{here}|(?:^|(?<=[.!?] )){the} {SEEN}", plain, re.IGNORECASE)


def _title(plain: str, wrong: str, known: Known) -> re.Match[str] | None:
    """Mr before the family name of a woman. Of somebody who is spoken of as "they", no title says anything."""
    family = known.names[1] if len(known.names) > 1 else ""
    if known.pronoun == "they" or not family:
        return None
    return re.search(rf"\b(?:{'|'.join(TITLES_OF[wrong])})\.? {re.escape(family)}\b", plain)


def _round(plain: str, hit: re.Match[str]) -> str:
    """A pronoun with the words after it: alone it could not be found on the page."""
    return " ".join(plain[hit.start() :].split()[:4])
