"""What the threshold matrix suggests for a concern, with every reason, and what it takes to decide otherwise.

Decision support only: the guidance "will not replace Safeguarding policies and procedures" (Luton MASH guidance, April 2025).
"""

from .agreement import Agreement, agreement_needed, level_in_force, senior_needed
from .codes import Codes
from .differences import Change, Difference, differences
from .editing import LISTED, WHAT, Section, edited, names_it, told, touched, with_rule, with_type
from .fitting import fitted
from .suggestion import route_for, suggest
from .values import Facts, Prompt, Reason, ReasonKind, Repeats, Suggestion, TypeGrade, UnknownCode

__all__ = [
    "LISTED",
    "WHAT",
    "Agreement",
    "Change",
    "Codes",
    "Difference",
    "Facts",
    "Prompt",
    "Reason",
    "ReasonKind",
    "Repeats",
    "Section",
    "Suggestion",
    "TypeGrade",
    "UnknownCode",
    "agreement_needed",
    "differences",
    "edited",
    "fitted",
    "level_in_force",
    "names_it",
    "route_for",
    "senior_needed",
    "suggest",
    "told",
    "touched",
    "with_rule",
    "with_type",
]
