"""Decisions that are kept for good."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mash.accounts.models import User

from ..calendar import current
from ..models import Case, Decision
from ..record import SHAPE, Seen, look_at
from ..states import DecisionKind, StepName

Told = Iterable[tuple[str, str]]
"""Label and words, in the order in which they are read."""


def decide(case: Case, kind: DecisionKind, **words: Any) -> Decision:
    """Keep one decision, as `keep_decision` does, and give the case a new version: what others have open is out of date.

    Part of the caller's transaction; the caller saves the case and writes the trail.
    """
    decision = keep_decision(case, kind, **words)
    case.version += 1
    return decision


def keep_decision(
    case: Case, kind: DecisionKind, *, outcome: str, rationale: str, by: User, at: datetime, would_change: str = "",
    told: Told = (), snapshot: dict[str, Any] | None = None, versions: dict[str, str] | None = None, seen: Seen | None = None,
    settles: StepName | None = None,
) -> Decision:  # fmt: skip
    """What was decided about the adult, by whom and why, with all that was on record then and all that was still open.

    `told`: what only this kind of decision says, in words as a reader is shown them; `snapshot`: the same as data, for
    what counts it. `seen`: the case as it stood before the caller changed anything; `settles`: the step that is done by
    deciding. Everything is kept as it reads now, and never changes.
    """
    seen = seen or look_at(case)
    outstanding = seen.open.without(settles).in_words()
    decided = {
        "kind": kind.label, "outcome": outcome, "rationale": rationale, "would_change": would_change, "by": by.name,
        "role": by.role_label, "organisation": by.organisation.name, "at": at.isoformat(), "outstanding": outstanding,
    }  # fmt: skip
    return Decision.objects.create(
        case=case, kind=kind, outcome=outcome, rationale=rationale, would_change=would_change, decided_by=by, decided_at=at,
        outstanding=outstanding, versions=_versions(seen) | (versions or {}),
        snapshot={
            **(snapshot or {}), "shape": SHAPE, "record": seen.record, "decided": decided,
            "told": [[label, value] for label, value in told if value],
        },
    )  # fmt: skip


def _versions(seen: Seen) -> dict[str, str]:
    """The timescales that clocks run by, and the matrix of the rating in force."""
    rated = seen.record["ratings"][-1]["versions"] if seen.record["ratings"] else {}
    matrix = {"matrix": rated["matrix"]} if "matrix" in rated else {}
    return matrix | {"timescales": current().version_name}
