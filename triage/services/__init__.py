"""Use cases of the duty desk: rating, gathering, deciding. Each is one transaction."""

from .confirming import confirm_rating
from .deciding import DecisionRefused, decide_triage
from .gathering import SafeContactMoved, check_history, speak_with_adult
from .rating import RatingRefused, rate_concern

__all__ = ["DecisionRefused", "RatingRefused", "SafeContactMoved", "check_history", "confirm_rating", "decide_triage", "rate_concern", "speak_with_adult"]
