"""The shipped matrix is whole, and a matrix that no decision could rest on is refused with its faults named."""

import json
import re
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from mash.cases.pattern_rules import Numbers
from mash.cases.states import PatternRule, Rag
from thresholds.matrix import InvalidMatrix, TypeKind, read
from thresholds.rules import numbers_of
from thresholds.rules.patterns import patterns_in_words

ROOT = Path(__file__).resolve().parents[2]
DATA = yaml.safe_load((ROOT / "thresholds/data/matrix.yaml").read_text(encoding="utf-8"))
MATRIX = read(DATA)

INDICATORS = {
    "PHY": (4, 5, 5),
    "SEX": (3, 5, 5),
    "PSY": (3, 4, 5),
    "FIN": (4, 5, 5),
    "DIS": (3, 4, 4),
    "ORG": (4, 5, 5),
    "NEG": (4, 5, 5),
    "SN": (4, 5, 5),
    "DA": (3, 5, 5),
    "MS": (3, 4, 5),
    "SE": (3, 5, 5),
    "MED": (3, 4, 4),
    "FAL": (3, 4, 4),
    "PU": (3, 4, 4),
    "INC": (3, 5, 4),
    "UD": (2, 3, 4),
}


def test_the_matrix_has_eleven_types_and_five_special_subjects_with_all_their_indicators():
    assert {kind.code: tuple(len(kind.at(level)) for level in (1, 2, 3)) for kind in MATRIX.types} == INDICATORS
    assert len(MATRIX.indicators) == 198
    assert [kind.kind for kind in MATRIX.types] == [TypeKind.ABUSE] * 11 + [TypeKind.SPECIAL] * 5


def test_an_indicator_s_code_says_its_type_and_level():
    for kind in MATRIX.types:
        for level in (1, 2, 3):
            letters = [indicator.code.removeprefix(f"{kind.code}{level}") for indicator in kind.at(level)]
            assert letters == list("abcde"[: len(letters)])


def test_wording_is_whole_sentences_and_never_repeated():
    words = [indicator.words for indicator in MATRIX.indicators.values()]
    assert len(set(words)) == len(words)
    assert [said for said in words if not re.fullmatch(r"[A-Z].{15,}\.", said)] == []


def test_gates_lifts_repeats_and_levels():
    assert [gate.code for gate in MATRIX.gates] == [f"G{number}" for number in range(1, 10)]
    assert [lift.code for lift in MATRIX.lifts] == [f"L{number}" for number in range(1, 10)]
    assert (MATRIX.repeat.number, MATRIX.repeat.months) == (3, 12)
    assert [(level.name, level.rag) for level in MATRIX.levels] == [
        ("Low", Rag.GREEN),
        ("Significant", Rag.AMBER),
        ("Critical", Rag.RED),
    ]
    assert MATRIX.gates_least_level == 2
    assert MATRIX.always_progress == {"DA", "MS", "SE"}


def test_everything_but_luton_s_own_rule_is_marked_as_an_assumption():
    parts = [
        *MATRIX.levels,
        *MATRIX.gates,
        *MATRIX.lifts,
        *MATRIX.settings,
        *MATRIX.types,
        *MATRIX.routing,
        MATRIX.repeat,
    ]
    assert MATRIX.assumption
    assert [part.code for part in parts if not part.assumption] == ["R2"]


def test_a_version_kept_as_json_reads_the_same():
    assert read(json.loads(json.dumps(DATA))) == MATRIX


