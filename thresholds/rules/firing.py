"""Which routing rules hold for a concern, and what made each of them."""

from mash.cases.states import Tri
from thresholds.matrix import AbuseType, Matrix, RoutingRule

from .values import Facts

Fired = tuple[tuple[RoutingRule, tuple[str, ...]], ...]


def fired_rules(matrix: Matrix, facts: Facts, types: tuple[AbuseType, ...]) -> Fired:
    """The rules that do not wait for a level (matrix, section 3.3), each with what made it."""
    found = ((rule, _triggers(matrix, rule, facts, types)) for rule in matrix.routing)
    return tuple((rule, because) for rule, because in found if because)


def _triggers(matrix: Matrix, rule: RoutingRule, facts: Facts, types: tuple[AbuseType, ...]) -> tuple[str, ...]:
    when = rule.when
    return (
        *(fact.label for fact in when.facts if getattr(facts, fact)),
        *(kind.name for kind in types if kind.code in when.types),
        *(matrix.indicators[code].words.rstrip(".") for code in when.indicators if code in facts.indicators),
        *(matrix.lift(code).words.rstrip(".") for code in when.lifts if code in facts.lifts),
        *(f"Gate {code} is answered “No”" for code in when.gates_no if facts.gates.get(code) == Tri.NO),
    )
