"""What another version of the matrix would have suggested from the facts that a decision kept."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from mash.cases.states import Rag
from mash.labels import Labelled
from thresholds.matrix import Matrix, Route

from .suggestion import suggest
from .values import Facts, Repeats, UnknownCode

NEEDED = ("types", "indicators", "gates", "lifts")
FACTS = tuple(field.name for field in fields(Facts))
COUNTS = tuple(field.name for field in fields(Repeats))
NOT_KEPT = ("facts", "not kept with the rating")


class Move(Labelled):
    """What another version would do to a concern."""

    HIGHER = "higher", "Rated higher"
    LOWER = "lower", "Rated lower"
    ROUTE = "route", "Same rating, another route"
    SAME = "same", "Stays"
    UNKNOWN = "unknown", "Can't be re-run"


@dataclass(frozen=True)
class Again:
    """What the other version suggests; where it can't, which code it lacks."""

    move: Move
    rag: Rag | None = None
    route: Route | None = None
    missing: tuple[str, str] | None = None


def facts_of(kept: Mapping[str, Any] | None) -> Facts | None:
    """The facts as a decision kept them, repeats as they were counted then; none where they were not kept whole, since an
    answer that is missing would count as "don't know".
    """
    if not kept or any(name not in kept for name in NEEDED):
        return None
    known = {name: kept[name] for name in FACTS if name in kept}
    counts = known.get("repeats") or {}
    return Facts(**known | {"repeats": Repeats(**{name: counts.get(name, 0) for name in COUNTS})})


def run_again(matrix: Matrix, kept: Mapping[str, Any] | None, *, rag: Rag, route: Route | None) -> Again:
    """What would become of a concern that was suggested this rating and route. Two versions may have differently many
    levels: what is compared is the rating that a level maps to, on which routing, sharing and clocks hang.
    """
    facts = facts_of(kept)
    if facts is None:
        return Again(Move.UNKNOWN, missing=NOT_KEPT)
    # Thousands are run at once: to look a code up in a set takes half the time that it takes in a list.
    facts = replace(facts, indicators=frozenset(facts.indicators), types=frozenset(facts.types), lifts=frozenset(facts.lifts))
    try:
        now = suggest(matrix, facts)
    except UnknownCode as unknown:
        return Again(Move.UNKNOWN, missing=(unknown.what, ", ".join(unknown.codes)))
    return Again(_move(rag, now.rag, route, now.route), now.rag, now.route)


def _move(then: Rag, now: Rag, then_route: Route | None, now_route: Route) -> Move:
    if now.rank != then.rank:
        return Move.HIGHER if now.rank > then.rank else Move.LOWER
    return Move.ROUTE if then_route and then_route != now_route else Move.SAME
