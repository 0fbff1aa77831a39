"""A matrix with one of its sections as somebody wishes it: everything else stays, and what refers to it still fits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mash.labels import Labelled
from thresholds.matrix import (
    AbuseType,
    Gate,
    Indicator,
    InvalidMatrix,
    Level,
    Lift,
    Matrix,
    MenuAction,
    Patterns,
    Repeat,
    RoutingRule,
    Setting,
    namings,
)
from thresholds.urgencies import Urgency

from .codes import Codes
from .differences import PARTS, WORDS, Difference

Said = Mapping[str, Any]
Rows = Sequence[Said]


class Section(Labelled):
    """A part of the matrix that is changed on a page of its own."""

    MATRIX = "matrix", "Name and note"
    LEVELS = "levels", "Levels"
    MENU = "menu", "What can be chosen at the end"
    TYPES = "types", "Types and indicators"
    GATES = "gates", "Gates"
    LIFTS = "lifts", "Lifts"
    REPEAT = "repeat", "Repeats"
    PATTERNS = "patterns", "Other patterns"
    URGENCIES = "urgencies", "How soon somebody must act"
    SETTINGS = "settings", "Settings"
    ROUTING = "routing", "Routing rules"
    WHOLE = "whole", "The whole matrix, as a file or text"


LISTED = (Section.TYPES, Section.ROUTING)
"""Sections whose page lists parts that have a page each."""
WHAT = {
    Section.LEVELS: "level", Section.MENU: "action", Section.TYPES: "type", Section.GATES: "gate", Section.LIFTS: "lift", Section.URGENCIES: "urgency", Section.SETTINGS: "setting", Section.ROUTING: "routing rule",
}  # fmt: skip


def edited(matrix: Matrix, section: Section, head: Said, rows: Rows, codes: Codes) -> Matrix:
    """One section as its page says it. `head`: what it says once; `rows`: each of its rows, in order."""
    match section:
        case Section.MATRIX:
            return replace(matrix, **head)
        case Section.LEVELS:
            return _with_levels(matrix, rows)
        case Section.MENU:
            return _with_menus(matrix, rows, codes)
        case Section.GATES:
            return replace(matrix, **head, gates=tuple(Gate(**_coded(row, codes.numbered, "G", codes)) for row in rows))
        case Section.LIFTS:
            return replace(matrix, lifts=tuple(Lift(**_coded(row, codes.numbered, "L", codes)) for row in rows))
        case Section.REPEAT:
            return replace(matrix, repeat=Repeat(**head))
        case Section.PATTERNS:
            return replace(matrix, patterns=Patterns(**head))
        case Section.URGENCIES:
            return replace(matrix, urgencies=tuple(Urgency(**_coded(row, codes.numbered, "U", codes)) for row in rows))
        case Section.SETTINGS:
            return replace(matrix, settings=tuple(Setting(**_coded(row, codes.worded, row["name"], codes)) for row in rows))
    name = section.value
    listed = {part.code: part for part in getattr(matrix, name)}
    return replace(matrix, **{name: tuple(listed[row["code"]] for row in rows if row["code"] in listed)})


def with_type(matrix: Matrix, code: str, head: Said, rows: Rows, codes: Codes) -> Matrix:
    """One type with its indicators; a new one, at the end, if it has no code yet."""
    code = code or codes.short(head["name"])
    indicators = [Indicator(**_coded(row, codes.lettered, f"{code}{row['level']}", codes)) for row in rows]
    indicators.sort(key=lambda indicator: indicator.level)
    kind = AbuseType(code=code, indicators=tuple(indicators), **head)
    return replace(matrix, types=_put(matrix.types, kind))


def with_rule(matrix: Matrix, code: str, head: Said, codes: Codes) -> Matrix:
    """One routing rule; a new one, at the end, if it has no code yet."""
    return replace(matrix, routing=_put(matrix.routing, RoutingRule(code=code or codes.numbered("R"), **head)))


def names_it(matrix: Matrix, section: Section, code: str) -> list[str]:
    """What would miss this if it were gone: whoever removes it must change that first."""
    gone = {code: WHAT.get(section, "indicator")}
    if section == Section.TYPES:
        gone |= {row.code: "indicator" for kind in matrix.types if kind.code == code for row in kind.indicators}
    own = [kind.name for kind in matrix.types if kind.code == code]
    found = dict.fromkeys(where for what, named, where, _ in namings(matrix) if gone.get(named) == what)
    return [where for where in found if where not in {f"the type {name}" for name in own}]


def told(section: Section, matrix: Matrix) -> str:
    """What a section says, in a line."""
    match section:
        case Section.MATRIX:
            return matrix.name
        case Section.LEVELS:
            return ", ".join(f"{level.name} ({level.rag.label})" for level in matrix.levels)
        case Section.MENU:
            return ", ".join(f"{len(level.menu)} at Level {level.number}" for level in matrix.levels)
        case Section.TYPES:
            return f"{len(matrix.types)} types with {len(matrix.indicators)} indicators"
        case Section.REPEAT:
            return f"{matrix.repeat.number} concerns within {matrix.repeat.months} months"
        case Section.PATTERNS:
            found = matrix.patterns
            return f"{found.burst} calls for help within {found.burst_days} days, then silence for {found.silent_days}; {found.admissions} admissions"
        case Section.URGENCIES:
            return "; ".join(urgency.said for urgency in matrix.urgencies) or "Not asked"
        case Section.ROUTING:
            always = ", ".join(kind.name for kind in matrix.types if kind.code in matrix.always_progress)
            return f"{len(matrix.routing)} rules. Always to MASH enquiry: {always or 'no type'}"
    rows = len(getattr(matrix, section.value))
    return f"{rows} {WHAT[section]}{'s' * (rows != 1)}"


def touched(found: Sequence[Difference]) -> Counter[Section]:
    """How many differences stand in each section."""
    menus = f", {WORDS['menu']}"
    named = {label: Section(name) for name, label in PARTS.items()}
    named |= {"Repeats": Section.REPEAT, "Patterns": Section.PATTERNS, "The matrix": Section.MATRIX}
    return Counter(Section.MENU if row.what.endswith(menus) else named.get(row.part, Section.TYPES) for row in found)


def _with_levels(matrix: Matrix, rows: Rows) -> Matrix:
    """Levels are numbered from the mildest. What stands at a level goes with it when its number changes."""
    moved = {row["was"]: number for number, row in enumerate(rows, start=1) if row["was"]}
    _refuse_lost(matrix, set(moved))
    menus = {level.number: level.menu for level in matrix.levels}
    said = [{name: value for name, value in row.items() if name != "was"} | {"menu": menus.get(row["was"], ())} for row in rows]
    kinds = [replace(kind, indicators=tuple(replace(i, level=moved[i.level]) for i in kind.indicators)) for kind in matrix.types]
    return replace(
        matrix, levels=tuple(Level(number=number, **row) for number, row in enumerate(said, start=1)),
        gates_least_level=moved[matrix.gates_least_level], types=tuple(kinds),
        settings=tuple(replace(each, levels=tuple(replace(here, level=moved[here.level]) for here in each.levels)) for each in matrix.settings),
        # At least Level 1 says nothing, whatever the lowest level becomes.
        routing=tuple(replace(rule, least_level=moved[rule.least_level] if rule.least_level > 1 else 1) for rule in matrix.routing),
    )  # fmt: skip


def _with_menus(matrix: Matrix, rows: Rows, codes: Codes) -> Matrix:
    """What can be chosen when a case of a level is decided: each action at the level that its row names."""
    menus: dict[int, list[MenuAction]] = {level.number: [] for level in matrix.levels}
    for row in rows:
        said = {name: value for name, value in row.items() if name != "level"}
        menus.setdefault(row["level"], []).append(MenuAction(**_coded(said, codes.lettered, f"A{row['level']}", codes)))
    return replace(matrix, levels=tuple(replace(level, menu=tuple(menus[level.number])) for level in matrix.levels))


def _refuse_lost(matrix: Matrix, kept: set[int]) -> None:
    problems = []
    for level in matrix.levels:
        signs = sum(indicator.level == level.number for indicator in matrix.indicators.values())
        users = [f"{signs} indicator{'s' * (signs != 1)}"] * bool(signs)
        users += ["what can be chosen at the end"] * bool(level.menu)
        users += [f"the routing rule {rule.name}" for rule in matrix.routing if rule.least_level == level.number > 1]
        users += [f"the setting {setting.name}" for setting in matrix.settings if level.number in {here.level for here in setting.levels}]
        users += ["the level without all gates"] * (matrix.gates_least_level == level.number)
        if level.number not in kept and users:
            problems.append(f"Level {level.number}, {level.name}, can't be removed while it is used by {', '.join(users)}. Move them to another level first.")
    if problems:
        raise InvalidMatrix(problems)


def _coded(row: Said, new: Any, of: str, codes: Codes) -> dict[str, Any]:
    return {**row, "code": codes.kept(row["code"]) or new(of)}


def _put(parts: tuple[Any, ...], part: Any) -> tuple[Any, ...]:
    if any(each.code == part.code for each in parts):
        return tuple(part if each.code == part.code else each for each in parts)
    return (*parts, part)
