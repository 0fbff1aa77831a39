"""Properties of the decision tool that hold for any concern whatever."""

import os
import random
from dataclasses import replace
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.cases.states import Tri
from thresholds.matrix import Fact, Route, read
from thresholds.rules import Facts, Repeats, Suggestion, suggest

CONCERNS = 100_000 if os.environ.get("DRILLS") == "full" else 10_000
ROOT = Path(__file__).resolve().parents[2]
MATRIX = read(yaml.safe_load((ROOT / "thresholds/data/matrix.yaml").read_text(encoding="utf-8")))
GATES = [gate.code for gate in MATRIX.gates]
LIFTS = [lift.code for lift in MATRIX.lifts]
TYPES = [kind.code for kind in MATRIX.types]
INDICATORS = list(MATRIX.indicators)
ALL_YES = dict.fromkeys(GATES, Tri.YES)

concerns = st.builds(
    Facts,
    types=st.sets(st.sampled_from(TYPES), max_size=3),
    indicators=st.sets(st.sampled_from(INDICATORS), max_size=4),
    gates=st.dictionaries(st.sampled_from(GATES), st.sampled_from(Tri)),
    lifts=st.sets(st.sampled_from(LIFTS), max_size=2),
    setting=st.sampled_from(["", *sorted(MATRIX.codes["setting"])]),
    repeats=st.builds(Repeats, *[st.integers(0, 5)] * 3),
    **{fact.value: st.booleans() for fact in Fact},
)


def is_sound(suggestion: Suggestion) -> bool:
    """A level with the reason that made it, a rating that fits, actions, and a route with its own reason."""
    makes = [reason for reason in suggestion.reasons if f"Level {suggestion.level}" in reason.effect]
    top = suggestion.level == 3 and any(reason.effect == "Already the highest level" for reason in suggestion.reasons)
    routed = any("Goes to" in reason.effect for reason in suggestion.reasons)
    worded = all(reason.words and reason.code and reason.effect for reason in suggestion.reasons)
    rag = MATRIX.level(suggestion.level).rag
    return bool((makes or top) and routed and worded and suggestion.rag is rag and suggestion.actions)


def random_concern(chance: random.Random) -> Facts:
    return Facts(
        types=chance.sample(TYPES, chance.randrange(3)),
        indicators=chance.sample(INDICATORS, chance.randrange(4)),
        gates={code: chance.choice(list(Tri)) for code in GATES if chance.random() < 0.8}
        if chance.random() < 0.5
        else ALL_YES,
        lifts=chance.sample(LIFTS, 1) if chance.random() < 0.3 else (),
        danger_now=chance.random() < 0.2,
    )


def test_random_concerns_never_get_a_level_without_a_reason():
    chance = random.Random(42)
    concerns = (random_concern(chance) for _ in range(CONCERNS))
    assert [facts for facts in concerns if not is_sound(suggest(MATRIX, facts))] == []


@settings(max_examples=150, deadline=None)
@given(facts=concerns)
def test_any_suggestion_is_sound_and_is_the_same_again(facts):
    suggestion = suggest(MATRIX, facts)
    assert is_sound(suggestion)
    assert suggestion == suggest(MATRIX, facts)


@settings(max_examples=150, deadline=None)
@given(facts=concerns, indicator=st.sampled_from(INDICATORS), lift=st.sampled_from(LIFTS))
def test_more_worry_never_lowers(facts, indicator, lift):
    before = suggest(MATRIX, facts)
    for more in (
        replace(facts, indicators={*facts.indicators, indicator}),
        replace(facts, lifts={*facts.lifts, lift}),
        replace(facts, danger_now=True),
        replace(facts, gates=dict.fromkeys(facts.gates, Tri.DONT_KNOW)),
    ):
        after = suggest(MATRIX, more)
        assert after.level >= before.level
        assert not (before.route is Route.MASH_ENQUIRY and after.route is Route.TRIAGE)


@settings(max_examples=150, deadline=None)
@given(facts=concerns, gate=st.sampled_from(GATES))
def test_level_1_is_open_only_when_every_gate_is_yes(facts, gate):
    assert suggest(MATRIX, replace(facts, gates={**facts.gates, gate: Tri.DONT_KNOW})).level > 1
