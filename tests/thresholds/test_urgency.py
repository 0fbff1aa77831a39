"""How soon somebody must act: what suggests it, what a version may say of it, and that none is suggested without a reason."""

import json
import random
from dataclasses import asdict, replace

import pytest

from mash.cases.working_time import Pace
from tests.thresholds.test_properties import ALL_YES, CONCERNS, MATRIX, random_concern
from thresholds.facts import Fact
from thresholds.matrix import InvalidMatrix, read
from thresholds.reading import plain
from thresholds.rules import Facts, differences, is_later, suggest, suggest_urgency

SAFE = Facts(types=["NEG"], indicators=["NEG1a"], gates=ALL_YES)
AT_ONCE, QUICKLY, USUAL = MATRIX.urgencies
WITHOUT = replace(MATRIX, urgencies=())


def with_urgencies(*urgencies):
    return read(plain(replace(MATRIX, urgencies=urgencies)))


def refused(*urgencies) -> str:
    with pytest.raises(InvalidMatrix) as wrong:
        with_urgencies(*urgencies)
    return " ".join(wrong.value.problems)


def test_danger_asks_for_somebody_at_once_and_says_so():
    found = suggest_urgency(MATRIX, replace(SAFE, danger_now=True))
    assert (found.code, found.by_when, found.reasons) == ("U1", "within 1 hour, day or night", ("Somebody is in danger now",))


def test_not_knowing_whether_somebody_is_safe_asks_for_somebody_quickly():
    found = suggest_urgency(MATRIX, replace(SAFE, unknown=[Fact.DANGER_NOW]))
    assert (found.code, found.by_when) == ("U2", "within 4 working hours")
    assert found.reasons == ("Not known: “Is the adult safe now?”",)


def test_where_no_fact_speaks_of_it_nothing_is_suggested():
    assert suggest_urgency(MATRIX, SAFE) is None
    assert suggest(MATRIX, SAFE).urgency is None


def test_it_does_not_follow_from_the_level():
    """Something grave from long ago asks for nobody at once, and danger does whatever else is ticked."""
    grave = suggest(MATRIX, replace(SAFE, types=["FIN"], indicators=["FIN3a"]))
    assert (grave.rag, grave.urgency) == ("red", None)
    mild = read(plain(replace(MATRIX, routing=tuple(rule for rule in MATRIX.routing if rule.code != "R1"))))
    slip = suggest(mild, replace(SAFE, danger_now=True))
    assert (slip.rag, slip.urgency.code) == ("green", "U1")


def test_a_version_from_before_it_was_asked_suggests_none_and_reads_as_it_was():
    assert suggest_urgency(WITHOUT, replace(SAFE, danger_now=True)) is None
    assert "urgencies" not in plain(WITHOUT)
    assert read(plain(WITHOUT)) == WITHOUT


def test_later_is_what_waits_longer_than_the_facts_ask_for():
    suggested = suggest_urgency(MATRIX, replace(SAFE, unknown=[Fact.DANGER_NOW]))
    assert [is_later(MATRIX, code, suggested) for code in ("U1", "U2", "U3", "U9")] == [False, False, True, False]
    assert not is_later(MATRIX, "U3", None)


def test_random_concerns_never_get_an_urgency_without_a_reason():
    chance = random.Random(91)
    some = 0
    for _ in range(CONCERNS):
        facts = random_concern(chance)
        if not facts.danger_now and chance.random() < 0.3:
            facts = replace(facts, unknown=chance.sample(list(Fact), chance.randrange(4)))
        found = suggest_urgency(MATRIX, facts)
        assert found is None or found.reasons and all(found.reasons), facts
        assert (found is None) == (not facts.danger_now and Fact.DANGER_NOW not in facts.unknown), facts
        some += found is not None
    assert some > CONCERNS // 10


def test_it_is_kept_as_plain_data():
    kept = json.loads(json.dumps(asdict(suggest(MATRIX, replace(SAFE, danger_now=True)))))
    assert kept["urgency"]["reasons"] == ["Somebody is in danger now"]


@pytest.mark.parametrize(
    ("urgencies", "problem"),
    [
        ((AT_ONCE, QUICKLY), "the last, and no other, is the usual time"),
        ((USUAL, QUICKLY), "the last, and no other, is the usual time"),
        ((USUAL,), "there must be at least two"),
        ((AT_ONCE, replace(USUAL, code="U9"), USUAL), "the last, and no other, is the usual time"),
        ((replace(AT_ONCE, hours=0), USUAL), "At once: the hours must be from 1 to 72"),
        ((replace(AT_ONCE, hours=73), USUAL), "At once: the hours must be from 1 to 72"),
        ((AT_ONCE, replace(USUAL, hours=4)), "the usual time has no hours of its own"),
        ((replace(QUICKLY, hours=8), replace(QUICKLY, code="U8"), USUAL), "sooner stands above"),
        ((AT_ONCE, replace(QUICKLY, code="U1"), USUAL), "The urgency U1 appears 2 times"),
        ((replace(AT_ONCE, unknown=(Fact.DEATH,)), USUAL), "only of what is asked first"),
    ],
)  # fmt: skip
def test_what_no_version_may_say(urgencies, problem):
    assert problem in refused(*urgencies)


def test_what_a_version_may_say():
    later = replace(QUICKLY, code="U4", name="By tomorrow", hours=8)
    assert with_urgencies(AT_ONCE, QUICKLY, later, USUAL).urgencies == (AT_ONCE, QUICKLY, later, USUAL)
    assert with_urgencies().urgencies == ()


def test_a_difference_is_told():
    changed = replace(MATRIX, urgencies=(AT_ONCE, replace(QUICKLY, hours=6), USUAL))
    (row,) = differences(MATRIX, changed)
    assert (row.part, row.what, row.old, row.new) == ("How soon somebody must act", "U2, Within how many hours? None for the usual time", "4", "6")
    assert [row.change for row in differences(WITHOUT, MATRIX)] == ["added"] * 3


def test_what_is_shipped_is_marked_as_an_assumption():
    assert all(urgency.assumption for urgency in MATRIX.urgencies)
    assert [(urgency.pace, urgency.hours) for urgency in MATRIX.urgencies] == [(Pace.ANY_HOUR, 1), (Pace.WORKING_HOURS, 4), (Pace.USUAL, 0)]
