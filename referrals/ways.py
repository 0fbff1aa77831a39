"""How a referrer hears that there is something to read: by the way they asked for, if that is safe, else by none."""

import re
from dataclasses import dataclass

from .states import CAUTIONS, Safety, Way

UNASKED = (Way.EMAIL, Way.PHONE, Way.LETTER)
"""Where they did not say how: the first of these for which the report gives a contact. A text may reach anyone's phone."""


@dataclass(frozen=True)
class Reach:
    """What decides how a referrer hears. `has`: the ways for which the report gives a contact."""

    safety: Safety
    wants_feedback: bool = True
    asked: Way | None = None
    has: frozenset[Way] = frozenset()


def way(reach: Reach) -> Way:
    """How this referrer hears. The status page always shows it; this is what tells them to look.

    Nothing is sent to a contact that was not said to be safe, nor when the referrer may be the source of harm (workflow,
    section 6), nor by another way than the one they asked for. A partner's portal shows it: nothing has to be sent.
    """
    if not reach.wants_feedback or reach.safety in CAUTIONS:
        return Way.STATUS_PAGE
    if Way.PORTAL in reach.has:
        return Way.PORTAL
    if reach.safety != Safety.SAFE:
        return Way.STATUS_PAGE
    if reach.asked:
        return reach.asked if reach.asked in reach.has else Way.STATUS_PAGE
    return next((each for each in UNASKED if each in reach.has), Way.STATUS_PAGE)


def takes_texts(number: str) -> bool:
    """Whether this is a British mobile: 07 and nine more digits, personal numbers and pagers left out (Ofcom's plan)."""
    digits = re.sub(r"[\s().\-/]", "", number)
    return bool(re.fullmatch(r"(?:0|\+44|0044)7(?:[1-57-9]\d{2}|624)\d{6}", digits, re.ASCII))


def why_silent(reach: Reach) -> str:
    """Why nothing is sent, in words for the worker; empty when something is, or a portal shows it."""
    if way(reach) != Way.STATUS_PAGE:
        return ""
    reasons = [
        (reach.safety in CAUTIONS, f"{reach.safety.label}: nothing is sent."),
        (not reach.wants_feedback, "They asked not to hear from us: nothing is sent, the status page shows it if they look."),
        (not reach.has, _only_by_code("no contact was given")),
        (reach.safety != Safety.SAFE, _only_by_code("they did not say that it is safe to reply")),
        (reach.asked == Way.STATUS_PAGE, "They asked for the status page only: nothing is sent."),
    ]
    missing = _only_by_code(f"they asked for a way ({reach.asked.value if reach.asked else ''}) without giving a contact for it")
    return next((words for so, words in reasons if so), missing)


def _only_by_code(because: str) -> str:
    return f"Nothing is sent, because {because}: the status page shows it to whoever has the code."
