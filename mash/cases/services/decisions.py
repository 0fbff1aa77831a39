"""Decisions that are kept for good."""

from datetime import datetime
from typing import Any

from mash.accounts.models import User

from ..models import Case, Decision
from ..queries import Open, what_is_open
from ..states import DecisionKind


def decide(
    case: Case,
    kind: DecisionKind,
    *,
    outcome: str,
    rationale: str,
    by: User,
    at: datetime,
    would_change: str = "",
    snapshot: dict[str, Any] | None = None,
    versions: dict[str, str] | None = None,
    left: Open | None = None,
) -> Decision:
    """Keep one decision with what was known and what was still open, and give the case a new version.

    `left`: what is open, where the caller has just looked.
    Part of the caller's transaction; the caller saves the case and writes the trail.
    """
    decision = Decision.objects.create(
        case=case, kind=kind, outcome=outcome, rationale=rationale, would_change=would_change, decided_by=by,
        decided_at=at, outstanding=(left or what_is_open(case)).in_words(), snapshot=snapshot or {}, versions=versions or {},
    )  # fmt: skip
    case.version += 1
    return decision
