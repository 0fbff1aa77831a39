"""Ages and dates of birth unlike the record."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from .adult import ADULT_WORDS, HE, SHE, called, only_adult, somebody_else
from .names import Named
from .roles import ROLE_HERE, ROLES_PLAIN
from .states import WordingKind
from .text import Found, Known, Text, sentences

CORRECT = "Correct it, or say whom it means. If the record is wrong, correct the record."
A_PERSON = (
    rf"(?=[.,;)]|$| (?P<noun>{HE}|{SHE}|women|men|widow(?:er)?)\b| (?:adult|person|resident|patient|service user|client|white|black|asian|british"
    r"|who|with|was|is|has|had|lives|lived|living|came|went|said|says|fell)\b)"
)
IS = r"(?:who )?(?:is|was|are|were),? (?:now |currently |only )?"
YEARS = r"(?:[- ]years?(?:[- ]old| of age)?|yo| ?y/o)?"
AGED = re.compile(
    rf"\b(?:(?:(?P<named>NAME)|(?P<adult>{ADULT_WORDS})|(?P<pronoun>she|he|they))"
    rf"(?:(?:,? {IS}(?:aged? )?|,? aged? |,? \((?:aged? )?|,? )(?P<age>\d{{2,3}})(?P<unit>{YEARS})(?=[,.);]|$| and\b(?! \d)| years)"
    r"|,? (?:who )?(?:is|was) (?:now )?an? (?P<age3>\d{2,3})[- ]years?[- ]old\b)"
    rf"|\b(?:the|this|an?)(?: frail| elderly| vulnerable)? (?P<age2>\d{{2,3}})[- ]?(?:years?[- ]old|yo|y/o)\b{A_PERSON})",
    re.IGNORECASE,
)
BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)[:, ]*(?:is |was )?(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ./-](?P<month>\d{1,2}|[A-Z][a-z]{2,8})[ ./-](?P<year>\d{4})\b",
    re.IGNORECASE,
)
MOST = 20
"""So many of one text are enough to see that it is about somebody else, and no text costs more."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPOKEN_OF = {**dict.fromkeys((*HE.split("|"), "men", "widower"), "he"), **dict.fromkeys((*SHE.split("|"), "women", "widow"), "she")}


def ages(text: Text, plain: str, known: Known, named: list[Named], on: date) -> Iterator[Found]:
    """A wrong age or date of birth, where it can be nobody's but the adult's."""
    yield from islice(_wrong(text, plain, known, named, on), MOST)


def _wrong(text: Text, plain: str, known: Known, named: list[Named], on: date) -> Iterator[Found]:
    said = re.compile(AGED.pattern.replace("NAME", called(known)), re.IGNORECASE)
    age = _years(known.born_on, on)
    for start, sentence in sentences(plain):
        for hit in islice(BORN.finditer(sentence), MOST):
            born = _day(hit["day"], hit["month"], hit["year"])
            if born and born != known.born_on and only_adult(sentence):
                yield _found(text, hit, start, f"The record says that they were born on {known.born_on:%-d %B %Y}.")
        for hit in islice(said.finditer(sentence), MOST):
            if _is_wrong(hit, age) and _theirs(hit, sentence, plain[:start], known, named):
                yield _found(text, hit, start, f"By the date of birth on the record they were {age} then.")


def _is_wrong(hit: re.Match[str], age: int) -> bool:
    given = int(hit["age"] or hit["age2"] or hit["age3"])
    return 16 <= given <= 115 and abs(given - age) > 1 and (not hit["age"] or bool(hit["unit"]) or _in_years(hit[0]))


def _in_years(words: str) -> bool:
    """A bare number is an age after a comma or in brackets, or with the word: Peggy, 84; aged 84. Not: she is 20 weeks."""
    return bool(re.search(r"aged?\b|[,(]\s?\d+$", words, re.IGNORECASE))


def _theirs(hit: re.Match[str], sentence: str, earlier: str, known: Known, named: list[Named]) -> bool:
    """Right behind their name it is theirs, unless somebody is named by it: the son of Gordon, aged 41. "He" is whoever was
    spoken of before, and a man of 41 is no woman on record.
    """
    before, after = sentence[: hit.start()], sentence[hit.end() :]
    if hit["named"] or hit["adult"]:
        return not ROLES_PLAIN.search(before) and not ROLE_HERE.match(after.lstrip())
    if hit["pronoun"]:
        mine = not known.pronoun or hit["pronoun"].casefold() == known.pronoun
        there = [one for one in named if one.start < len(earlier) + hit.start()]
        return mine and not somebody_else(earlier + before, there, known) and (not before.strip() or only_adult(sentence))
    of_another = SPOKEN_OF.get((hit["noun"] or "").casefold(), known.pronoun) != known.pronoun
    if of_another and not hit[0].casefold().startswith("this"):
        return False
    return only_adult(sentence) or not before.strip() and not ROLE_HERE.match(after.lstrip())


def _found(text: Text, hit: re.Match[str], start: int, why: str) -> Found:
    return Found(WordingKind.PERSON, text.field, hit[0].strip(), why, CORRECT, start + hit.start())


def _day(day: str, month: str, year: str) -> date | None:
    number = int(month) if month.isdigit() else next((i + 1 for i, name in enumerate(MONTHS) if month[:3].lower() == name), 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _years(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
