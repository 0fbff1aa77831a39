"""Look at words before they are kept: all rules, on all answers of a form. It warns; a person decides."""

from collections.abc import Iterable, Mapping
from datetime import date

from .names import Named, named_in, nobody
from .passages import copied
from .persons import unlike_record
from .sources import unsourced
from .states import WordingKind
from .terms import disrespectful
from .text import Found, Known, Text


def look(texts: Iterable[Text], known: Known, marks: Mapping[str, dict[int, int]], named: Mapping[str, list[Named]], on: date) -> list[Found]:
    """What somebody should look at again, in the order of the answers and of the words. `marks`: of each answer's passages;
    `named`: whom each names; `on`: the day the words tell of.
    """
    found: list[Found] = []
    for text in texts:
        mine = named.get(text.field, [])
        here = [
            *nobody(text, known, mine), *unlike_record(text, known, mine, on), *disrespectful(text, known),
            *copied(text, known, marks.get(text.field, {})), *unsourced(text, known),
        ]  # fmt: skip
        found += sorted(_once(here), key=lambda one: one.start)
    return list(dict.fromkeys(found))


def _once(found: list[Found]) -> list[Found]:
    """A word gets one remark. Where a term on the list is an opinion as well, the list says what can be said instead."""
    kept = [one for one in found if one.kind != WordingKind.OPINION]
    terms = [one for one in kept if one.kind == WordingKind.TERM]
    for one in found:
        if one.kind == WordingKind.OPINION and not any(_overlap(one, other) for other in terms):
            kept.append(one)
            terms.append(one)
    return kept


def _overlap(one: Found, other: Found) -> bool:
    return one.field == other.field and one.start < other.start + len(other.words) and other.start < one.start + len(one.words)


def whom(texts: Iterable[Text]) -> dict[str, list[Named]]:
    """Whom each answer names: the record is asked for these only."""
    return {text.field: named_in(text.words) for text in texts}
