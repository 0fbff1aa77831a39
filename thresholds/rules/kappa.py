"""How far two people agree who rated the same concerns apart from each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
"""Half the width of a 95% interval, in standard errors."""


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance: 1 is always, 0 is what chance alone would give. `low` and `high` bound it with 95% confidence."""

    value: float
    low: float
    high: float


def cross(pairs: Sequence[tuple[str, str]], order: Sequence[str]) -> list[list[int]]:
    """How often each answer of the first (rows) met each answer of the second (columns), in this order."""
    return [[pairs.count((first, second)) for second in order] for first in order]


def percent_agreement(counts: Sequence[Sequence[int]]) -> float | None:
    """The share on which both said the same; none of nothing."""
    total = sum(map(sum, counts))
    return sum(row[n] for n, row in enumerate(counts)) / total if total else None


def cohens_kappa(counts: Sequence[Sequence[int]], *, linear: bool = False) -> Kappa | None:
    """Cohen's kappa (Cohen 1960), or with linear weights for levels that have an order (Cohen 1968): a step apart counts less
    than two. The interval is by the standard error of Fleiss, Cohen and Everitt (1969).

    None where it is undefined: nothing was rated, or both gave one and the same answer throughout, so that chance alone
    would agree always.
    """
    size, total = len(counts), sum(map(sum, counts))
    if not total:
        return None
    weight = [[_weight(i, j, size, linear) for j in range(size)] for i in range(size)]
    share = [[n / total for n in row] for row in counts]
    first, second = [sum(row) for row in share], [sum(column) for column in zip(*share, strict=True)]
    pairs = [(i, j) for i in range(size) for j in range(size)]
    observed = sum(weight[i][j] * share[i][j] for i, j in pairs)
    chance = sum(weight[i][j] * first[i] * second[j] for i, j in pairs)
    if 1 - chance < 1e-12:
        return None
    value = (observed - chance) / (1 - chance)
    rows = [sum(weight[i][j] * second[j] for j in range(size)) for i in range(size)]
    columns = [sum(weight[i][j] * first[i] for i in range(size)) for j in range(size)]
    spread = sum(share[i][j] * (weight[i][j] - (rows[i] + columns[j]) * (1 - value)) ** 2 for i, j in pairs)
    variance = (spread - (value - chance * (1 - value)) ** 2) / (total * (1 - chance) ** 2)
    error = Z95 * sqrt(max(variance, 0))
    return Kappa(value, max(value - error, -1.0), min(value + error, 1.0))


def _weight(i: int, j: int, size: int, linear: bool) -> float:
    if not linear:
        return float(i == j)
    return 1 - abs(i - j) / (size - 1) if size > 1 else 1.0


def strength(value: float) -> str:
    """A word for it, by a common rule of thumb (Landis and Koch 1977). It is a convention, no law."""
    words = [(0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight")]
    return next((word for least, word in words if value > least), "none beyond chance")
