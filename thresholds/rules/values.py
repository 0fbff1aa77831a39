"""What goes into a suggestion, and what comes out of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mash.cases.states import Rag, Tri
from mash.labels import Labelled
from thresholds.matrix import Fact, Route


class UnknownCode(ValueError):
    """A code or an answer that this version of the matrix does not have: nothing may be suggested from it."""

    def __init__(self, what: str, codes: Collection[object]) -> None:
        self.what, self.codes = what, tuple(sorted(map(str, codes)))
        super().__init__(f"This matrix has no {what} {', '.join(self.codes)}.")


class ReasonKind(Labelled):
    """What a reason comes from."""

    INDICATOR = "indicator", "Indicator"
    GATE = "gate", "Gate"
    LIFT = "lift", "Lift"
    ROUTING = "routing", "Routing rule"
    RULE = "rule", "Rule"


@dataclass(frozen=True)
class Repeats:
    """Concerns counted within the matrix's window, this one included."""

    adult: int = 0
    source: int = 0
    service: int = 0

    def named(self) -> tuple[tuple[str, int], ...]:
        """Each count with what it counts."""
        return (("this adult", self.adult), ("this source of harm", self.source), ("this service", self.service))


@dataclass(frozen=True)
class Facts:
    """What is known of a concern when it is rated. A gate without an answer counts as not known; `unknown` are the facts of
    which somebody was asked and said that they don't know.
    """

    types: Collection[str] = ()
    indicators: Collection[str] = ()
    gates: Mapping[str, Tri] = field(default_factory=dict)
    lifts: Collection[str] = ()
    setting: str = ""
    repeats: Repeats = Repeats()
    unknown: Collection[Fact] = ()
    danger_now: bool = False
    possible_crime: bool = False
    child_affected: bool = False
    position_of_trust: bool = False
    death: bool = False
    hostile_motive: bool = False
    no_consent: bool = False
    wishes_unknown: bool = False


@dataclass(frozen=True)
class Reason:
    """One thing that led to the level or the route, in words, and what it did."""

    kind: ReasonKind
    code: str
    words: str
    effect: str


@dataclass(frozen=True)
class Prompt:
    """Something to do or to ask, and why it came up; it changes neither level nor route."""

    code: str
    name: str
    words: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class TypeGrade:
    """How serious one type is by its own indicators; no level when none of them was chosen."""

    code: str
    name: str
    level: int | None
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class SuggestedUrgency:
    """How soon somebody must act as far as the facts say, and which of them say so."""

    code: str
    name: str
    by_when: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """What the matrix suggests; a person decides."""

    level: int
    name: str
    rag: Rag
    response_level: int
    route: Route
    always_progress: bool
    reasons: tuple[Reason, ...]
    prompts: tuple[Prompt, ...]
    actions: tuple[str, ...]
    by_type: tuple[TypeGrade, ...]
    urgency: SuggestedUrgency | None = None
