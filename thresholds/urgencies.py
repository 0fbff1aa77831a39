"""How soon somebody must act, as a version of the matrix says it, and what makes a list of urgencies unusable."""

from collections.abc import Iterator
from dataclasses import dataclass

from mash.cases.working_time import Pace
from thresholds.facts import ASKED_FIRST, Fact
from thresholds.reading import Path, Problem

MOST_HOURS = 72
"""The longest time that an urgency can give: what may wait longer goes by the clocks of its rating."""


@dataclass(frozen=True, kw_only=True)
class Urgency:
    """How soon somebody must act, whatever the level (guidance: "evaluate the severity and urgency"). `facts`: what suggests
    it when it is so; `unknown`: what suggests it when nobody knows.
    """

    code: str
    name: str
    words: str
    pace: Pace
    hours: int = 0
    facts: tuple[Fact, ...] = ()
    unknown: tuple[Fact, ...] = ()
    assumption: bool

    @property
    def by_when(self) -> str:
        """Within 1 hour, day or night; within 4 working hours; in the usual time of the rating."""
        if self.pace == Pace.USUAL:
            return "in the usual time of the rating"
        hours = f"{self.hours} {'working ' * (self.pace == Pace.WORKING_HOURS)}hour{'s' * (self.hours != 1)}"
        return f"within {hours}{', day or night' * (self.pace == Pace.ANY_HOUR)}"

    @property
    def said(self) -> str:
        """Quickly, within 4 working hours. The usual time says by its name what it is."""
        return self.name if self.pace == Pace.USUAL else f"{self.name}, {self.by_when}"


def urgency_problems(urgencies: tuple[Urgency, ...]) -> Iterator[Problem]:
    """From the soonest to the usual time, which alone has no hours of its own. A version from before urgency was asked has none."""
    at: Path = ("urgencies",)
    usual = [urgency.pace == Pace.USUAL for urgency in urgencies]
    if urgencies and (len(urgencies) < 2 or sum(usual) != 1 or not usual[-1]):
        yield Problem("How soon: there must be at least two, and the last, and no other, is the usual time of the rating.", at)
    for place, urgency in enumerate(urgencies):
        if urgency.pace == Pace.USUAL and urgency.hours:
            yield Problem(f"How soon, {urgency.name}: the usual time has no hours of its own.", (*at, place, "hours"))
        elif urgency.pace != Pace.USUAL and not 1 <= urgency.hours <= MOST_HOURS:
            yield Problem(f"How soon, {urgency.name}: the hours must be from 1 to {MOST_HOURS}.", (*at, place, "hours"))
        if not set(ASKED_FIRST).issuperset(urgency.unknown):
            yield Problem(f"How soon, {urgency.name}: only of what is asked first can it be said that nobody knows.", (*at, place, "unknown"))
    for pace in (Pace.ANY_HOUR, Pace.WORKING_HOURS):
        hours = [urgency.hours for urgency in urgencies if urgency.pace == pace]
        if hours != sorted(hours):
            yield Problem("How soon: what must be done sooner stands above what can wait longer.", at)
