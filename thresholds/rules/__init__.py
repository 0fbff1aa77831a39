"""What the threshold matrix suggests for a concern, with every reason, and what it takes to decide otherwise.

Decision support only: the guidance "will not replace Safeguarding policies and procedures" (Luton MASH guidance, April 2025).
"""

from .agreement import Agreement, agreement_needed, level_in_force, senior_needed
from .carrying import carried_gates, opposite, said_against
from .codes import Codes
from .differences import Change, Difference, differences
from .editing import LISTED, WHAT, Section, edited, names_it, told, touched, with_rule, with_type
from .fitting import fitted
from .kappa import Kappa, cohens_kappa, cross, percent_agreement, strength
from .patterns import numbers_of
from .placing import setting_of
from .rerunning import Again, Move, facts_of, run_again
from .shares import FEWEST_TO_JUDGE, Beside, beside_all, beside_before
from .small_numbers import (
    FEWEST,
    NOT_SHOWN,
    UNDER,
    protected,
    protected_share,
    protected_total,
    rough_share,
    roughly,
    rounded,
)
from .suggestion import route_for, suggest
from .urgency import can_wait, is_later, suggest_urgency, urgency_of
from .values import Facts, Prompt, Reason, ReasonKind, Repeats, SuggestedUrgency, Suggestion, TypeGrade, UnknownCode
from .whole import shown_in_full

__all__ = [
    "FEWEST",
    "FEWEST_TO_JUDGE",
    "NOT_SHOWN",
    "UNDER",
    "Again",
    "LISTED",
    "WHAT",
    "Agreement",
    "Beside",
    "Change",
    "Codes",
    "Difference",
    "Facts",
    "Kappa",
    "Move",
    "Prompt",
    "Reason",
    "ReasonKind",
    "Repeats",
    "Section",
    "SuggestedUrgency",
    "Suggestion",
    "TypeGrade",
    "UnknownCode",
    "agreement_needed",
    "can_wait",
    "carried_gates",
    "beside_all",
    "beside_before",
    "cohens_kappa",
    "cross",
    "differences",
    "facts_of",
    "is_later",
    "level_in_force",
    "percent_agreement",
    "protected",
    "protected_share",
    "protected_total",
    "rough_share",
    "roughly",
    "rounded",
    "edited",
    "fitted",
    "level_in_force",
    "names_it",
    "numbers_of",
    "opposite",
    "route_for",
    "run_again",
    "said_against",
    "senior_needed",
    "setting_of",
    "shown_in_full",
    "strength",
    "suggest",
    "suggest_urgency",
    "told",
    "touched",
    "urgency_of",
    "with_rule",
    "with_type",
]
