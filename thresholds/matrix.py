"""The threshold matrix as values: levels, types with their indicators, gates, lifts, urgencies, settings and routing rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from mash.cases.pattern_rules import PatternNumbers
from mash.cases.states import Rag
from mash.labels import Labelled
from thresholds.facts import ASKED_FIRST, Fact
from thresholds.reading import Path, Problem, Unreadable, build
from thresholds.urgencies import Urgency, urgency_problems


class InvalidMatrix(Unreadable):
    """These data are no matrix that a decision could rest on."""


class TypeKind(Labelled):
    """Special subjects are graded, but are not a type of abuse of their own."""

    ABUSE = "abuse", "Type of abuse"
    SPECIAL = "special", "Special subject"


class Route(Labelled):
    """Where a rated concern goes next (Luton MASH guidance, April 2025)."""

    MASH_ENQUIRY = "mash_enquiry", "MASH enquiry"
    TRIAGE = "triage", "Triage"


RESPONSES = 3
"""Levels of Response in the guide (Luton MASH guidance, April 2025)."""


@dataclass(frozen=True, kw_only=True)
class MenuAction:
    """Something that can be chosen when a case of a level is decided. `owed`: somebody promises it by a day, and is asked
    for it then; `to_contracts`: contracts management is told of the provider, and says what it did; `informal`: an informal
    enquiry, which is answered in the three parts of the guidance.
    """

    code: str
    words: str
    owed: bool = False
    to_contracts: bool = False
    informal: bool = False
    assumption: bool


@dataclass(frozen=True, kw_only=True)
class Level:
    """A band of seriousness, the rating and response it maps to, what is usually done, and what can be chosen at the end."""

    number: int
    name: str
    rag: Rag
    response_level: int
    actions: tuple[str, ...]
    menu: tuple[MenuAction, ...] = ()
    assumption: bool


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A prompt that places a concern at a level."""

    code: str
    level: int
    words: str


@dataclass(frozen=True, kw_only=True)
class AbuseType:
    """A type of abuse, or a special subject, with its indicators."""

    code: str
    name: str
    kind: TypeKind
    graded_under: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    assumption: bool
    indicators: tuple[Indicator, ...]

    def at(self, level: int) -> tuple[Indicator, ...]:
        """The indicators of one level."""
        return tuple(indicator for indicator in self.indicators if indicator.level == level)


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A statement that must be true for Level 1. `asked_first`: the fact that has already been asked about in the same
    sense, so that the statement isn't asked as well: it is true where that fact doesn't hold.
    """

    code: str
    words: str
    asked_first: Fact | None = None
    assumption: bool


@dataclass(frozen=True, kw_only=True)
class Lift:
    """A circumstance that raises the level by one."""

    code: str
    words: str
    assumption: bool


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """How many concerns within how many months are a repeat, and the lift that they suggest."""

    number: int
    months: int
    lift: str
    assumption: bool


@dataclass(frozen=True, kw_only=True)
class Patterns(PatternNumbers):
    """With what numbers patterns across concerns are looked for, besides the repeat; the rules that use them say what they
    find. A version from before the council could set them is looked for with those that stood in the code.
    """

    assumption: bool = True


@dataclass(frozen=True, kw_only=True)
class SettingLevel:
    """The level of an indicator in one setting, other than it is elsewhere."""

    indicator: str
    level: int


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where it happened: adds prompts, offers a lift or, where the bar is lower, applies it, and gives indicators another
    level, lower or higher than elsewhere (thematic review 2021: "thresholds that may need to be lower or higher in different
    settings").
    """

    code: str
    name: str
    prompts: tuple[str, ...] = ()
    lift: str | None = None
    lowers_bar: bool = False
    levels: tuple[SettingLevel, ...] = ()
    assumption: bool


