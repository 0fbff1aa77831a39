"""Whether agencies use the thresholds alike, whether that changes, and whose concerns end below them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mash.accounts.models import User
from mash.cases.states import Rag
from thresholds.rules import Beside, beside_all, beside_before

from ..states import Ending, Half, LabPeriod
from .rated import Rated, last_of_each, rated, since_of
from .reach import counted_cases


@dataclass(frozen=True)
class Use:
    """One agency's concerns: what was suggested in each half of the period, and how they ended."""

    partner: str
    early: Counter[Rag]
    late: Counter[Rag]
    ended: Counter[Ending]
    change: Beside
    below: Beside

    @property
    def suggested(self) -> Counter[Rag]:
        """Both halves."""
        return self.early + self.late


@dataclass(frozen=True)
class Drift:
    """The whole hub, then each agency, the largest first; the second half begins on `half_on`."""

    whole: Use
    agencies: list[Use]
    half_on: date | None


def concerns(actor: User, period: LabPeriod) -> list[Rated]:
    """The concerns rated in the period that this person's figures count, each by the last rating in it."""
    return last_of_each(rated(counted_cases(actor), since_of(period)))


def halfway(found: list[Rated]) -> date | None:
    """The day that cuts the time between the first rating and today in two."""
    first = min((timezone.localdate(row.at) for row in found), default=None)
    return first + (timezone.localdate() - first) / 2 if first else None


def half_of(row: Rated, half: date | None) -> Half:
    """In which half of the time a concern was rated."""
    return Half.LATE if half and timezone.localdate(row.at) >= half else Half.EARLY


def drift(found: list[Rated]) -> Drift:
    """How each agency's concerns were suggested and ended, beside the hub's and beside its own before."""
    half = halfway(found)
    whole = _use("", found, half, Counter(row.ending for row in found))
    partners = Counter(row.partner for row in found)
    order = sorted(partners, key=lambda name: (-partners[name], name))
    return Drift(whole, [_use(name, (row for row in found if row.partner == name), half, whole.ended) for name in order], half)


def _use(name: str, rows: Iterable[Rated], half: date | None, everywhere: Counter[Ending]) -> Use:
    early, late, ended = Counter(), Counter(), Counter()
    for row in rows:
        (late if half_of(row, half) == Half.LATE else early)[row.suggested] += 1
        ended[row.ending] += 1
    change = beside_before(*((counts[Rag.GREEN], counts.total()) for counts in (early, late)))
    return Use(name, early, late, ended, change, beside_all(*_below(ended), *_below(everywhere)))


def _below(ended: Counter[Ending]) -> tuple[int, int]:
    return ended[Ending.BELOW], ended[Ending.BELOW] + ended[Ending.ABOVE]