def test_levels_can_be_more_than_three():
    data = deepcopy(DATA)
    data["levels"].insert(2, {**data["levels"][1], "number": 3, "name": "High"})
    data["levels"][3]["number"] = 4
    assert [level.rag for level in read(data).levels] == [Rag.GREEN, Rag.AMBER, Rag.AMBER, Rag.RED]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        pytest.param(("name",), "", "name: is empty", id="empty text"),
        pytest.param(("name",), 5, "expected text", id="number for text"),
        pytest.param(("colour",), "blue", "“colour” is not known", id="unknown key"),
        pytest.param(("gates", 0), {"code": "G1"}, "Matrix, gates G1: “words” is missing", id="missing key"),
        pytest.param(("gates",), "G1", "expected a list", id="text for a list"),
        pytest.param(("gates", 0), "G1", "expected named values", id="text for a part"),
        pytest.param(("gates", 1, "code"), "G1", "gate G1 appears 2 times", id="gate twice"),
        pytest.param(("lifts", 1, "code"), "L1", "lift L1 appears 2 times", id="lift twice"),
        pytest.param(("types", 1, "code"), "PHY", "type PHY appears 2 times", id="type twice"),
        pytest.param(("types", 1, "indicators", 0, "code"), "PHY1a", "indicator PHY1a appears 2", id="indicator twice"),
        pytest.param(("settings", 1, "code"), "own_home", "setting own_home appears", id="setting twice"),
        pytest.param(("routing", 1, "code"), "R1", "routing rule R1 appears", id="routing rule twice"),
        pytest.param(("levels", 0, "rag"), "blue", "“blue” is none of red, amber, green", id="unknown rating"),
        pytest.param(("levels", 0, "rag"), ["red"], "is none of", id="list for a rating"),
        pytest.param(("levels", 0, "rag"), "red", "milder rating", id="milder above"),
        pytest.param(("levels", 2, "rag"), "amber", "highest must be Red", id="highest not Red"),
        pytest.param(("levels", 0, "number"), 2, "numbered 1, 2, 3", id="levels out of order"),
        pytest.param(("levels", 0, "number"), "1", "expected a whole number", id="text for a number"),
        pytest.param(("levels", 0, "number"), True, "expected a whole number", id="true for a number"),
        pytest.param(("levels", 0, "actions"), [], "needs its actions", id="no actions"),
        pytest.param(("levels", 1, "menu", 0, "code"), "A2b", "Level 2 action A2b appears 2 times", id="menu action twice"),
        pytest.param(("levels", 0, "menu", 0), {"code": "A1a"}, "“words” is missing", id="menu action without words"),
        pytest.param(("levels",), [], "numbered 1, 2, 3", id="no levels"),
        pytest.param(("types",), [], "at least one type", id="no types"),
        pytest.param(("types", 0, "indicators"), [], "PHY has no indicators", id="no indicators"),
        pytest.param(("types", 0, "indicators", 0, "level"), 4, "no Level 4", id="indicator's level"),
        pytest.param(("gates", 0, "asked_first"), "death", "gate G1 can't be answered by “death”: that is not asked first", id="gate's question"),
        pytest.param(("gates", 0, "asked_first"), "the_moon", "“the_moon” is none of", id="gate's unknown question"),
        pytest.param(("gates_least_level",), 9, "no Level 9", id="gates' level"),
        pytest.param(("routing", 0, "least_level"), 0, "no Level 0", id="rule's level"),
        pytest.param(("routing", 1, "when", "types"), ["ZZZ"], "no type ZZZ", id="rule's type"),
        pytest.param(("routing", 2, "when", "indicators"), ["ZZ1a"], "no indicator ZZ1a", id="rule's indicator"),
        pytest.param(("routing", 2, "when", "gates_no"), ["G0"], "no gate G0", id="rule's gate"),
        pytest.param(("routing", 4, "when", "lifts"), ["L0"], "no lift L0", id="rule's lift"),
        pytest.param(("routing", 0, "when", "facts"), ["full_moon"], "“full_moon” is none of", id="rule's fact"),
        pytest.param(("routing", 1, "route"), "prison", "“prison” is none of", id="rule's route"),
        pytest.param(("settings", 1, "lift"), "L0", "no lift L0", id="setting's lift"),
        pytest.param(("repeat", "lift"), "L0", "no lift L0", id="repeat's lift"),
        pytest.param(("repeat", "number"), 1, "at least 2 concerns", id="repeat of one"),
        pytest.param(("patterns", "burst"), 1, "burst: must be at least 2", id="burst of one"),
        pytest.param(("patterns", "silent_days"), 0, "silent_days: must be at least 1", id="no days of silence"),
        pytest.param(("patterns", "moons"), 3, "“moons” is not known here", id="a number of nothing"),
        pytest.param(("types", 11, "graded_under"), ["ZZZ"], "no type ZZZ", id="graded under"),
    ],
)
def test_a_matrix_that_cannot_be_used_is_refused(path, value, said):
    data = json.loads(json.dumps(DATA))
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(InvalidMatrix) as refused:
        read(data)
    assert said in str(refused.value)


