"""Terms that may be disrespectful. The list is data, kept by managers; somebody's own words are theirs."""

import re
from collections.abc import Iterator
from functools import lru_cache

from .states import WordingKind
from .text import Found, Known, Term, Text, own_words_out


def disrespectful(text: Text, known: Known) -> Iterator[Found]:
    """Review of records 2021: "comments … that are both inappropriate and disrespectful" (S17)."""
    if not known.terms:
        return
    pattern, terms = _compiled(known.terms)
    for hit in pattern.finditer(own_words_out(text.words)):
        term = terms[hit.lastindex - 1]
        yield Found(WordingKind.TERM, text.field, text.words[hit.start() : hit.end()], term.why, term.instead, hit.start())


@lru_cache(maxsize=8)
def _compiled(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], tuple[Term, ...]]:
    """One pattern for the whole list, the longest term first, so that it is walked once."""
    longest = tuple(sorted(terms, key=lambda term: -len(term.phrase)))
    any_of = "|".join(f"({_pattern(term.phrase)})" for term in longest)
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE), longest


def _pattern(phrase: str) -> str:
    words = [re.escape(word).replace(r"\*", r"\w*") for word in re.split(r"[\s-]+", phrase.strip())]
    return r"[\s-]+".join(words)
