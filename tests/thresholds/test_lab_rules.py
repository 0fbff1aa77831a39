"""The lab's arithmetic against tables from the literature, and what small numbers hide. No database."""

import json
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from random import Random

import pytest
import yaml

from mash.cases.states import Rag, Tri
from thresholds.matrix import Route, read
from thresholds.rules import (
    Beside,
    Facts,
    Move,
    Repeats,
    beside_all,
    beside_before,
    cohens_kappa,
    cross,
    facts_of,
    percent_agreement,
    protected,
    protected_share,
    protected_total,
    rough_share,
    roughly,
    run_again,
    suggest,
)
from thresholds.rules.shares import difference

DATA = yaml.safe_load((Path(__file__).parents[2] / "thresholds" / "data" / "matrix.yaml").read_text())
MATRIX = read(DATA)
COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
FLEISS = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
AGRESTI = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
TWO_BY_TWO = [[20, 5], [10, 15]]


@pytest.mark.parametrize(
    ("counts", "value", "error"),
    [
        (COHEN_1960, 0.492, None),  # Cohen 1960, the example of 200 patients: 0.70 observed, 0.41 by chance
        (FLEISS, 0.676, 0.088),  # Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, chapter 18
        (AGRESTI, 0.129, 0.0686),  # R's vcd: Kappa(SexualFun), after Agresti
        (TWO_BY_TWO, 0.4, None),  # twenty and fifteen agreed of fifty: 0.70 observed, 0.50 by chance
    ],
)
def test_kappa_is_the_textbooks(counts, value, error):
    found = cohens_kappa(counts)
    assert found.value == pytest.approx(value, abs=0.0006)
    if error:
        assert (found.high - found.low) / (2 * 1.96) == pytest.approx(error, abs=0.0005)


def test_weighted_kappa_is_the_textbooks():
    found = cohens_kappa(AGRESTI, linear=True)
    assert found.value == pytest.approx(0.2374, abs=0.0001)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(0.0783, abs=0.0001)


def test_two_categories_have_nothing_to_weight():
    assert cohens_kappa(TWO_BY_TWO, linear=True) == cohens_kappa(TWO_BY_TWO)


def test_all_agreed_is_one_all_crossed_is_minus_one():
    assert cohens_kappa([[3, 0], [0, 5]]).value == pytest.approx(1)
    assert cohens_kappa([[0, 4], [4, 0]]).value == pytest.approx(-1)


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[9, 0], [0, 0]]])
def test_kappa_is_not_made_up_where_it_is_undefined(counts):
    assert cohens_kappa(counts) is None
    assert cohens_kappa(counts, linear=True) is None


def test_one_who_never_varies_agrees_by_chance_alone():
    assert cohens_kappa([[6, 0], [3, 0]]).value == pytest.approx(0)


def test_counts_keep_who_said_what():
    pairs = [("red", "red"), ("red", "amber"), ("green", "amber"), ("red", "red")]
    counts = cross(pairs, ["red", "amber", "green"])
    assert counts == [[2, 1, 0], [0, 0, 0], [0, 1, 0]]
    assert percent_agreement(counts) == 0.5
    assert percent_agreement([[0]]) is None


@pytest.mark.parametrize(("number", "told"), [(0, "under 5"), (4, "under 5"), (5, "5"), (7, "5"), (8, "10"), (1002, "1000")])
def test_small_numbers_are_hidden_and_the_others_rounded(number, told):
    assert protected(number) == told


def test_no_hidden_number_can_be_worked_out_from_its_total():
    """Whatever stands beside it, each of the values that a hidden number may have gives the same total."""
    for shown in range(5, 40):
        for other in range(5, 40):
            assert len({protected_total([shown, other, hidden]) for hidden in range(5)}) == 1
            assert len({protected_share([shown], [shown, other, hidden]) for hidden in range(5)}) == 1


def test_a_total_of_hidden_numbers_is_hidden():
    assert protected_total([4, 4]) == protected_total([0]) == "not shown"
    assert protected_total([4, 12, 23]) == "35"


def test_a_share_is_of_what_is_shown():
    assert protected_share([4], [4, 100]) == protected_share([], []) == "not shown"
    assert protected_share([6], [6, 4, 1]) == "not shown"  # of what is shown it would be all
    assert protected_share([23], [23, 77, 3]) == "25%"


def test_what_people_judge_by_is_of_the_exact_numbers_and_told_roughly():
    assert rough_share(22, 30) == "about 75%"  # of rounded numbers, 20 in 30, it would read as 67%
    assert rough_share(4, 30) == rough_share(26, 30) == rough_share(0, 0) == "not shown"
    assert rough_share(5, 30) == "about 15%"
    assert [roughly(value) for value in (0.58, -0.04, 1.0)] == ["0.6", "0.0", "1.0"]


