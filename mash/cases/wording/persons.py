"""Age and gender unlike the record. Asked only where the words can mean nobody but the adult."""

import re
from collections.abc import Iterator
from datetime import date

from .names import Named
from .roles import ROLE_HERE, ROLES_PLAIN
from .states import WordingKind
from .text import TITLE, WORD, Found, Known, Text, fold, own_words_out, sentences

ADULT_WORDS = r"(?:the|this|our) (?:adult|service user|client)"
THIS_ONE = r"this(?: frail| elderly| vulnerable| older)?(?: \d{2,3}[- ]?(?:years?[- ]old|yo))? (?:man|woman|gentleman|lady|male|female)"
CAPITALS = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "i i'm i've i'll i'd mr mrs ms miss mx english christmas easter safeguarding section covid"
)  # fmt: skip
NO_NAMES = frozenset(CAPITALS.split())
A_PERSON = (
    r"(?=[.,;)]|$| (?:wom[ae]n|m[ae]n|lady|gentleman|adult|person|resident|patient|service user|client|female|male|widow(?:er)?|white|black|asian|british"
    r"|who|with|was|is|has|had|lives|lived|living|came|went|said|says|fell)\b)"
)
AGED = re.compile(
    rf"\b(?:(?P<whose>{ADULT_WORDS}|she|he|they|NAME)(?:,? (?:who )?(?:is|was|are|were),? (?:now |currently |only )?(?:aged? )?|,? aged? |,? \((?:aged? )?|,? )"
    r"(?P<age>\d{2,3})(?P<unit>(?:[- ]years?(?:[- ]old| of age)?|yo| ?y/o)?)(?=[,.);]|$| and\b| years)"
    r"|\b(?:the|this|an?)(?: frail| elderly| vulnerable)? (?P<age2>\d{2,3})[- ]?(?:years?[- ]old|yo|y/o)\b" + A_PERSON + ")",
    re.IGNORECASE,
)
BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)[:, ]*(?:is |was )?(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ./-](?P<month>\d{1,2}|[A-Z][a-z]{2,8})[ ./-](?P<year>\d{4})\b",
    re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
GENDERED = {
    "he": re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE),
    "she": re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE),
}
NOUNS = {
    "he": re.compile(r"\b(?:the|this|an?)(?: frail| elderly| vulnerable| older)?(?: \d{2,3}[- ]?(?:years?[- ]old|yo))? (?P<noun>man|gentleman|male)\b", re.IGNORECASE),
    "she": re.compile(r"\b(?:the|this|an?)(?: frail| elderly| vulnerable| older)?(?: \d{2,3}[- ]?(?:years?[- ]old|yo))? (?P<noun>woman|lady|female)\b", re.IGNORECASE),
}
SAID_AS = {"she": "she", "he": "he", "they": "they"}
TITLES_OF = {"he": ("Mr", "Mister"), "she": ("Mrs", "Ms", "Miss")}


def unlike_record(text: Text, known: Known, named: list[Named], on: date) -> Iterator[Found]:
    """A wrong age or "he" for "she" is how the notes of two people are mixed up (S16, S21)."""
    plain = own_words_out(text.words)
    if known.born_on:
        yield from _ages(text, plain, known, on)
    if known.pronoun:
        yield from _gender(text, plain, known, named)


def _ages(text: Text, plain: str, known: Known, on: date) -> Iterator[Found]:
    said = re.compile(AGED.pattern.replace("NAME", _called(known)), re.IGNORECASE)
    for start, sentence in sentences(plain):
        for hit in BORN.finditer(sentence):
            born = _day(hit["day"], hit["month"], hit["year"])
            if born and born != known.born_on and _only_adult(sentence):
                yield _found(text, hit, start, f"The record says that they were born on {known.born_on:%-d %B %Y}.")
        for hit in said.finditer(sentence):
            age = _years(known.born_on, on)
            given = int(hit["age"] or hit["age2"])
            if not 16 <= given <= 115 or abs(given - age) <= 1 or hit["age"] and not hit["unit"] and not _in_years(hit[0]):
                continue
            if _only_adult(sentence) or not hit.start() and not ROLE_HERE.match(sentence[hit.end() :].lstrip()):
                yield _found(text, hit, start, f"By the date of birth on the record they were {age} then.")


def _in_years(words: str) -> bool:
    """A bare number is an age after a comma or in brackets, or with the word: Peggy, 84; aged 84. Not: she is 20 weeks."""
    return bool(re.search(r"aged?\b|[,(]\s?\d+$", words, re.IGNORECASE))


