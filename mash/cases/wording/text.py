"""Words as they were typed, in sentences, and what is known of the people they may be about."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from .states import WordingKind

TITLE = r"Mr|Mrs|Ms|Miss|Mx|Mister"
SHORT = re.compile(rf"\b(?:{TITLE}|Dr|Prof|St|Rd|approx|no|tel|ext|e\.g|i\.e|etc|[A-Z])$", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")
QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"|(?<!\w)‘[^‘’]+’(?!\w)|(?<!\w)'[^'\n]+'(?!\w)")
SAYING = re.compile(
    r"\b(?:sa(?:id|ys|ying)|t(?:old|ells|elling)|stat(?:ed|es|ing)|report(?:ed|s|ing)|describ(?:ed|es|ing)|wr(?:ote|ites|itten)|(?<!is )(?<!are )(?<!was )(?<!when )(?<!if )ask(?:ed|s)"
    r"|shout(?:ed|s|ing)|(?<!so-)call(?:ed|s|ing)|explain(?:ed|s)|repl(?:ied|ies)|answer(?:ed|s)|disclos(?:ed|es)|alleg(?:ed|es)|claim(?:ed|s)"
    r"|mention(?:ed|s)|confirm(?:ed|s)|advis(?:ed|es)|record(?:ed|s)|not(?:ed|es)|according to|quot(?:ed|ing)|in (?:his|her|their) (?:own )?words"
    r"|the words|was heard|complain(?:ed|s)|believ(?:ed|es)|th(?:inks|ought)|fe(?:els|lt)|observ(?:ed|es)|saw|seen|witnessed|found|assessed|diagnosed"
    r"|(?:\w+s|staff|police|they|family|people|we|I) (?:say|tell|write|state|report|describe|note|record|mention|explain|complain|observe|confirm|believe|think|feel|see|find))\b",
    re.IGNORECASE,
)
"""Whoever says, saw or found it stands in the sentence."""
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True)
class Text:
    """One answer of a form: its words, and what the form itself says of their source."""

    field: str
    words: str
    sourced: bool = False
    fact: bool = False
    source: str = ""
    before: str = ""


@dataclass(frozen=True)
class Term:
    """A word or phrase that may be disrespectful: why, and what can be said instead. A * stands for any ending."""

    phrase: str
    why: str
    instead: str


@dataclass(frozen=True)
class Copy:
    """A case that this person may see, with the mark of a passage that stands in it too."""

    reference: str
    mark: int
    same_adult: bool


@dataclass(frozen=True)
class Known:
    """What the record says, as far as these words need it."""

    names: tuple[str, ...] = ()
    """of the adult: given, family, known as"""
    others: tuple[str, ...] = ()
    """names that the record holds, the adult's own now and then among them: spoken with Mr Peel"""
    reported: tuple[str, ...] = ()
    """what reports call the adult"""
    words: frozenset[str] = frozenset()
    """words of the texts and names that are on record, folded"""
    pronoun: str = ""
    born_on: date | None = None
    terms: tuple[Term, ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True)
class Found:
    """One thing to look at: which words of which answer, why it matters, and what to do."""

    kind: WordingKind
    field: str
    words: str
    why: str
    instead: str
    start: int = field(default=0, compare=False)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with where it begins. The point of a short form ends none."""
    for found in SENTENCE.finditer(_short_forms_hidden(text)):
        yield found.start(), found[0].replace("\u2024", ".")


def _short_forms_hidden(text: str) -> str:
    """The points of short forms, initials, dates and numbers as another sign."""
    kept, at = list(text), text.find(".")
    while at != -1:
        between = text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
        if between or SHORT.search(text, max(0, at - 8), at):
            kept[at] = "\u2024"
        at = text.find(".", at + 1)
    return "".join(kept)


def own_words_out(text: str) -> str:
    """The text with what somebody is quoted as saying blanked out, at the same length: those are their words."""
    if not QUOTED.search(text):
        return text
    kept = list(text)
    for start, sentence in sentences_with_quotes(text):
        if not SAYING.search(QUOTED.sub(" ", sentence)):
            continue
        for quote in QUOTED.finditer(sentence):
            kept[start + quote.start() : start + quote.end()] = " " * len(quote[0])
    return "".join(kept)


def sentences_with_quotes(text: str) -> Iterator[tuple[int, str]]:
    """Sentences where a full stop inside a quotation ends none."""
    hidden = QUOTED.sub(lambda found: re.sub(r"[.!?\n]", "\u2024", found[0]), text)
    for start, sentence in sentences(hidden):
        yield start, text[start : start + len(sentence)]


def fold(word: str) -> str:
    """A word as it is compared: the genitive off, one kind of apostrophe."""
    word = word.casefold().replace("’", "'")
    return word.removesuffix("'s").rstrip("'.")


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """Every word of these texts, as it is compared."""
    return frozenset(fold(word) for text in texts for word in WORD.findall(text))