def test_few_are_not_judged_and_chance_is_no_difference():
    assert beside_all(19, 19, 100, 1000) == Beside.TOO_FEW
    assert beside_all(15, 20, 100, 1000) == Beside.HIGHER
    assert beside_all(1, 60, 300, 1000) == Beside.LOWER
    assert beside_all(4, 20, 100, 1000) == Beside.LIKE
    assert beside_before((10, 19), (90, 100)) == Beside.TOO_FEW
    assert beside_before((10, 100), (50, 100)) == Beside.HIGHER
    assert beside_before((50, 100), (10, 100)) == Beside.LOWER
    assert beside_before((10, 100), (13, 100)) == Beside.LIKE
    assert beside_before((17, 36), (18, 24)) == Beside.HIGHER  # their own intervals overlap; the difference is no chance


def test_the_difference_of_two_shares_is_the_textbook_s():
    """Newcombe 1998, table II, method 10: 56 of 70 beside 48 of 80."""
    assert [round(end, 4) for end in difference((48, 80), (56, 70))] == [0.0524, 0.3339]


def kept(facts: Facts) -> dict:
    """As a decision keeps it: through JSON."""
    return json.loads(json.dumps(asdict(facts)))


def test_facts_come_back_as_they_were_kept():
    facts = Facts(types=("DA",), indicators=("DA2b",), gates={"G1": Tri.NO}, lifts=("L1",), setting="hospital",
                  repeats=Repeats(adult=4), child_affected=True)  # fmt: skip
    again = facts_of(kept(facts))
    assert suggest(MATRIX, again) == suggest(MATRIX, facts)
    assert again.repeats == facts.repeats


def test_what_a_later_product_keeps_besides_is_left_out_and_what_an_earlier_lacked_has_its_default():
    facts = kept(Facts(types=("FIN",)))
    del facts["death"], facts["repeats"]["service"]
    assert suggest(MATRIX, facts_of(facts | {"of_later": 1})) == suggest(MATRIX, Facts(types=("FIN",)))


@pytest.mark.parametrize("facts", [None, {}, {"types": ["FIN"]}, {"types": [], "indicators": [], "gates": {}}])
def test_half_of_the_facts_are_none(facts):
    assert facts_of(facts) is None
    assert run_again(MATRIX, facts, rag=Rag.RED, route=None).move == Move.UNKNOWN


def data_with(change) -> object:
    data = deepcopy(DATA)
    change(data)
    return read(data)


def raise_fin2c(data) -> None:
    next(i for kind in data["types"] for i in kind["indicators"] if i["code"] == "FIN2c")["level"] = 3


def drop_fin2c(data) -> None:
    for kind in data["types"]:
        kind["indicators"] = [i for i in kind["indicators"] if i["code"] != "FIN2c"]


def send_fin_to_enquiry(data) -> None:
    next(rule for rule in data["routing"] if rule["code"] == "R2")["when"]["types"].append("FIN")


@pytest.mark.parametrize(
    ("change", "move"),
    [(lambda data: None, Move.SAME), (raise_fin2c, Move.HIGHER), (drop_fin2c, Move.UNKNOWN), (send_fin_to_enquiry, Move.ROUTE)],
)
def test_what_a_version_would_do(change, move):
    gates = {gate.code: Tri.YES for gate in MATRIX.gates}
    facts = kept(Facts(types=("FIN",), indicators=("FIN2c",), gates=gates))
    again = run_again(data_with(change), facts, rag=Rag.AMBER, route=Route.TRIAGE)
    assert again.move == move
    assert again.missing == (("indicator", "FIN2c") if move == Move.UNKNOWN else None)


def test_a_lower_rating_counts_as_lower_whatever_the_route():
    facts = kept(Facts(types=("FIN",), gates={gate.code: Tri.YES for gate in MATRIX.gates}))
    again = run_again(MATRIX, facts, rag=Rag.RED, route=Route.MASH_ENQUIRY)
    assert (again.move, again.rag, again.route) == (Move.LOWER, Rag.GREEN, Route.TRIAGE)


def test_a_random_table_keeps_kappa_within_its_bounds():
    chance = Random(4)  # noqa: S311 (no secret)
    for _ in range(500):
        counts = [[chance.randrange(12) for _ in range(3)] for _ in range(3)]
        for linear in (False, True):
            found = cohens_kappa(counts, linear=linear)
            assert found is None or -1 <= found.low <= found.value <= found.high <= 1
