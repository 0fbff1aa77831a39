"""What must not be out of sight when something is decided: what the matrix asked for, and patterns across concerns."""

from typing import Any

from mash.accounts.models import User
from mash.cases.models import Case
from mash.cases.pattern_queries import open_patterns
from thresholds.queries import matrix_in_force

from .actions import level_of, required_of


def in_sight(user: User, case: Case) -> dict[str, Any]:
    """What the last rating asked to do or to find out (matrix, 3.3: police, children, position of trust), as it was kept with
    it and what has come of it, what is usually done at the level (3.4), and the patterns that this case is part of.
    """
    required = required_of(case)
    asks = [prompt for prompt in _asks(case) if prompt["code"] not in {row.code for row in required}]
    return {"required": required, "asks": asks, "usual": level_of(case), "patterns": open_patterns(user, case)}


def _asks(case: Case) -> list[dict[str, Any]]:
    """Nothing of a concern that is not rated, or whose rating was brought over without its reasons. Whether a lift applies
    was answered by rating, and repeats stand among the patterns.
    """
    kept = case.ratings.order_by("-pk").values_list("decision__snapshot__suggestion__prompts", flat=True).first()
    asked_by_then = {lift.code for lift in matrix_in_force()[1].lifts} | {"REPEAT"}
    return [prompt for prompt in kept or [] if prompt["code"] not in asked_by_then]
