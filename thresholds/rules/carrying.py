"""What has been answered before the gates are asked, and so is not asked again."""

from collections.abc import Collection, Mapping

from mash.cases.states import Tri
from thresholds.matrix import Fact, Matrix


def opposite(answer: Tri) -> Tri:
    """The answer to the question turned round: whoever doesn't know the one doesn't know the other."""
    return {Tri.YES: Tri.NO, Tri.NO: Tri.YES}.get(answer, answer)


def said_against(matrix: Matrix, said: Collection[Fact]) -> dict[str, Fact]:
    """Of each gate what was said that speaks against it: a routing rule takes the fact, and a “no” to the gate, for the same."""
    return {gate: fact for rule in matrix.routing for gate in rule.when.gates_no for fact in rule.when.facts if fact in said}


def carried_gates(matrix: Matrix, holds: Mapping[Fact, Tri]) -> dict[str, Tri]:
    """The answer to each gate that repeats an opening question: true where the fact doesn't hold, and “don't know” is
    not “yes” here either. A version whose gates repeat none carries nothing, and asks them all.
    """
    return {gate.code: opposite(holds[gate.asked_first]) for gate in matrix.gates if gate.asked_first in holds}
