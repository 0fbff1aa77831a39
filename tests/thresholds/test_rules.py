"""The decision tool: every indicator, gate, lift and routing rule by name; removing one fails its test."""

import json
from copy import deepcopy
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import yaml

from mash.cases.states import Rag, Tri
from thresholds.matrix import Fact, Matrix, Route, read
from thresholds.rules import (
    Agreement,
    Facts,
    ReasonKind,
    Repeats,
    Suggestion,
    UnknownCode,
    agreement_needed,
    level_in_force,
    route_for,
    senior_needed,
    suggest,
)
from thresholds.rules.prompts import FIND_OUT

ROOT = Path(__file__).resolve().parents[2]
DATA = yaml.safe_load((ROOT / "thresholds/data/matrix.yaml").read_text(encoding="utf-8"))
MATRIX = read(DATA)

GATES = [f"G{number}" for number in range(1, 10)]
LIFTS = [f"L{number}" for number in range(1, 10)]
TYPES = ["PHY", "SEX", "PSY", "FIN", "DIS", "ORG", "NEG", "SN", "DA", "MS", "SE", "MED", "FAL", "PU", "INC", "UD"]
FACTS = ["danger_now", "possible_crime", "child_affected", "position_of_trust", "death", "hostile_motive", "no_consent", "wishes_unknown"]
ALL_YES = dict.fromkeys(GATES, Tri.YES)
SLIP = Facts(types=["PHY"], indicators=["PHY1a"], gates=ALL_YES)


def without(list_name: str, code: str) -> Matrix:
    """The default matrix with one part removed from its data, and every mention of it."""
    data = deepcopy(DATA)
    data[list_name] = [row for row in data[list_name] if row["code"] != code]
    for rule in data["routing"]:
        rule["when"] = {key: [named for named in names if named != code] for key, names in rule["when"].items()}
    for setting in data["settings"]:
        if setting.get("lift") == code:
            del setting["lift"]
    if data["repeat"]["lift"] == code:
        data["repeat"]["lift"] = next(row["code"] for row in data["lifts"])
    return read(data)


def changed(facts: Facts, **answers: Tri) -> Facts:
    return replace(facts, gates={**facts.gates, **answers})


def reason_codes(suggestion: Suggestion, kind: ReasonKind) -> list[str]:
    return [reason.code for reason in suggestion.reasons if reason.kind is kind]


def prompt_codes(suggestion: Suggestion) -> set[str]:
    return {prompt.code for prompt in suggestion.prompts}


# Indicators


@pytest.mark.parametrize("code", list(MATRIX.indicators))
def test_each_indicator_places_the_concern_at_its_level(code):
    suggestion = suggest(MATRIX, replace(SLIP, types=[], indicators=[code]))
    assert suggestion.level == int(code[-2])
    assert reason_codes(suggestion, ReasonKind.INDICATOR) == [code]
    assert [grade.code for grade in suggestion.by_type] == [code[:-2]]


@pytest.mark.parametrize(
    ("level", "rag", "name"),
    [(1, Rag.GREEN, "Low"), (2, Rag.AMBER, "Significant"), (3, Rag.RED, "Critical")],
)
def test_levels_map_to_ratings_and_actions(level, rag, name):
    suggestion = suggest(MATRIX, replace(SLIP, indicators=[f"NEG{level}a"]))
    assert (suggestion.level, suggestion.rag, suggestion.name) == (level, rag, name)
    assert suggestion.response_level == level
    assert suggestion.actions == MATRIX.level(level).actions


def test_a_concern_of_several_types_sits_at_the_highest_and_grades_each():
    suggestion = suggest(MATRIX, replace(SLIP, types=["PHY", "FIN", "SN"], indicators=["PHY1a", "FIN3a", "FIN2b"]))
    assert suggestion.level == 3
    assert [(grade.code, grade.level) for grade in suggestion.by_type] == [("PHY", 1), ("FIN", 3), ("SN", None)]


