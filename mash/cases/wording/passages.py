"""Marks of the passages of a text, by which a long copy is found again; no word can be read from a mark."""

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice

from .states import WordingKind
from .text import Found, Known, Text

RUN = 18
"""So many words in a row make one mark: shorter, and a phrase that everybody uses would be taken for a copy (assumption)."""
WINDOW = 8
"""Of so many marks in a row one is kept. A copy of RUN + WINDOW - 1 = 25 words always has a kept one in common
(winnowing: Schleimer, Wilkerson and Aiken, 2003).
"""
MOST = 400
"""So many marks of one text are looked for, and no text costs more."""
LONGEST = 4000
"""So many words of one text are read: more than any form takes."""
WORD = re.compile(r"[^\W_]+")


def marks_of(text: str, key: bytes) -> dict[int, int]:
    """Marks of a text, each with where its passage begins. The key is the installation's: nobody can try out sentences."""
    words = [(found[0].casefold(), found.start()) for found in islice(WORD.finditer(text), LONGEST)]
    runs = [(_mark([word for word, _ in words[i : i + RUN]], key), words[i][1]) for i in range(len(words) - RUN + 1)]
    kept: dict[int, int] = {}
    for i in range(max(1, len(runs) - WINDOW + 1) if runs else 0):
        mark, start = min(runs[i : i + WINDOW])
        kept.setdefault(mark, start)
    return dict(list(kept.items())[:MOST])


def _mark(words: list[str], key: bytes) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8, key=key).digest(), "big", signed=True)


def copied(text: Text, known: Known, marks: dict[int, int]) -> Iterator[Found]:
    """A passage that stands in another case may be about somebody else (S16), or be out of date (S21)."""
    for copy in known.copies:
        if copy.mark not in marks:
            continue
        start = marks[copy.mark]
        words = " ".join(text.words[start:].split()[:12])
        if copy.same_adult:
            why = f"This stands in {copy.reference}, an earlier case of this adult. It was written about another time."
            instead = "Is it still true? Say what you know now, and that the rest comes from the earlier case."
        else:
            why = f"This stands in {copy.reference}, which is not about this adult as far as the record says."
            instead = "Make sure that it is about this adult. Take it out, or say in your own words what holds here."
        yield Found(WordingKind.COPY, text.field, f"{words} …", why, instead, start)
