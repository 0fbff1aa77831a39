"""Whether a share says something, or whether the numbers are too few to judge anybody by."""

from math import sqrt

from mash.labels import Labelled

from .kappa import Z95

FEWEST_TO_JUDGE = 20
"""Below so many nobody is compared with anybody (assumption)."""


class Beside(Labelled):
    """How a share stands beside another."""

    TOO_FEW = "too_few", "Too few to judge"
    HIGHER = "higher", "Higher"
    LOWER = "lower", "Lower"
    LIKE = "like", "No more than chance"


def interval(part: int, whole: int) -> tuple[float, float]:
    """Where the true share lies with 95% confidence (Wilson 1927), which holds for small numbers too."""
    if not whole:
        return 0.0, 1.0
    share, z2 = part / whole, Z95 * Z95
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    reach = Z95 * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    return middle - reach, middle + reach


def beside_all(part: int, whole: int, all_part: int, all_whole: int) -> Beside:
    """One agency beside the whole hub: apart only if the hub's share lies outside what chance explains."""
    if whole < FEWEST_TO_JUDGE:
        return Beside.TOO_FEW
    low, high = interval(part, whole)
    usual = all_part / all_whole
    return Beside.HIGHER if low > usual else Beside.LOWER if high < usual else Beside.LIKE


def beside_before(before: tuple[int, int], after: tuple[int, int]) -> Beside:
    """The same agency before and after, each (part, whole): changed if the difference of the two shares lies outside what
    chance explains (Newcombe 1998, method 10, with 95% confidence).
    """
    if min(before[1], after[1]) < FEWEST_TO_JUDGE:
        return Beside.TOO_FEW
    low, high = difference(before, after)
    return Beside.HIGHER if low > 0 else Beside.LOWER if high < 0 else Beside.LIKE


def difference(before: tuple[int, int], after: tuple[int, int]) -> tuple[float, float]:
    """Between which values the share really rose, with 95% confidence; below nought it fell."""
    (low_before, high_before), (low_after, high_after) = interval(*before), interval(*after)
    share_before, share_after = before[0] / before[1], after[0] / after[1]
    rose = share_after - share_before
    return (
        rose - sqrt((share_after - low_after) ** 2 + (high_before - share_before) ** 2),
        rose + sqrt((high_after - share_after) ** 2 + (share_before - low_before) ** 2),
    )