def test_no_indicator_and_every_gate_passed_is_level_1_with_its_reason():
    suggestion = suggest(MATRIX, Facts(gates=ALL_YES))
    assert suggestion.level == 1
    assert "LOWEST" in reason_codes(suggestion, ReasonKind.RULE)


def test_nothing_known_is_level_2():
    suggestion = suggest(MATRIX, Facts())
    assert suggestion.level == 2
    assert reason_codes(suggestion, ReasonKind.GATE) == GATES
    assert all(reason.words.startswith("Not answered") for reason in suggestion.reasons if reason.kind == "gate")


# Gates


@pytest.mark.parametrize("answer", [Tri.NO, Tri.DONT_KNOW, None], ids=["no", "don't know", "not answered"])
@pytest.mark.parametrize("code", GATES)
def test_gate(code, answer):
    facts = changed(SLIP, **{code: answer})
    if answer is None:
        facts = replace(SLIP, gates={gate: Tri.YES for gate in GATES if gate != code})
    assert suggest(MATRIX, SLIP).level == 1
    suggestion = suggest(MATRIX, facts)
    assert suggestion.level == 2
    assert reason_codes(suggestion, ReasonKind.GATE) == [code]
    left = without("gates", code)
    remaining = {gate: given for gate, given in facts.gates.items() if gate != code}
    assert suggest(left, replace(facts, gates=remaining)).level == 1


def test_gates_never_lower():
    assert suggest(MATRIX, replace(SLIP, indicators=["PHY3a"])).level == 3
    assert suggest(MATRIX, replace(SLIP, indicators=["PHY3a"], gates={})).level == 3


# Lifts


@pytest.mark.parametrize("indicator", ["PHY1a", "PHY2a"])
@pytest.mark.parametrize("code", LIFTS)
def test_lift(code, indicator):
    facts = replace(SLIP, indicators=[indicator])
    before = suggest(MATRIX, facts).level
    suggestion = suggest(MATRIX, replace(facts, lifts=[code]))
    assert suggestion.level == before + 1
    lifted = [reason for reason in suggestion.reasons if reason.kind is ReasonKind.LIFT]
    assert [reason.code for reason in lifted] == [code]
    assert f"to Level {before + 1}" in lifted[0].effect
    with pytest.raises(UnknownCode):
        suggest(without("lifts", code), replace(facts, lifts=[code]))


def test_all_lifts_together_raise_by_one():
    suggestion = suggest(MATRIX, replace(SLIP, lifts=LIFTS))
    assert suggestion.level == 2
    assert reason_codes(suggestion, ReasonKind.LIFT) == LIFTS


def test_nothing_lifts_above_the_highest_level():
    suggestion = suggest(MATRIX, replace(SLIP, indicators=["PHY3a"], lifts=["L1"]))
    assert suggestion.level == 3
    assert [reason.effect for reason in suggestion.reasons if reason.kind == "lift"] == ["Already the highest level"]


def test_lifts_come_after_gates():
    assert suggest(MATRIX, changed(replace(SLIP, lifts=["L4"]), G1=Tri.DONT_KNOW)).level == 3


# Settings and repeats: shown, never silently applied


@pytest.mark.parametrize("setting", ["care_home", "supported_living", "hospital"])
def test_setting_where_others_live_asks_and_offers_its_lift(setting):
    suggestion = suggest(MATRIX, replace(SLIP, setting=setting))
    assert suggestion.level == 1
    assert {setting, "L9"} <= prompt_codes(suggestion)
    assert "L9" not in prompt_codes(suggest(MATRIX, replace(SLIP, setting=setting, lifts=["L9"])))


@pytest.mark.parametrize("setting", ["own_home", "day_service", "public_place", "online", "other"])
def test_other_settings_ask_nothing(setting):
    assert suggest(MATRIX, replace(SLIP, setting=setting)) == suggest(MATRIX, SLIP)


