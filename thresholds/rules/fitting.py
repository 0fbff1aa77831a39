"""Answers to one version of the matrix, as another version understands them."""

from dataclasses import replace

from thresholds.matrix import Matrix

from .values import Facts


def fitted(matrix: Matrix, facts: Facts) -> tuple[Facts, tuple[str, ...]]:
    """What this version knows of the answers, and the codes of those that it doesn't. A gate that nobody was asked counts as not known."""
    given = {"type": facts.types, "indicator": facts.indicators, "gate": facts.gates, "lift": facts.lifts, "setting": [facts.setting] if facts.setting else []}
    unknown = tuple(code for what, codes in given.items() for code in codes if code not in matrix.codes[what])
    setting = facts.setting if facts.setting in matrix.codes["setting"] else ""
    known = {
        "types": tuple(code for code in facts.types if code in matrix.codes["type"]),
        "indicators": tuple(code for code in facts.indicators if code in matrix.codes["indicator"]),
        "gates": {code: answer for code, answer in facts.gates.items() if code in matrix.codes["gate"]},
        "lifts": tuple(code for code in facts.lifts if code in matrix.codes["lift"]),
    }
    return replace(facts, **known, setting=setting), unknown
