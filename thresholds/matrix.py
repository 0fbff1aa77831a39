"""The threshold matrix as values: levels, types with their indicators, gates, lifts, settings and routing rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mash.cases.states import Rag
from mash.labels import Labelled

from . import reading
from .reading import InvalidMatrix, Part

__all__ = ["InvalidMatrix", "Matrix", "read"]


class TypeKind(Labelled):
    """Special subjects are graded, but are not a type of abuse of their own."""

    ABUSE = "abuse", "Type of abuse"
    SPECIAL = "special", "Special subject"


class Route(Labelled):
    """Where a rated concern goes next (Luton MASH guidance, April 2025)."""

    MASH_ENQUIRY = "mash_enquiry", "MASH enquiry"
    TRIAGE = "triage", "Triage"


class Fact(Labelled):
    """What a worker knows of a concern besides indicators, gates and lifts; a routing rule may wait for it."""

    DANGER_NOW = "danger_now", "Somebody is in danger now"
    POSSIBLE_CRIME = "possible_crime", "It may be a crime"
    CHILD_AFFECTED = "child_affected", "A child is in the household or affected"
    POSITION_OF_TRUST = "position_of_trust", "Somebody in a position of trust may be responsible"
    DEATH = "death", "Abuse or neglect may have played a part in a death"
    HOSTILE_MOTIVE = "hostile_motive", "Hostility because of who the adult is"
    NO_CONSENT = "no_consent", "The adult has not consented"


@dataclass(frozen=True)
class Level:
    """A band of seriousness, the rating and response it maps to, and what is usually done."""

    number: int
    name: str
    rag: Rag
    response_level: int
    actions: tuple[str, ...]
    assumption: bool


@dataclass(frozen=True)
class Indicator:
    """A prompt that places a concern at a level."""

    code: str
    level: int
    words: str


@dataclass(frozen=True)
class AbuseType:
    """A type of abuse, or a special subject, with its indicators."""

    code: str
    name: str
    kind: TypeKind
    graded_under: tuple[str, ...]
    prompts: tuple[str, ...]
    assumption: bool
    indicators: tuple[Indicator, ...]

    def at(self, level: int) -> tuple[Indicator, ...]:
        """The indicators of one level."""
        return tuple(indicator for indicator in self.indicators if indicator.level == level)


@dataclass(frozen=True)
class Gate:
    """A statement that must be true for Level 1."""

    code: str
    words: str
    assumption: bool


@dataclass(frozen=True)
class Lift:
    """A circumstance that raises the level by one."""

    code: str
    words: str
    assumption: bool


@dataclass(frozen=True)
class Repeat:
    """How many concerns within how many months are a repeat, and the lift that they suggest."""

    number: int
    months: int
    lift: str
    assumption: bool


@dataclass(frozen=True)
class Setting:
    """Where it happened: adds prompts, and offers a lift or, where the bar is lower, applies it."""

    code: str
    name: str
    prompts: tuple[str, ...]
    lift: str
    lowers_bar: bool
    assumption: bool


@dataclass(frozen=True)
class When:
    """What makes a routing rule fire: any one of these."""

    facts: tuple[Fact, ...]
    types: tuple[str, ...]
    indicators: tuple[str, ...]
    lifts: tuple[str, ...]
    gates_no: tuple[str, ...]


@dataclass(frozen=True)
class RoutingRule:
    """Something to do, or a place to go, that does not wait for a level."""

    code: str
    name: str
    words: str
    route: Route | None
    least_level: int
    when: When
    assumption: bool


@dataclass(frozen=True)
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
    settings: tuple[Setting, ...]
    routing: tuple[RoutingRule, ...]
    types: tuple[AbuseType, ...]

    @cached_property
    def by_code(self) -> dict[str, dict[str, Any]]:
        """Every part of the matrix, by its kind and code."""
        return {
            "indicator": {indicator.code: indicator for kind in self.types for indicator in kind.indicators},
            "type": {kind.code: kind for kind in self.types},
            "gate": {gate.code: gate for gate in self.gates},
            "lift": {lift.code: lift for lift in self.lifts},
            "setting": {setting.code: setting for setting in self.settings},
            "routing rule": {rule.code: rule for rule in self.routing},
        }

    @cached_property
    def always_progress(self) -> frozenset[str]:
        """Codes of the types that go to MASH enquiry whatever the level."""
        rules = [rule for rule in self.routing if rule.route is Route.MASH_ENQUIRY]
        return frozenset(code for rule in rules for code in rule.when.types)

    def level(self, number: int) -> Level:
        """The level of this number."""
        return self.levels[number - 1]

    def type(self, code: str) -> AbuseType:
        """The type of this code."""
        return self.by_code["type"][code]

    def indicator(self, code: str) -> Indicator:
        """The indicator of this code."""
        return self.by_code["indicator"][code]


def read(data: Mapping[str, Any]) -> Matrix:
    """The matrix as values; refused whole, with every fault named, if any part of it cannot be used."""
    with reading.faults():
        matrix = _matrix(Part("matrix", data))
    problems = [*_level_problems(matrix), *_doubled(matrix), *_dangling(matrix)]
    if problems:
        raise InvalidMatrix(problems)
    return matrix


def _matrix(part: Part) -> Matrix:
    return part.into(
        Matrix,
        name=part.text("name"),
        note=part.text("note", ""),
        assumption=part.flag("assumption"),
        levels=part.parts("levels", "number", _level),
        gates_least_level=part.whole("gates_least_level"),
        gates=part.parts("gates", "code", lambda row: _worded(Gate, row)),
        lifts=part.parts("lifts", "code", lambda row: _worded(Lift, row)),
        repeat=_repeat(part.part("repeat")),
        settings=part.parts("settings", "code", _setting),
        routing=part.parts("routing", "code", _routing_rule),
        types=part.parts("types", "code", _type),
    )


def _level(part: Part) -> Level:
    return part.into(
        Level,
        number=part.whole("number"),
        name=part.text("name"),
        rag=part.member("rag", Rag),
        response_level=part.whole("response_level"),
        actions=part.texts("actions"),
        assumption=part.flag("assumption"),
    )


def _type(part: Part) -> AbuseType:
    return part.into(
        AbuseType,
        code=part.text("code"),
        name=part.text("name"),
        kind=part.member("kind", TypeKind),
        graded_under=part.texts("graded_under", ()),
        prompts=part.texts("prompts", ()),
        assumption=part.flag("assumption"),
        indicators=part.parts("indicators", "code", _indicator),
    )


def _indicator(part: Part) -> Indicator:
    return part.into(Indicator, code=part.text("code"), level=part.whole("level"), words=part.text("words"))


def _worded[Kind](kind: type[Kind], part: Part) -> Kind:
    return part.into(kind, code=part.text("code"), words=part.text("words"), assumption=part.flag("assumption"))
