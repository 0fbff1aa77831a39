"""What the threshold matrix suggests for a concern, with every reason, and what it takes to decide otherwise.

Decision support only: the guidance "will not replace Safeguarding policies and procedures" (Luton MASH guidance, April 2025).
"""

from .agreement import Agreement, agreement_needed, level_in_force, senior_needed
from .differences import Change, Difference, differences
from .suggestion import route_for, suggest
from .values import Facts, Prompt, Reason, ReasonKind, Repeats, Suggestion, TypeGrade, UnknownCode

__all__ = [
    "Agreement",
    "Change",
    "Difference",
    "Facts",
    "Prompt",
    "Reason",
    "ReasonKind",
    "Repeats",
    "Suggestion",
    "TypeGrade",
    "UnknownCode",
    "agreement_needed",
    "differences",
    "level_in_force",
    "route_for",
    "senior_needed",
    "suggest",
]
