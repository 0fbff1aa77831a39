"""How soon somebody must act on a concern: kept with its rating, shown on the case, and run as a clock."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from mash.cases.models import Case
from mash.cases.services.first_steps import owe_first_step
from thresholds.rules import Suggestion
from thresholds.urgencies import Urgency


def kept_urgency(urgency: Urgency | None, suggestion: Suggestion, why_later: str) -> dict[str, Any]:
    """As the snapshot of a rating keeps it, in the words of its version; nothing where the version asks nothing."""
    if urgency is None:
        return {}
    said = {
        "code": urgency.code, "name": urgency.name, "pace": urgency.pace.value, "hours": urgency.hours, "why_later": why_later,
        "said": urgency.said, "suggested": asdict(suggestion.urgency) if suggestion.urgency else None,
    }  # fmt: skip
    return {"urgency": said}


def act_within(case: Case, urgency: Urgency | None, at: datetime) -> None:
    """The case shows how soon somebody must act, and the clock for it starts, goes on or ends. The colour changes nothing of
    it. A version that does not ask leaves what an earlier one asked for as it is. Part of the rating's transaction.
    """
    if urgency:
        case.urgency, case.pace = urgency.name, urgency.pace
        owe_first_step(case, urgency.pace, urgency.hours, at=at)
