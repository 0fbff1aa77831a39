"""The threshold matrix as values: levels, types with their indicators, gates, lifts, urgencies, settings and routing rules."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from mash.cases.pattern_rules import PatternNumbers
from mash.cases.states import Rag
from mash.labels import Labelled
from thresholds.facts import ASKED_FIRST, Fact
from thresholds.reading import Unreadable, build
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


def _level_problems(matrix: Matrix) -> Iterator[str]:
    """Every level has its number in order, a rating no milder than the one below, and actions; the highest is Red."""
    numbers = [level.number for level in matrix.levels]
    ranks = [level.rag.rank for level in matrix.levels]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        yield "The levels must be numbered 1, 2, 3 and so on."
    elif ranks != sorted(ranks) or matrix.levels[-1].rag is not Rag.RED:
        yield "A higher level can't have a milder rating than a lower one, and the highest must be Red."
    if not all(1 <= level.response_level <= RESPONSES for level in matrix.levels):
        yield f"A Level of Response is 1, 2 or {RESPONSES}."
    if not all(level.actions for level in matrix.levels):
        yield "Every level needs its actions."
    for number, where in _first_of(_levels_named(matrix)).items():
        if number not in numbers:
            yield f"There is no Level {number}, but {where} is at it."


def _empty(matrix: Matrix) -> Iterator[str]:
    if not matrix.types:
        yield "There must be at least one type."
    for kind in matrix.types:
        if not kind.indicators:
            yield f"The type {kind.code} has no indicators."
    if matrix.repeat.number < 2 or matrix.repeat.months < 1:
        yield "A repeat is at least 2 concerns within at least 1 month."
    yield from _too_small(matrix.patterns)
    for gate in matrix.gates:
        if gate.asked_first not in (None, *ASKED_FIRST):
            yield f"The gate {gate.code} can't be answered by “{gate.asked_first}”: that is not asked first."


def _too_small(patterns: Patterns) -> Iterator[str]:
    for field in fields(patterns):
        value = getattr(patterns, field.name)
        if field.name != "assumption" and value < (least := 1 if field.name.endswith("_days") else 2):
            yield f"Patterns, {field.name}: must be at least {least}."


def _doubled(matrix: Matrix) -> Iterator[str]:
    lists = {
        "type": matrix.types,
        "indicator": [indicator for kind in matrix.types for indicator in kind.indicators],
        **{f"Level {level.number} action": level.menu for level in matrix.levels},
        "gate": matrix.gates,
        "lift": matrix.lifts,
        "urgency": matrix.urgencies,
        "setting": matrix.settings,
        "routing rule": matrix.routing,
    }
    codes = {what: [row.code for row in rows] for what, rows in lists.items()}
    codes |= {f"level in the setting {setting.name} of the indicator": [each.indicator for each in setting.levels] for setting in matrix.settings}
    for what, given in codes.items():
        for code, times in Counter(given).items():
            if times > 1:
                yield f"The {what} {code} appears {times} times."


def _dangling(matrix: Matrix) -> Iterator[str]:
    """What is named in one place must exist in the other."""
    named = _first_of(((what, code), where) for what, code, where in namings(matrix))
    for (what, code), where in sorted(named.items()):
        if code not in matrix.codes[what]:
            yield f"There is no {what} {code}, but {where} names it."


def namings(matrix: Matrix) -> Iterator[tuple[str, str, str]]:
    """Each thing that something else names by its code: what it is, its code, and what names it."""
    for kind in matrix.types:
        yield from (("type", code, f"the type {kind.name}") for code in kind.graded_under)
    yield "lift", matrix.repeat.lift, "the count of repeats"
    yield from (("lift", setting.lift, f"the setting {setting.name}") for setting in matrix.settings if setting.lift)
    for setting in matrix.settings:
        yield from (("indicator", each.indicator, f"the setting {setting.name}") for each in setting.levels)
    for rule in matrix.routing:
        where, when = f"the routing rule {rule.name}", rule.when
        yield from (("type", code, where) for code in when.types)
        yield from (("indicator", code, where) for code in when.indicators)
        yield from (("lift", code, where) for code in when.lifts)
        yield from (("gate", code, where) for code in when.gates_no)


def _levels_named(matrix: Matrix) -> Iterator[tuple[int, str]]:
    yield matrix.gates_least_level, "what is not “yes” to every gate"
    yield from ((rule.least_level, f"the routing rule {rule.name}") for rule in matrix.routing)
    yield from ((indicator.level, f"the indicator {indicator.code}") for indicator in matrix.indicators.values())
    yield from ((each.level, f"the setting {setting.name}") for setting in matrix.settings for each in setting.levels)


def _first_of(pairs: Iterable[tuple[Any, str]]) -> dict[Any, str]:
    found: dict[Any, str] = {}
    for key, where in pairs:
        found.setdefault(key, where)
    return found
