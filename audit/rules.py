"""What the threshold lab counts as what."""

from datetime import date

from mash.cases.states import Outcome, Rag

from .states import Choice, Ending

NOTHING_FURTHER = (Outcome.NO_CONCERN, Outcome.ADVICE)


def first_day(today: date, months: int) -> date:
    """The first day of the month that lies so many months before this one."""
    month = today.year * 12 + today.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)


def district(postcode: str) -> str:
    """The part of a postcode that names a district, such as LU1: the area of a concern, as wards are not kept (assumption)."""
    letters = "".join(postcode.split()).upper()
    return letters[:-3] if 5 <= len(letters) <= 7 else ""


def ending(rag: str, outcome: str, *, closed: bool) -> Ending:
    """A concern ends below the threshold if it closes rated Green (Level 1), or with advice or no concern found: nothing
    further follows (the review's "very high thresholds blocked preventative work"; which outcomes count is an assumption).
    """
    if not closed:
        return Ending.OPEN
    return Ending.BELOW if rag == Rag.GREEN or outcome in NOTHING_FURTHER else Ending.ABOVE


def leaning(suggested: Rag, asked: Rag, *, against_rule: bool) -> Choice:
    """Which way a worker went from what was suggested; sending a concern to triage against a routing rule lowers it too."""
    if asked.rank > suggested.rank:
        return Choice.RAISED
    return Choice.LOWERED if asked.rank < suggested.rank or against_rule else Choice.FOLLOWED
