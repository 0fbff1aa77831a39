"""Conservation: what arrived equals what nobody has seen yet, what is being worked on and what has been concluded.

Arrivals are counted where they were written, before anybody was told that we have them; the rest is counted in the
referrals. Two counts that nobody can change together: when they differ, a concern is lost, or stands here twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .states import Channel

TAKING_IN = timedelta(minutes=2)
"""A door that keeps before it reads (the mailbox) needs a moment between the two; after it, a concern is missing."""


@dataclass(frozen=True)
class Tally:
    """The two counts of one channel on one day, or of several together."""

    received: int = 0
    unseen: int = 0
    open: int = 0
    concluded: int = 0
    taking_in: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.received + other.received, self.unseen + other.unseen, self.open + other.open,
            self.concluded + other.concluded, self.taking_in + other.taking_in,
        )  # fmt: skip

    @property
    def accounted(self) -> int:
        """What has become of what arrived: everything that we can point to."""
        return self.unseen + self.open + self.concluded + self.taking_in

    @property
    def astray(self) -> int:
        """Arrived, and no report stands for it; below zero: reports that never arrived."""
        return self.received - self.accounted

    @property
    def balances(self) -> bool:
        return self.astray == 0


@dataclass(frozen=True)
class Line:
    """One channel on one day."""

    day: date
    channel: Channel
    tally: Tally


@dataclass(frozen=True)
class Balance:
    """The equation at one moment, by day and channel."""

    at: datetime
    lines: list[Line]
    drafts: int = 0
    oldest_unseen_at: datetime | None = None
    unseen_too_long: int = 0

    @property
    def by_channel(self) -> list[tuple[Channel, Tally]]:
        """Every channel that anything came by, in the order of the doors."""
        found = {channel: _sum(line for line in self.lines if line.channel == channel) for channel in Channel}
        return [(channel, tally) for channel, tally in found.items() if tally != Tally()]

    @property
    def by_day(self) -> list[tuple[date, Tally, list[Line]]]:
        """Every day on which anything came, the newest first, with its channels."""
        days = sorted({line.day for line in self.lines}, reverse=True)
        grouped = [(day, [line for line in self.lines if line.day == day]) for day in days]
        return [(day, _sum(lines), lines) for day, lines in grouped]

    @property
    def total(self) -> Tally:
        """All lines shown, added up."""
        return _sum(self.lines)

    @property
    def wrong(self) -> list[Line]:
        """Where it does not balance. The total can't hide it: one lost and one too many are two wrongs."""
        return [line for line in self.lines if not line.tally.balances]


def _sum(lines: Iterable[Line]) -> Tally:
    return sum((line.tally for line in lines), Tally())
