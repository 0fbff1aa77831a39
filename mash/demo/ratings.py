"""Invented answers to the questions of the rating, and what the matrix in force suggests from them."""

import random
from dataclasses import asdict, replace
from functools import lru_cache

from mash.cases.states import Rag, Tri
from thresholds.matrix import Matrix
from thresholds.queries import matrix_in_force
from thresholds.rules import Facts, Repeats, Suggestion, suggest, urgency_of
from triage.services.urgency import kept_urgency

COMMON = ["FIN", "FIN", "NEG", "NEG", "NEG", "PHY", "PHY", "PSY", "SN", "SN", "DA", "ORG"]
PLACES = ["own_home", "own_home", "own_home", "care_home", "supported_living", "hospital", "public_place", ""]


def invented_facts(chance: random.Random, *, level: int) -> Facts:
    """One or two types, each with an indicator of this level, and gates to match."""
    matrix = matrix_in_force()[1]
    codes = set(chance.sample(COMMON, chance.choice([1, 1, 1, 2])))
    kinds = [kind for kind in matrix.types if kind.code in codes]
    indicators = tuple(chance.choice(kind.at(level)).code for kind in kinds if kind.at(level))
    doubt = level > 1 and chance.random() < 0.8
    gates = {g.code: chance.choice([Tri.NO, Tri.DONT_KNOW]) if doubt and chance.random() < 0.3 else Tri.YES for g in matrix.gates}
    return Facts(
        types=tuple(kind.code for kind in kinds), indicators=indicators, gates=gates, setting=chance.choice(PLACES),
        lifts=(chance.choice(matrix.lifts).code,) if chance.random() < 0.1 else (), repeats=Repeats(adult=1),
        possible_crime=level > 1 and chance.random() < 0.3,
    )  # fmt: skip


def as_another_reads(facts: Facts, chance: random.Random, matrix: Matrix) -> Facts:
    """The same concern through other eyes: mostly alike, now and then a milder or graver sign, or a gate in doubt."""
    if chance.random() < 0.75:
        return facts
    kind = next(kind for kind in matrix.types if kind.code == facts.types[0])
    return replace(facts, indicators=(chance.choice(kind.indicators).code,), gates=facts.gates | {matrix.gates[0].code: Tri.DONT_KNOW})


def kept(facts: Facts, suggestion: Suggestion, asked: Rag) -> dict[str, object]:
    """As a rating keeps them; as soon as the facts suggest, or in the usual time."""
    matrix = matrix_in_force()[1]
    soon = suggestion.urgency.code if suggestion.urgency else matrix.urgencies[-1].code
    return {
        "facts": asdict(facts), "suggestion": asdict(suggestion), "asked": asked.value, "asked_level": asked.rank,
        "asked_route": suggestion.route.value, **kept_urgency(urgency_of(matrix, soon), suggestion, ""),
    }  # fmt: skip


@lru_cache(maxsize=1)
def pool() -> dict[Rag, list[dict[str, object]]]:
    """Some hundred ratings that follow the suggestion, by its colour, for whoever writes thousands."""
    chance = random.Random(11)  # noqa: S311 (no secret)
    found: dict[Rag, list[dict[str, object]]] = {rag: [] for rag in Rag}
    for number in range(600):
        facts = invented_facts(chance, level=1 + number % 3)
        suggestion = suggest(matrix_in_force()[1], facts)
        found[suggestion.rag].append(kept(facts, suggestion, suggestion.rag))
    return found
