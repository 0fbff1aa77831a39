"""A story of the demo, and how far its telling has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mash.accounts.models import User
from mash.cases.models import Case

from .past import at
from .town import Town


@dataclass(frozen=True)
class Story:
    """One concern: what was reported, by whom, about whom, and how far it has come."""

    key: str
    ago: float
    worry: str
    until: str
    path: str = "triage"
    danger: str = "no"
    voice: str = "relative"
    channel: str = "public"
    referrer: str = ""
    organisation: str = ""
    safe: bool = True
    adult: list[str] = field(default_factory=list)
    where: str = ""
    source: str = ""
    types: list[str] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    urgency: str = ""
    why_later: str = ""
    checks: dict[str, str] = field(default_factory=dict)
    events: list[list[Any]] = field(default_factory=list)
    told: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    around: dict[str, Any] = field(default_factory=dict)
    wishes: str = ""
    outcome: str = "advice"
    connection: str = ""
    kind: str = ""
    team: str = ""
    worker: str = "duty"
    practitioner: str = "practitioner"
    details: dict[str, Any] = field(default_factory=dict)
    joins: str = ""
    words: str = ""
    last_ago: float = 0
    keyed_after: float = 0
    why_late: str = ""
    advice: str = ""
    sender: str = ""
    incident: dict[str, Any] = field(default_factory=dict)
    passed_to: str = ""
    taken_by: str = ""
    dispute: str = ""

    @property
    def once_key(self):  # noqa: ANN201 (a UUID)
        """The same story is the same report, however often it is told."""
        return uuid5(NAMESPACE_URL, f"demo/{self.key}")


@dataclass
class Telling:
    """A story on its way: where it has come to, and when that is."""

    story: Story
    town: Town
    cursor: datetime
    now: datetime
    reference: str = ""
    report: str = ""

    def step(self, move: Move, minutes: int = 45) -> None:
        """One move, at its time; nothing happens later than now."""
        with at(self.cursor):
            move(self)
        self.cursor = min(self.cursor + timedelta(minutes=minutes), self.now)

    @property
    def case(self) -> Case:
        """The case as it is by now."""
        return Case.objects.select_related("adult").get(reference=self.reference)

    @property
    def worker(self) -> User:
        return self.town.people[self.story.worker]

    @property
    def practitioner(self) -> User:
        return self.town.people[self.story.practitioner]

    @property
    def manager(self) -> User:
        return self.town.people["manager"]


Move = Callable[[Telling], None]
"""One thing that happens in a story."""