def test_every_fault_says_where_it_stands():
    """The path leads to what is wrong: exchange.py makes a line of it."""
    data = json.loads(json.dumps(DATA))
    data["levels"][1]["response_level"], data["repeat"]["lift"], data["types"][2]["indicators"][1]["level"] = 7, "L0", 9
    data["urgencies"][0]["hours"], data["routing"][1]["when"]["types"] = 900, ["ZZZ"]
    with pytest.raises(InvalidMatrix) as refused:
        read(data)
    assert {problem.path for problem in refused.value.problems} == {
        ("levels", 1, "response_level"), ("repeat", "lift"), ("types", 2, "indicators", 1, "level"), ("urgencies", 0, "hours"),
        ("routing", 1, "when", "types"),
    }  # fmt: skip


def test_the_guidance_s_menus_are_complete():
    """Levels of response: Level 1 and Level 2 list what follows; what a provider does badly reaches contracts management."""
    low, significant, critical = (level.menu for level in MATRIX.levels)
    assert [action.code for action in low + significant] == [f"A1{c}" for c in "abcdefgh"] + [f"A2{c}" for c in "abcdefg"]
    assert {action.code for action in low + significant if action.to_contracts} == {"A1d", "A1f", "A2g"}
    assert {action.code for action in low + significant if action.owed} == {"A1b", "A1c", "A1e", "A1f", "A2b", "A2c", "A2e", "A2f"}
    assert {action.code for action in low + significant if action.informal} == {"A1a", "A2a"}
    assert critical == ()


def test_a_version_from_before_there_were_menus_can_still_be_read():
    data = json.loads(json.dumps(DATA))
    for level in data["levels"]:
        level.pop("menu", None)
    assert [level.menu for level in read(data).levels] == [(), (), ()]


def test_a_version_from_before_patterns_had_numbers_is_looked_for_by_those_that_were_in_the_code():
    data = json.loads(json.dumps(DATA))
    del data["patterns"]
    assert read(data) == MATRIX
    assert numbers_of(read(data)) == Numbers()


def test_the_guide_tells_every_pattern_in_the_words_of_its_alert():
    data = json.loads(json.dumps(DATA))
    data["patterns"] |= {"admissions": 5, "silent_days": 21}
    said = patterns_in_words(read(data))
    assert len(said) == len(PatternRule) - 1
    assert any("5 or more hospital admissions" in line for line in said)
    assert any("nothing heard for 21 days" in line for line in said)


@pytest.mark.parametrize("data", [None, [], "matrix", {}])
def test_what_is_no_matrix_is_refused(data):
    with pytest.raises(InvalidMatrix) as refused:
        read(data)
    assert refused.value.problems


def test_all_faults_between_parts_are_named_at_once():
    data = deepcopy(DATA)
    data["gates"][1]["code"] = "G1"
    data["repeat"]["lift"] = "L0"
    with pytest.raises(InvalidMatrix) as refused:
        read(data)
    assert refused.value.problems == ("The gate G1 appears 2 times.", "There is no lift L0, but the count of repeats names it.")