def test_the_council_can_lower_the_bar_for_a_setting():
    data = deepcopy(DATA)
    next(row for row in data["settings"] if row["code"] == "hospital")["lowers_bar"] = True
    suggestion = suggest(read(data), replace(SLIP, setting="hospital"))
    assert suggestion.level == 2
    assert reason_codes(suggestion, ReasonKind.LIFT) == ["L9"]
    assert suggest(read(data), replace(SLIP, setting="care_home")).level == 1


@pytest.mark.parametrize("key", ["adult", "source", "service"])
def test_repeats_are_shown_with_the_lift_they_suggest(key):
    suggestion = suggest(MATRIX, replace(SLIP, repeats=Repeats(**{key: 3})))
    assert suggestion.level == 1
    assert {"REPEAT", "L1"} <= prompt_codes(suggestion)
    assert suggest(MATRIX, replace(SLIP, repeats=Repeats(**{key: 2}))).prompts == ()
    lifted = suggest(MATRIX, replace(SLIP, repeats=Repeats(**{key: 3}), lifts=["L1"]))
    assert "REPEAT" in prompt_codes(lifted)
    assert "L1" not in prompt_codes(lifted)


# Rules that do not wait for a level

FIRES = [
    pytest.param("R1", {"danger_now": True}, id="R1 danger to life"),
    pytest.param("R3", {"possible_crime": True}, id="R3 police, crime known"),
    pytest.param("R3", {"gates": {**ALL_YES, "G8": Tri.NO}}, id="R3 police, gate G8"),
    *(
        pytest.param("R3", {"indicators": [code]}, id=f"R3 police, {code}")
        for code in [
            "PHY3a",
            "PHY3c",
            "SEX2c",
            "SEX3a",
            "SEX3b",
            "SEX3c",
            "SEX3d",
            "FIN3a",
            "FIN3b",
            "DIS3a",
            "NEG3e",
            "DA3a",
            "DA3b",
            "DA3c",
            "DA3d",
        ]
    ),
    *(
        pytest.param("R3", {"indicators": [code]}, id=f"R3 police, {code}")
        for code in ["MS3a", "MS3b", "MS3c", "SE3a", "SE3b", "SE3c", "SE3d", "MED3b", "MED3d", "INC3b", "UD3a"]
    ),
    pytest.param("R4", {"child_affected": True}, id="R4 children's MASH, child known"),
    pytest.param("R4", {"indicators": ["DA3e"]}, id="R4 children's MASH, DA3e"),
    pytest.param("R5", {"position_of_trust": True}, id="R5 position of trust, known"),
    pytest.param("R5", {"gates": {**ALL_YES, "G7": Tri.NO}}, id="R5 position of trust, gate G7"),
    pytest.param("R5", {"lifts": ["L6"]}, id="R5 position of trust, lift L6"),
    pytest.param("R5", {"indicators": ["SEX3c"]}, id="R5 position of trust, SEX3c"),
    pytest.param("R6", {"death": True}, id="R6 death, known"),
    *(pytest.param("R6", {"indicators": [code]}, id=f"R6 death, {code}") for code in ("FAL3d", "UD3a", "UD3d")),
    pytest.param("R7", {"hostile_motive": True}, id="R7 motive, known"),
    *(pytest.param("R7", {"indicators": [code]}, id=f"R7 motive, {code}") for code in ("DIS3a", "INC3c")),
    pytest.param("R8", {"no_consent": True}, id="R8 without consent"),
]


@pytest.mark.parametrize(("code", "known"), FIRES)
def test_routing_rule_prompts(code, known):
    facts = replace(SLIP, **known)
    assert code not in prompt_codes(suggest(MATRIX, SLIP))
    fired = [prompt for prompt in suggest(MATRIX, facts).prompts if prompt.code == code]
    assert len(fired) == 1
    assert fired[0].words
    assert fired[0].because
    assert code not in prompt_codes(suggest(without("routing", code), facts))


