"""When needs ask for a response of the whole system, and what a warning marker must say. Plain Python."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from .adult_states import FacetAnswer, MarkerKind, Met, NeedKind, NeedState, SeenBy
from .states import Nature

MULTIPLE = 2
"""So many needs that nobody meets are multiple needs."""
MARKER_MONTHS = 12
"""A marker is looked at again within a year (assumption): what was true of somebody once must not follow them for good."""


@dataclass(frozen=True)
class NeedSaid:
    """One kind of need, as somebody recorded it."""

    kind: NeedKind
    state: NeedState
    words: str = ""
    helped_by: str = ""
    contact: str = ""
    met: Met | None = None
    source: str = ""
    nature: Nature = Nature.FACT


@dataclass(frozen=True)
class Part:
    """What one service does about one need, and by when."""

    need: NeedKind
    service: str
    what: str
    by_on: date


@dataclass(frozen=True)
class ResponseSaid:
    """A response of the whole system: who leads, what each does, and when it is looked at again."""

    lead_agency: str
    lead_person: str
    aim: str
    look_on: date
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class MarkerSaid:
    """A warning marker, as somebody set it."""

    kind: MarkerKind
    advice: str
    evidence: str
    source: str
    review_on: date
    disclosed: bool
    why_not_disclosed: str = ""


def need_problems(said: NeedSaid) -> dict[str, str]:
    """What is missing, by question. That there is none needs no words; a need is never a bare label."""
    found = {}
    if said.state == NeedState.NEED and not said.words.strip():
        found["words"] = "Say what they need"
    if said.state == NeedState.UNCLEAR and not said.words.strip():
        found["words"] = "Say what is not clear, and who could say"
    if said.state == NeedState.NEED and said.met is None:
        found["met"] = "Choose whether the need is met now"
    if said.met in (Met.YES, Met.PARTLY) and not said.helped_by.strip():
        found["helped_by"] = "Say who helps already"
    return found


def unmet(needs: Mapping[NeedKind, tuple[NeedState, Met | None]]) -> list[NeedKind]:
    """The needs that are not known to be met, in the order of the list. What is partly met still asks for something."""
    return [kind for kind in NeedKind if kind in needs and needs[kind][0] == NeedState.NEED and needs[kind][1] != Met.YES]


def left_out(open_needs: Collection[NeedKind], covered: Collection[NeedKind] | None) -> list[NeedKind]:
    """The needs about which nobody does anything together: all of them while there is no response. Empty: none is owed.

    Thematic review 2021: "multiple needs and risks were identified, but a system response was not formulated" (S113).
    One need is one service's work; from the second on somebody must lead. A response that stands covers what it names.
    """
    if covered is None:
        return list(open_needs) if len(open_needs) >= MULTIPLE else []
    return [kind for kind in open_needs if kind not in covered]


def response_problem(said: ResponseSaid, open_needs: Collection[NeedKind], today: date) -> str:
    """Why this is no response of the whole system yet; empty when it is one."""
    missing = left_out(open_needs, [part.need for part in said.parts])
    if missing:
        return "Say who does what about each need: " + ", ".join(kind.label for kind in missing)
    if not said.parts:
        return "There is no need that somebody must meet. Record the needs first."
    return "" if said.look_on > today else "Enter a day after today on which it is looked at again"


def latest_review(today: date) -> date:
    """The last day to which the review of a marker may be put off."""
    later = MARKER_MONTHS // 12
    if (today.month, today.day) == (2, 29):
        return date(today.year + later, 2, 28)
    return today.replace(year=today.year + later)


def review_problem(review_on: date, today: date) -> str:
    """Why a marker can't be reviewed on that day; empty when it can."""
    if review_on <= today:
        return "Enter a day after today"
    if review_on > latest_review(today):
        return f"Enter a day within {MARKER_MONTHS} months: {latest_review(today):%-d %B %Y} at the latest"
    return ""


def marker_problems(said: MarkerSaid, today: date) -> dict[str, str]:
    """What is wrong with a marker, by question. Whoever is marked and not told is owed the reason on record (F11)."""
    found = {}
    if problem := review_problem(said.review_on, today):
        found["review_on"] = problem
    if not said.disclosed and not said.why_not_disclosed.strip():
        found["why_not_disclosed"] = "Say why the person is not told"
    return found


@dataclass(frozen=True)
class TraumaSaid:
    """What happened to the adult and what follows from it, as somebody recorded it."""

    words: str
    helps: str
    avoid: str
    seen_by: SeenBy
    source: str
    nature: Nature


@dataclass(frozen=True)
class RedressSaid:
    """What the adult needs for protection, support and redress, and how it might be met."""

    protection: str = ""
    protection_how: str = ""
    support: str = ""
    support_how: str = ""
    redress: str = ""
    redress_how: str = ""
    source: str = ""


THREE = ("protection", "support", "redress")


def redress_problems(said: RedressSaid) -> dict[str, str]:
    """What is missing, by question (guidance: "Assess the Adult's need for protection, support and redress and how they
    might be met").
    """
    if not any(getattr(said, name).strip() for name in THREE):
        return {"protection": "Say what the adult needs for protection, for support or for redress"}
    bare = [name for name in THREE if getattr(said, name).strip() and not getattr(said, f"{name}_how").strip()]
    return {f"{name}_how": f"Say how the need for {name} might be met" for name in bare}


def facet_problem(answer: FacetAnswer | None, words: str) -> str:
    """What is wrong with an answer about who the adult is. Nothing need be answered."""
    if answer == FacetAnswer.SAID and not words.strip():
        return "Write it in their words, or choose another answer"
    if words.strip() and answer != FacetAnswer.SAID:
        return "You wrote words here: choose “In their words”, or take them out"
    return ""
