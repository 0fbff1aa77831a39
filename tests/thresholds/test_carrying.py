"""What is answered before the gates are asked, and carried over to them."""

from copy import deepcopy

import pytest

from mash.cases.states import Tri
from tests.thresholds.test_rules import DATA, MATRIX, SLIP, changed
from thresholds.matrix import ASKED_FIRST, Fact, read
from thresholds.rules import carried_gates, suggest


@pytest.mark.parametrize("holds", list(Tri))
@pytest.mark.parametrize(("gate", "fact"), [("G1", Fact.DANGER_NOW), ("G8", Fact.POSSIBLE_CRIME), ("G9", Fact.WISHES_UNKNOWN)])
def test_a_gate_that_repeats_an_opening_question_has_the_answer_given_there(gate, fact, holds):
    known = dict.fromkeys(ASKED_FIRST, Tri.NO) | {fact: holds}
    expected = {Tri.YES: Tri.NO, Tri.NO: Tri.YES, Tri.DONT_KNOW: Tri.DONT_KNOW}[holds]
    carried = carried_gates(MATRIX, known)
    assert carried == {"G1": Tri.YES, "G8": Tri.YES, "G9": Tri.YES} | {gate: expected}
    assert suggest(MATRIX, changed(SLIP, **carried)).level == (1 if holds == Tri.NO else 2)


def test_a_version_from_before_carries_nothing():
    data = deepcopy(DATA)
    for gate in data["gates"]:
        gate.pop("asked_first", None)
    assert carried_gates(read(data), dict.fromkeys(ASKED_FIRST, Tri.NO)) == {}