@pytest.mark.parametrize(("gate", "code"), [("G7", "R5"), ("G8", "R3")])
def test_a_gate_that_nobody_can_answer_yet_fires_no_rule(gate, code):
    assert code not in prompt_codes(suggest(MATRIX, changed(SLIP, **{gate: Tri.DONT_KNOW})))


def test_danger_now_is_red_whatever_else_is_known():
    suggestion = suggest(MATRIX, replace(SLIP, danger_now=True))
    assert (suggestion.level, suggestion.rag, suggestion.route) == (3, Rag.RED, Route.MASH_ENQUIRY)
    assert "R1" in reason_codes(suggestion, ReasonKind.RULE)
    assert suggest(without("routing", "R1"), replace(SLIP, danger_now=True)).level == 1


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact != "danger_now"])
def test_other_facts_change_neither_level_nor_route(fact):
    known, plain = suggest(MATRIX, replace(SLIP, **{fact: True})), suggest(MATRIX, SLIP)
    assert (known.level, known.route, known.reasons) == (plain.level, plain.route, plain.reasons)


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("code", ["DA", "MS", "SE"])
def test_always_progress_type(code, level):
    facts = Facts(types=[code], indicators=[f"{code}{level}a"], gates=ALL_YES)
    suggestion = suggest(MATRIX, facts)
    assert suggestion.always_progress
    assert suggestion.route is Route.MASH_ENQUIRY
    assert suggestion.level == level, "severity is kept apart from the route"
    assert reason_codes(suggestion, ReasonKind.ROUTING) == ["R2"]
    assert "R2" not in prompt_codes(suggestion), "where it goes is a reason, not a prompt"
    removed = suggest(without("routing", "R2"), facts)
    assert not removed.always_progress
    assert removed.route is (Route.MASH_ENQUIRY if level == 3 else Route.TRIAGE)


@pytest.mark.parametrize("code", ["DA", "MS", "SE"])
@pytest.mark.parametrize("named", ["type", "indicator"])
def test_always_progress_by_type_alone_or_by_an_indicator_alone(code, named):
    facts = Facts(gates=ALL_YES, types=[code]) if named == "type" else Facts(gates=ALL_YES, indicators=[f"{code}1a"])
    assert suggest(MATRIX, facts).route is Route.MASH_ENQUIRY


@pytest.mark.parametrize("code", [code for code in TYPES if code not in {"DA", "MS", "SE"}])
def test_other_types_go_to_triage_until_red(code):
    routes = [suggest(MATRIX, replace(SLIP, types=[code], indicators=[f"{code}{level}a"])).route for level in (1, 2, 3)]
    assert routes == [Route.TRIAGE, Route.TRIAGE, Route.MASH_ENQUIRY]


@pytest.mark.parametrize(
    ("rag", "always", "route"),
    [
        (Rag.RED, False, Route.MASH_ENQUIRY),
        (Rag.AMBER, False, Route.TRIAGE),
        (Rag.GREEN, False, Route.TRIAGE),
        (Rag.GREEN, True, Route.MASH_ENQUIRY),
    ],
)
def test_route_for(rag, always, route):
    assert route_for(rag, always) is route


def test_what_the_adult_wants_is_asked_for_also_where_somebody_said_that_nobody_knows_it():
    said = [prompt.words for prompt in suggest(MATRIX, replace(SLIP, wishes_unknown=True)).prompts if prompt.name == "Not known yet"]
    assert said == [FIND_OUT[Fact.WISHES_UNKNOWN]]
    assert not [prompt for prompt in suggest(MATRIX, SLIP).prompts if prompt.name == "Not known yet"]


@pytest.mark.parametrize("fact", list(FIND_OUT))
def test_what_is_not_known_asks_to_be_found_out_and_is_no_answer(fact):
    told, unknown = replace(SLIP, **{fact: False}), replace(SLIP, unknown=[fact])
    assert [prompt.words for prompt in suggest(MATRIX, unknown).prompts if prompt.name == "Not known yet"] == [FIND_OUT[fact]]
    assert [prompt for prompt in suggest(MATRIX, told).prompts if prompt.name == "Not known yet"] == []
    assert suggest(MATRIX, unknown).level == suggest(MATRIX, told).level


