"""What it takes to decide otherwise than the matrix suggests: lowering needs more than raising."""

from mash.labels import Labelled
from thresholds.matrix import Route

from .values import Suggestion


class Agreement(Labelled):
    """Whose agreement a rating below the suggested one needs."""

    NONE = "none", "No agreement needed"
    SENIOR = "senior", "A senior must agree"
    MASH_MANAGER = "mash_manager", "The MASH Manager must agree"


def senior_needed(suggested: int, chosen: int) -> bool:
    """Any worker may raise; going below the suggested level needs a senior's agreement (matrix, point 5; assumption)."""
    return chosen < suggested


def agreement_needed(suggestion: Suggestion, *, level: int, route: Route) -> Agreement:
    """Lowering needs more than raising: a senior below the level, the MASH Manager below a routing rule (matrix, point 5)."""
    below_route = route == Route.TRIAGE and suggestion.route == Route.MASH_ENQUIRY
    if below_route and suggestion.always_progress:
        return Agreement.MASH_MANAGER
    return Agreement.SENIOR if below_route or senior_needed(suggestion.level, level) else Agreement.NONE


def level_in_force(suggested: int, chosen: int, *, agreed: bool) -> int:
    """The higher level applies until a senior has agreed to the lower one (workflow, section 8; assumption)."""
    return chosen if agreed else max(suggested, chosen)
