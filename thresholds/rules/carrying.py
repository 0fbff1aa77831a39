"""What has been answered before the gates are asked, and so is not asked again."""

from collections.abc import Mapping

from mash.cases.states import Tri
from thresholds.matrix import Fact, Matrix


def carried_gates(matrix: Matrix, holds: Mapping[Fact, Tri]) -> dict[str, Tri]:
    """The answer to each gate that repeats an opening question: true where the fact doesn't hold, and “don't know” is
    not “yes” here either. A version whose gates repeat none carries nothing, and asks them all.
    """
    return {gate.code: holds[gate.asked_first].opposite for gate in matrix.gates if gate.asked_first in holds}