@dataclass(frozen=True, kw_only=True)
class When:
    """What makes a routing rule fire: any one of these."""

    facts: tuple[Fact, ...] = ()
    types: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()
    gates_no: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoutingRule:
    """Something to do, or a place to go, that does not wait for a level. `owed`: what it asks for stays open on the case
    until somebody says that it is done, or why it is not needed.
    """

    code: str
    name: str
    words: str
    route: Route | None = None
    least_level: int = 1
    owed: bool = False
    when: When
    assumption: bool


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """One version of the whole matrix."""

    name: str
    note: str
    assumption: bool
    levels: tuple[Level, ...]
    gates_least_level: int
    gates: tuple[Gate, ...]
    lifts: tuple[Lift, ...]
    repeat: Repeat
    patterns: Patterns = Patterns()
    urgencies: tuple[Urgency, ...] = ()
    settings: tuple[Setting, ...]
    routing: tuple[RoutingRule, ...]
    types: tuple[AbuseType, ...]

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by its code."""
        return {indicator.code: indicator for kind in self.types for indicator in kind.indicators}

    @cached_property
    def type_of(self) -> dict[str, str]:
        """The code of the type that each indicator belongs to."""
        return {indicator.code: kind.code for kind in self.types for indicator in kind.indicators}

    @cached_property
    def codes(self) -> dict[str, frozenset[str]]:
        """What may be named, by what it is."""
        return {
            "type": frozenset(kind.code for kind in self.types),
            "indicator": frozenset(self.indicators),
            "gate": frozenset(gate.code for gate in self.gates),
            "lift": frozenset(lift.code for lift in self.lifts),
            "urgency": frozenset(urgency.code for urgency in self.urgencies),
            "setting": frozenset(setting.code for setting in self.settings),
            "routing rule": frozenset(rule.code for rule in self.routing),
            "action": frozenset(action.code for level in self.levels for action in level.menu),
        }

    @cached_property
    def all_codes(self) -> frozenset[str]:
        """Every code of whatever kind."""
        return frozenset().union(*self.codes.values())

    @cached_property
    def in_words(self) -> dict[str, str]:
        """What a worker ticks, by its code: types, indicators, what makes it more serious, and settings."""
        named = {each.code: each.name for each in (*self.types, *self.settings)}
        return named | {each.code: each.words for each in (*self.indicators.values(), *self.lifts)}

    @cached_property
    def always_progress(self) -> frozenset[str]:
        """Codes of the types that go to MASH enquiry whatever the level."""
        rules = [rule for rule in self.routing if rule.route is Route.MASH_ENQUIRY]
        return frozenset(code for rule in rules for code in rule.when.types)

    def level(self, number: int) -> Level:
        """The level of this number."""
        return self.levels[number - 1]

    def lift(self, code: str) -> Lift:
        """The lift of this code."""
        return next(lift for lift in self.lifts if lift.code == code)


def read(data: Mapping[str, Any]) -> Matrix:
    """The matrix as values; refused whole, with what is wrong in words, if any part of it cannot be used."""
    try:
        matrix = build(Matrix, data, "Matrix")
    except Unreadable as wrong:
        raise InvalidMatrix(wrong.problems) from None
    problems = [*_level_problems(matrix), *urgency_problems(matrix.urgencies), *_empty(matrix), *_doubled(matrix), *_dangling(matrix)]
    if problems:
        raise InvalidMatrix(problems)
    return matrix


def _level_problems(matrix: Matrix) -> Iterator[Problem]:
    """Every level has its number in order, a rating no milder than the one below, and actions; the highest is Red."""
    at: Path = ("levels",)
    numbers = [level.number for level in matrix.levels]
    ranks = [level.rag.rank for level in matrix.levels]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        yield Problem("The levels must be numbered 1, 2, 3 and so on.", at)
    elif ranks != sorted(ranks) or matrix.levels[-1].rag is not Rag.RED:
        yield Problem("A higher level can't have a milder rating than a lower one, and the highest must be Red.", at)
    for place, level in enumerate(matrix.levels):
        if not 1 <= level.response_level <= RESPONSES:
            yield Problem(f"Level {level.number}, {level.name}: the Level of Response must be from 1 to {RESPONSES}.", (*at, place, "response_level"))
        if not level.actions:
            yield Problem(f"Level {level.number}, {level.name}, needs its actions.", (*at, place))
    for number, (where, path) in _first_of(_levels_named(matrix)).items():
        if number not in numbers:
            yield Problem(f"There is no Level {number}, but {where} is at it.", path)


def _empty(matrix: Matrix) -> Iterator[Problem]:
    if not matrix.types:
        yield Problem("There must be at least one type.", ("types",))
    for place, kind in enumerate(matrix.types):
        if not kind.indicators:
            yield Problem(f"The type {kind.code} has no indicators.", ("types", place))
    if matrix.repeat.number < 2 or matrix.repeat.months < 1:
        yield Problem("A repeat is at least 2 concerns within at least 1 month.", ("repeat",))
    yield from _too_small(matrix.patterns)
    for place, gate in enumerate(matrix.gates):
        if gate.asked_first not in (None, *ASKED_FIRST):
            yield Problem(f"The gate {gate.code} can't be answered by “{gate.asked_first}”: that is not asked first.", ("gates", place, "asked_first"))


def _too_small(patterns: Patterns) -> Iterator[Problem]:
    for field in fields(patterns):
        value = getattr(patterns, field.name)
        if field.name != "assumption" and value < (least := 1 if field.name.endswith("_days") else 2):
            yield Problem(f"Patterns, {field.name}: must be at least {least}.", ("patterns", field.name))


def _doubled(matrix: Matrix) -> Iterator[Problem]:
    """A code stands once in each list; told at the last place where it stands."""
    given: dict[tuple[str, str], list[Path]] = {}
    for what, code, path in _codes_given(matrix):
        given.setdefault((what, code), []).append(path)
    for (what, code), paths in given.items():
        if len(paths) > 1:
            yield Problem(f"The {what} {code} appears {len(paths)} times.", paths[-1])


def _codes_given(matrix: Matrix) -> Iterator[tuple[str, str, Path]]:
    """Each code that is given, in which list, and where."""
    lists: list[tuple[str, Path, Iterable[Any]]] = [
        ("type", ("types",), matrix.types), ("gate", ("gates",), matrix.gates), ("lift", ("lifts",), matrix.lifts),
        ("urgency", ("urgencies",), matrix.urgencies), ("setting", ("settings",), matrix.settings), ("routing rule", ("routing",), matrix.routing),
        *(("indicator", ("types", place, "indicators"), kind.indicators) for place, kind in enumerate(matrix.types)),
        *((f"Level {level.number} action", ("levels", place, "menu"), level.menu) for place, level in enumerate(matrix.levels)),
    ]  # fmt: skip
    for what, path, rows in lists:
        yield from ((what, row.code, (*path, place)) for place, row in enumerate(rows))
    for number, setting in enumerate(matrix.settings):
        what = f"level in the setting {setting.name} of the indicator"
        yield from ((what, here.indicator, ("settings", number, "levels", place)) for place, here in enumerate(setting.levels))


def _dangling(matrix: Matrix) -> Iterator[Problem]:
    """What is named in one place must exist in the other."""
    named = _first_of(((what, code), (where, path)) for what, code, where, path in namings(matrix))
    for (what, code), (where, path) in named.items():
        if code not in matrix.codes[what]:
            yield Problem(f"There is no {what} {code}, but {where} names it.", path)


def namings(matrix: Matrix) -> Iterator[tuple[str, str, str, Path]]:
    """Each thing that something else names by its code: what it is, its code, what names it, and where."""
    for place, kind in enumerate(matrix.types):
        yield from (("type", code, f"the type {kind.name}", ("types", place, "graded_under")) for code in kind.graded_under)
    yield "lift", matrix.repeat.lift, "the count of repeats", ("repeat", "lift")
    for place, setting in enumerate(matrix.settings):
        where = f"the setting {setting.name}"
        if setting.lift:
            yield "lift", setting.lift, where, ("settings", place, "lift")
        yield from (("indicator", here.indicator, where, ("settings", place, "levels", row)) for row, here in enumerate(setting.levels))
    for place, rule in enumerate(matrix.routing):
        for what, name in (("type", "types"), ("indicator", "indicators"), ("lift", "lifts"), ("gate", "gates_no")):
            path = ("routing", place, "when", name)
            yield from ((what, code, f"the routing rule {rule.name}", path) for code in getattr(rule.when, name))


def _levels_named(matrix: Matrix) -> Iterator[tuple[int, tuple[str, Path]]]:
    """Each level that something is at: its number, what is at it, and where that is said."""
    yield matrix.gates_least_level, ("what is not “yes” to every gate", ("gates_least_level",))
    for place, rule in enumerate(matrix.routing):
        yield rule.least_level, (f"the routing rule {rule.name}", ("routing", place, "least_level"))
    for place, kind in enumerate(matrix.types):
        for row, indicator in enumerate(kind.indicators):
            yield indicator.level, (f"the indicator {indicator.code}", ("types", place, "indicators", row, "level"))
    for place, setting in enumerate(matrix.settings):
        for row, here in enumerate(setting.levels):
            yield here.level, (f"the setting {setting.name}", ("settings", place, "levels", row, "level"))


def _first_of(pairs: Iterable[tuple[Any, tuple[str, Path]]]) -> dict[Any, tuple[str, Path]]:
    """One line for one fault, however often it is repeated."""
    found: dict[Any, tuple[str, Path]] = {}
    for key, said in pairs:
        found.setdefault(key, said)
    return found
