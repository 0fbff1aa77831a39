"""What one version of the matrix says otherwise than another: what is new, what is gone, and what reads differently."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from mash.labels import Labelled
from thresholds.matrix import Indicator, Matrix, MenuAction, SettingLevel, When


class Change(Labelled):
    """How one thing differs."""

    ADDED = "added", "New"
    REMOVED = "removed", "Gone"
    CHANGED = "changed", "Changed"


@dataclass(frozen=True)
class Difference:
    """One thing that differs: what it is, and what each version says of it. Empty where a version has none. `about`: the
    words of what changed, where only a mark of it did: nobody agrees to a code.
    """

    part: str
    what: str
    change: Change
    old: str
    new: str
    about: str = ""


PARTS = {
    "levels": "Levels", "gates": "Gates", "lifts": "Lifts", "urgencies": "How soon somebody must act", "settings": "Settings", "routing": "Routing rules",
}  # fmt: skip
WORDS = {
    "name": "name", "note": "note", "rag": "rating", "response_level": "Level of Response", "actions": "actions",
    "assumption": "confirmed", "words": "words", "prompts": "prompts", "asked_first": "asked at the beginning as", "lift": "lift", "lowers_bar": "lowers the bar", "levels": "other levels here",
    "route": "goes to", "least_level": "at least level", "owed": "stays open until answered", "when": "when", "kind": "kind", "graded_under": "graded under",
    "menu": "what can be chosen", "level": "level", "gates_least_level": "If one of them isn't answered “yes”, it is at least",
    "number": "How many concerns, this one included?", "months": "Within how many months?",
    "rising": "How many concerns about one person, each rated as high as the one before or higher, are rising?",
    "admissions": "How many hospital admissions with suspected neglect or abuse?", "discharges": "How many discharges, by hospitals or services?",
    "burst": "How many reports and calls for help are a burst?", "burst_days": "Within how many days do the calls of a burst come?",
    "burst_shown_days": "For how many days after the last of them is a burst shown?",
    "silent_days": "After how many days without any word is it silence after a burst?",
    "signs": "On how many days must somebody have drawn back from help?", "signs_days": "Within how many days do the days of drawing back fall?",
    "pace": "kind of time", "hours": "Within how many hours? None for the usual time", "facts": "suggested by", "unknown": "suggested when not known",
}  # fmt: skip
"""What each thing is called where it differs. A number is asked for in these words too (`thresholds/forms/sections.py`)."""
TRIGGERS = {"facts": "fact", "types": "type", "indicators": "indicator", "lifts": "lift", "gates_no": "gate answered no"}


def differences(old: Matrix, new: Matrix) -> tuple[Difference, ...]:
    """Every difference, in the order of the matrix. Two versions that would suggest and say the same have none."""
    return (
        *_of_row("The matrix", "", old, new, ("name", "note", "assumption")),
        *_of_row("Gates", "", old, new, ("gates_least_level",)),
        *(found for name, part in PARTS.items() for found in _of_rows(part, getattr(old, name), getattr(new, name))),
        *_of_row("Repeats", "", old.repeat, new.repeat),
        *_of_row("Patterns", "", old.patterns, new.patterns),
        *_of_rows("Types", old.types, new.types, apart=("indicators",)),
        *_of_indicators(old, new),
    )


def _of_indicators(old: Matrix, new: Matrix) -> Iterator[Difference]:
    """An indicator is the same one as long as it keeps its code, wherever it stands."""
    names = {kind.code: kind.name for matrix in (old, new) for kind in matrix.types}
    for code in {**old.indicators, **new.indicators}:
        kind = new.type_of.get(code) or old.type_of[code]
        yield from _of_pair(names[kind], code, old.indicators.get(code), new.indicators.get(code))
    before = {kind.code: kind for kind in old.types}
    for kind in new.types:
        if kind.code in before:
            for level in new.levels:
                yield from _of_order(kind.name, f"Level {level.number}, ", before[kind.code].at(level.number), kind.at(level.number))


def _of_rows(part: str, old: tuple[Any, ...], new: tuple[Any, ...], *, apart: tuple[str, ...] = ()) -> Iterator[Difference]:
    before, after = ({_key(row): row for row in rows} for rows in (old, new))
    for key in {**before, **after}:
        yield from _of_pair(part, key, before.get(key), after.get(key), apart=apart)
    yield from _of_order(part, "", old, new)


def _of_order(part: str, where: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Difference]:
    """People read in order: what both have, and now stands elsewhere among it, is told."""
    before, after = [_key(row) for row in old], [_key(row) for row in new]
    before, after = [key for key in before if key in after], [key for key in after if key in before]
    if before != after:
        yield Difference(part, f"{where}order".capitalize(), Change.CHANGED, ", ".join(before), ", ".join(after))


def _of_pair(part: str, what: str, old: Any, new: Any, *, apart: tuple[str, ...] = ()) -> Iterator[Difference]:
    if old is None:
        yield Difference(part, what, Change.ADDED, "", _whole(new))
    elif new is None:
        yield Difference(part, what, Change.REMOVED, _whole(old), "")
    else:
        yield from _of_row(part, what, old, new, tuple(f.name for f in fields(new) if f.name not in (*apart, "code")))


def _of_row(part: str, what: str, old: Any, new: Any, names: tuple[str, ...] | None = None) -> Iterator[Difference]:
    for name in names or tuple(field.name for field in fields(new)):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            called = WORDS.get(name, name)
            label = f"{what}, {called}" if what else called[0].upper() + called[1:]
            words = "" if name in ("words", "name") else getattr(new, "words", "") or getattr(new, "name", "")
            yield Difference(part, label, Change.CHANGED, _said(name, before), _said(name, after), words if what else "")


def _key(row: Any) -> str:
    return str(row.code) if hasattr(row, "code") else f"Level {row.number}"


def _whole(row: Any) -> str:
    """A thing that one version lacks, in a line."""
    words = getattr(row, "words", "") or row.name
    return f"Level {row.level}: {words}" if isinstance(row, Indicator) else words


def _said(name: str, value: Any) -> str:
    if isinstance(value, When):
        return "; ".join(f"{TRIGGERS[f.name]} {_said('', each)}" for f in fields(value) for each in getattr(value, f.name)) or "never"
    if isinstance(value, SettingLevel):
        return f"{value.indicator} Level {value.level}"
    if isinstance(value, MenuAction):
        return value.words + " (a due date is asked for)" * value.owed + " (contracts management is told)" * value.to_contracts + " (an informal enquiry)" * value.informal
    if isinstance(value, tuple):
        return "; ".join(_said("", each) for each in value) or "none"
    if name in ("level", "least_level", "gates_least_level"):
        return f"Level {value}"
    if name == "assumption":
        return "an assumption" if value else "confirmed"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "asked_first":
        return value.question if value else "nothing: it is asked by itself"
    if isinstance(value, Enum):
        return str(getattr(value, "label", value))
    return "none" if value in (None, "") else str(value)
