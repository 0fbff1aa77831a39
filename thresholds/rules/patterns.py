"""What the matrix says of patterns across concerns: its numbers for those who look, and its rules for those who read."""

from dataclasses import asdict

from mash.cases.pattern_rules import Numbers, in_words
from mash.cases.states import Grouping, PatternRule
from thresholds.matrix import Matrix


def numbers_of(matrix: Matrix) -> Numbers:
    """With what numbers patterns are looked for while this version is in force."""
    said = asdict(matrix.patterns)
    del said["assumption"]
    return Numbers(repeats=matrix.repeat.number, months=matrix.repeat.months, **said)


def patterns_in_words(matrix: Matrix) -> list[str]:
    """Each rule but that of repeats, as it is looked for about one adult: in the words that its alert uses."""
    numbers = numbers_of(matrix)
    return [in_words(rule, Grouping.ADULT, numbers) for rule in PatternRule if rule != PatternRule.REPEATED]