@pytest.mark.parametrize(
    ("code", "said"), [("MS", "first look"), ("PU", "nurse"), ("MED", "neglect"), ("DIS", "motive")]
)
def test_types_bring_their_own_prompts(code, said):
    assert [prompt for prompt in suggest(MATRIX, replace(SLIP, types=[code])).prompts if said in prompt.words]


# Deciding otherwise


@pytest.mark.parametrize(("suggested", "chosen"), [(s, c) for s in (1, 2, 3) for c in (1, 2, 3)])
def test_a_senior_is_needed_only_to_lower(suggested, chosen):
    assert senior_needed(suggested, chosen) is (chosen < suggested)
    assert level_in_force(suggested, chosen, agreed=True) == chosen
    assert level_in_force(suggested, chosen, agreed=False) == max(suggested, chosen)


@pytest.mark.parametrize(
    ("indicator", "level", "route", "needed"),
    [
        pytest.param("PHY2a", 2, Route.TRIAGE, Agreement.NONE, id="as suggested"),
        pytest.param("PHY2a", 3, Route.MASH_ENQUIRY, Agreement.NONE, id="raised"),
        pytest.param("PHY2a", 2, Route.MASH_ENQUIRY, Agreement.NONE, id="route raised"),
        pytest.param("PHY2a", 1, Route.TRIAGE, Agreement.SENIOR, id="lowered"),
        pytest.param("PHY3a", 2, Route.TRIAGE, Agreement.SENIOR, id="lowered from Red"),
        pytest.param("PHY3a", 3, Route.TRIAGE, Agreement.SENIOR, id="Red kept from MASH enquiry"),
        pytest.param("DA1a", 1, Route.MASH_ENQUIRY, Agreement.NONE, id="always progresses"),
        pytest.param("DA2a", 1, Route.MASH_ENQUIRY, Agreement.SENIOR, id="always progresses, lowered"),
        pytest.param("DA1a", 1, Route.TRIAGE, Agreement.MASH_MANAGER, id="below the routing rule"),
        pytest.param("DA1a", 2, "triage", Agreement.MASH_MANAGER, id="below the routing rule, though raised"),
    ],
)
def test_lowering_needs_more_than_raising(indicator, level, route, needed):
    suggestion = suggest(MATRIX, replace(SLIP, types=[], indicators=[indicator]))
    assert agreement_needed(suggestion, level=level, route=route) is needed


# Wrong input


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"types": ["XYZ"]}, "type"),
        ({"types": "DA"}, "type"),
        ({"indicators": ["PHY1a", "PHY9z"]}, "indicator"),
        ({"gates": {"G10": Tri.YES}}, "gate"),
        ({"gates": {"G1": "perhaps"}}, "answer"),
        ({"lifts": ["L0"]}, "lift"),
        ({"setting": "moon"}, "setting"),
    ],
)
def test_unknown_codes_are_refused_by_name(given, what):
    with pytest.raises(UnknownCode) as refused:
        suggest(MATRIX, replace(SLIP, **given))
    assert refused.value.what == what
    assert refused.value.codes[0] in str(refused.value)


def test_answers_may_be_plain_text_as_kept_in_json():
    facts = replace(SLIP, gates=dict.fromkeys(GATES, "yes"))
    assert suggest(MATRIX, facts) == suggest(MATRIX, SLIP)


def test_a_suggestion_can_be_kept_as_json():
    kept = json.loads(json.dumps(asdict(suggest(MATRIX, replace(SLIP, types=["DA"], danger_now=True)))))
    assert kept["rag"] == "red"
    assert kept["route"] == "mash_enquiry"
    assert kept["reasons"][0] == {
        "kind": "indicator",
        "code": "PHY1a",
        "words": MATRIX.indicators["PHY1a"].words,
        "effect": "Level 1",
    }
