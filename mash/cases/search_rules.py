"""What somebody looks for, taken apart: words, "phrases in quotation marks", references and numbers."""

import re
from dataclasses import dataclass

from mash.references import LOOKALIKES, read_reference

MOST = 8
"""So many words or phrases are looked for at once; what comes after them is left out."""
LEAST = 4
"""So many letters of a name are enough for others that sound like it."""
TERM = re.compile(r'"([^"]+)"|(\S+)')
REFERENCE = re.compile(r"\b[A-Za-z]-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}\b")
NUMBER = re.compile(r"\+?\d(?:[ -]?\d){7,}")
"""A telephone or NHS number, however it is spaced."""
QUOTES = str.maketrans("“”„’‘", "\"\"\"''")


@dataclass(frozen=True)
class Term:
    """One word, phrase or number. `ways`: how it may be written."""

    words: str
    ways: tuple[str, ...]

    @property
    def is_name(self) -> bool:
        """Whether it may be a name that was heard and not read."""
        return len(self.words) >= LEAST and self.words.replace("-", "").replace("'", "").isalpha()


def terms_in(sought: str) -> list[Term]:
    """What is looked for, each thing once; all of it must be found."""
    found: dict[str, Term] = {}
    for each in _parted(sought.translate(QUOTES)):
        if any(sign.isalnum() for sign in each.words):
            found.setdefault(each.words.lower(), each)
    return list(found.values())[:MOST]


def _parted(sought: str) -> list[Term]:
    """Numbers and references hold together, though they are written with spaces or dashes."""
    terms, rest = [], sought
    for pattern, made in ((REFERENCE, _reference), (NUMBER, _number)):
        terms += [made(found) for found in pattern.findall(rest)]
        rest = pattern.sub(" ", rest)
    return [*terms, *(Term(phrase or word, (phrase or word,)) for phrase, word in TERM.findall(rest))]


def _reference(written: str) -> Term:
    """With look-alike signs mended."""
    return Term(read_reference(written), (read_reference(written),))


def _number(written: str) -> Term:
    """As it was typed, without its spaces, and as an NHS number is mostly spaced."""
    digits = "".join(filter(str.isdigit, written))
    spaced = [f"{digits[:3]} {digits[3:6]} {digits[6:]}"] if len(digits) == 10 else [f"{digits[:5]} {digits[5:8]} {digits[8:]}", f"{digits[:5]} {digits[5:]}"]
    return Term(digits, tuple(dict.fromkeys([digits, written, *spaced])))


def whole_reference(sought: str) -> str:
    """The reference of a case or of a report, if nothing else was typed."""
    reference = read_reference(sought)
    is_one = re.fullmatch(r"[MR]-[0-9A-Z]{4}-[0-9A-Z]{4}", reference) and (sought.count("-") == 2 or any(map(str.isdigit, sought)))
    return reference if is_one else ""


def part_of_reference(words: str) -> str:
    """Four signs or more that may be a part of a reference: one of them was typed as a digit, so that "bruises" is none."""
    signs = words.upper().replace("-", "").translate(LOOKALIKES)
    return signs if re.fullmatch(r"[0-9A-Z]{4,8}", signs) and any(map(str.isdigit, words)) else ""
