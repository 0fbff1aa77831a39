"""How soon somebody must act: what the facts suggest, apart from the level, and whether a choice is later than that."""

from mash.cases.working_time import Pace
from thresholds.matrix import Matrix
from thresholds.urgencies import Urgency

from .values import Facts, SuggestedUrgency


def suggest_urgency(matrix: Matrix, facts: Facts) -> SuggestedUrgency | None:
    """The soonest that any fact asks for, with each fact that does; none where no fact speaks of it, or the version has none
    (guidance: "evaluate the severity and urgency of the safeguarding concerns raised"; which facts ask is an assumption).
    """
    for urgency in matrix.urgencies:
        if reasons := _reasons(urgency, facts):
            return SuggestedUrgency(urgency.code, urgency.name, urgency.by_when, reasons)
    return None


def urgency_of(matrix: Matrix, code: str) -> Urgency | None:
    """The urgency of this code."""
    return next((urgency for urgency in matrix.urgencies if urgency.code == code), None)


def is_later(matrix: Matrix, code: str, suggested: SuggestedUrgency | None) -> bool:
    """Whether this waits longer than what is suggested: that needs a reason, as a lower level does."""
    order = [urgency.code for urgency in matrix.urgencies]
    return suggested is not None and code in order and order.index(code) > order.index(suggested.code)


def can_wait(matrix: Matrix, suggested: SuggestedUrgency) -> bool:
    """Whether somebody may choose later than this for a reason: not where it runs day and night, for somebody is in danger."""
    urgency = urgency_of(matrix, suggested.code)
    return urgency is None or urgency.pace != Pace.ANY_HOUR


def _reasons(urgency: Urgency, facts: Facts) -> tuple[str, ...]:
    so = (fact.label for fact in urgency.facts if getattr(facts, fact))
    unknown = (f"Not known: “{fact.question}”" for fact in urgency.unknown if fact in facts.unknown)
    return (*so, *unknown)
