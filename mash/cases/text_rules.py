"""What may stand in a standard text: words for its reader, and blanks that the hub fills in when it is sent."""

import re
from collections.abc import Collection
from dataclasses import dataclass

BLANK = re.compile(r"\$\w*|\{[^}]*\}*|\[[^\]]*\]?|<[^>]*>*")
"""Whatever looks as if something were to be put in its place: $day, {name}, [date], <reference>."""


@dataclass(frozen=True)
class Piece:
    """One part of a standard text that is worded by itself. `note`: when, or to whom, it is said."""

    key: str
    title: str
    words: str
    note: str = ""


@dataclass(frozen=True)
class Sample:
    """What a reader would be shown: a whole message, the questions to an agency, a statement read aloud."""

    title: str
    lines: tuple[str, ...]
    listed: bool = False


@dataclass(frozen=True)
class Change:
    """One piece that differs: what it is, what it said, and what it says."""

    what: str
    old: str
    new: str


def blanks_of(words: str) -> list[str]:
    """Each blank that is used, once, in its order."""
    return list(dict.fromkeys(BLANK.findall(words)))


def problem_of(words: str, *, known: Collection[str], kept: Collection[str] = ()) -> str:
    """What is wrong with the blanks of these words, and what to do; empty when nothing is.

    A blank that nobody fills in would go out as it stands. `kept`: blanks that this text is about, such as a promised day:
    the rules that choose it count on them.
    """
    used = blanks_of(words)
    strange = next((blank for blank in used if blank not in known), None)
    if strange:
        may = f"Only {_listed(known)} can be filled in here." if known else "Nothing is filled in here."
        return f"“{strange}” would be sent as it stands. {may} Write it in words, or take it out"
    lost = next((blank for blank in kept if blank not in used), None)
    return f"Keep {lost} in it: the hub fills that in when it is sent, and chooses this text for it" if lost else ""


def changes(old: Collection[Piece], new: Collection[Piece]) -> list[Change]:
    """What one wording says otherwise than another, piece by piece."""
    before = {piece.key: piece.words for piece in old}
    return [
        Change(piece.title, before.get(piece.key, "not in the text"), piece.words)
        for piece in new if before.get(piece.key) != piece.words
    ]  # fmt: skip


def _listed(blanks: Collection[str]) -> str:
    *first, last = sorted(blanks)
    return f"{', '.join(first)} and {last}" if first else last