def _gender(text: Text, plain: str, known: Known, named: list[Named]) -> Iterator[Found]:
    """Where nobody else is spoken of in the whole text, and the adult is, "he" and "she" can only mean the adult. What is
    said right behind their name means them whoever else is there: Leonard Fitch, a 93-year-old woman.
    """
    for wrong in {"she", "he"} - {known.pronoun}:
        if hit := re.search(rf"\b{_called(known)}(?:, (?:who is |aged \d+, )?|,? (?:is|was) (?:now )?){NOUNS[wrong].pattern}", plain, re.IGNORECASE):
            yield _unlike(text, known, hit[0], hit.start())
            return
    if any(not _is_adult(one, known) for one in named) or _others_in(plain, known) or ROLES_PLAIN.search(_without_adult(plain)):
        return
    if not _speaks_of(plain, known):
        return
    for wrong in {"she", "he"} - {known.pronoun}:
        hit = GENDERED[wrong].search(plain) or NOUNS[wrong].search(plain) or _title(plain, wrong, known)
        if hit:
            yield _unlike(text, known, hit[0] if hit.re is not GENDERED[wrong] else _round(plain, hit), hit.start())


def _unlike(text: Text, known: Known, words: str, at: int) -> Found:
    why = f"The record says that the adult is spoken of as “{SAID_AS[known.pronoun]}”."
    return Found(WordingKind.PERSON, text.field, words, why, "Correct it, or say whom it means. If the record is wrong, correct the record.", at)


def _title(plain: str, wrong: str, known: Known) -> re.Match[str] | None:
    """Mr before the family name of a woman. Of somebody who is spoken of as "they", no title says anything."""
    family = known.names[1] if len(known.names) > 1 else ""
    if known.pronoun == "they" or not family:
        return None
    return re.search(rf"\b(?:{'|'.join(TITLES_OF[wrong])})\.? {re.escape(family)}\b", plain)


def _found(text: Text, hit: re.Match[str], start: int, why: str) -> Found:
    instead = "Correct it, or say whom it means. If the record is wrong, correct the record."
    return Found(WordingKind.PERSON, text.field, hit[0].strip(), why, instead, start + hit.start())


def _round(plain: str, hit: re.Match[str]) -> str:
    """A pronoun with the words after it: alone it could not be found on the page."""
    return " ".join(plain[hit.start() :].split()[:4])


def _called(known: Known) -> str:
    """A pattern of what the adult is called, the title as well."""
    shared = {fold(part) for name in known.others for part in name.split()}
    names = [re.escape(name) for name in known.names if name and fold(name) not in shared]
    if not names:
        return r"(?!)"
    return rf"(?:(?:{TITLE})\.? )?(?:{'|'.join(names)})(?: (?:{'|'.join(names)}))?"


def _is_adult(one: Named, known: Known) -> bool:
    mine = {fold(part) for name in known.names for part in name.split()}
    letters = "".join(name[0] for name in known.names[:2] if name)
    return one.letters in (letters, letters[-1:]) if one.letters else one.sought <= mine


def _speaks_of(plain: str, known: Known) -> bool:
    """By name, or as the adult, or as "this lady". A family name that somebody else on the record has says nothing."""
    return bool(re.search(rf"\b(?:{_called(known)}|{ADULT_WORDS}|{THIS_ONE})\b", plain, re.IGNORECASE))


def _others_in(plain: str, known: Known) -> bool:
    """Somebody else on the record is named, or a word inside a sentence has a capital and may be a name."""
    mine = {fold(part) for name in known.names for part in name.split()}
    theirs = {fold(part) for name in known.others for part in name.split()} - mine
    for _, sentence in sentences(plain):
        words = WORD.findall(sentence)
        if theirs & {fold(word) for word in words if word[0].isupper()}:
            return True
        if any(word[0].isupper() and not word.isupper() and fold(word) not in mine | NO_NAMES for word in words[1:]):
            return True
    return False


def _only_adult(sentence: str) -> bool:
    """Nobody else in this sentence, by what they are to somebody."""
    return not ROLES_PLAIN.search(_without_adult(sentence))


def _without_adult(plain: str) -> str:
    """The adult is also "the lady", "this resident", "an 84-year-old woman": those are no other person here."""
    return re.sub(
        r"\b(?:the|this|an?)(?: frail| elderly| vulnerable| older)?(?: \d{2,3}[- ]?(?:years?[- ]old|yo|y/o))? (?:man|woman|gentleman|lady|male|female|person|resident|patient)\b",
        " ", plain, flags=re.IGNORECASE,
    )  # fmt: skip


def _day(day: str, month: str, year: str) -> date | None:
    number = int(month) if month.isdigit() else next((i + 1 for i, name in enumerate(MONTHS) if month[:3].lower() == name), 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _years(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
