"""Past concerns, suggested anew by another version of the matrix."""

from collections import Counter
from dataclasses import dataclass

from mash.accounts.models import User
from mash.cases.states import Rag
from thresholds.matrix import Matrix, Route
from thresholds.rules import Again, Move, run_again

from ..states import LabPeriod, Part
from .rated import Rated, last_of_each, rated, since_of
from .reach import counted_cases


@dataclass(frozen=True, slots=True)
class Reran:
    """One concern, and what the other version would suggest from what was last known of it."""

    rated: Rated
    again: Again

    @property
    def to_enquiry(self) -> bool:
        """It would newly go to MASH enquiry."""
        return self.rated.route == Route.TRIAGE and self.again.route == Route.MASH_ENQUIRY

    @property
    def from_enquiry(self) -> bool:
        """It went to MASH enquiry, and would not."""
        return self.rated.route == Route.MASH_ENQUIRY and self.again.route == Route.TRIAGE


@dataclass(frozen=True)
class Cut:
    """Which of the concerns one figure counts. What is empty narrows nothing."""

    then: str = ""
    now: str = ""
    move: str = ""
    route: str = ""
    code: str = ""
    part: str = ""
    value: str = ""


def rerun(actor: User, matrix: Matrix, period: LabPeriod) -> list[Reran]:
    """The concerns rated in the period that this person's figures count, each by the last rating in it."""
    rows = last_of_each(rated(counted_cases(actor), since_of(period)))
    return [Reran(row, run_again(matrix, row.facts, rag=row.suggested, route=row.route)) for row in rows]


def crossed(found: list[Reran]) -> dict[tuple[Rag, Rag | None], int]:
    """How many were suggested this, and would now be that; None where it can't be told."""
    return Counter((row.rated.suggested, row.again.rag) for row in found)


def moved_by(found: list[Reran], part: Part) -> dict[str, Counter[Move]]:
    """How many of each value would move how, the largest first."""
    counts: dict[str, Counter[Move]] = {}
    for row in found:
        for value in row.rated.values(part):
            counts.setdefault(value, Counter())[row.again.move] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])))


def lacking(found: list[Reran]) -> list[tuple[tuple[str, str], int]]:
    """What the other version lacks, and how many concerns can't be re-run for it."""
    return Counter(row.again.missing for row in found if row.again.missing).most_common()


def cut(found: list[Reran], wanted: Cut) -> list[Reran]:
    """Those that one figure counts."""
    return [row for row in found if _in(row, wanted)]


def _in(row: Reran, wanted: Cut) -> bool:
    route = {"to": row.to_enquiry, "from": row.from_enquiry}.get(wanted.route, True)
    return (
        route
        and wanted.then in ("", row.rated.suggested)
        and wanted.now in ("", row.again.rag or "none")
        and wanted.move in ("", row.again.move)
        and wanted.code in ("", " ".join(row.again.missing or ()))
        and (wanted.part not in list(Part) or wanted.value in row.rated.values(Part(wanted.part)))
    )
