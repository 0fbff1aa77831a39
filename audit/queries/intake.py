"""The count of concerns as its page shows it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from referrals.balance import Balance
from referrals.counting import balance
from referrals.letters import MailboxState, mailbox_state

from ..states import Period
from .overview import age_of


@dataclass(frozen=True)
class Intake:
    """The equation for the period shown, and whether it holds for everything that ever arrived."""

    shown: Balance
    wrong_ever: int
    mailbox: MailboxState | None
    oldest_age: str
    since: date | None

    @property
    def tone(self) -> str:
        return "red" if self.shown.unseen_too_long else "green"

    @property
    def oldest_note(self) -> str:
        late = self.shown.unseen_too_long
        return f"{late} past their time" if late else "none past its time" if self.oldest_age else "nobody is waiting"


def intake(period: Period) -> Intake:
    """The count now. Three queries and one for the oldest, at any size."""
    everything = balance()
    since = None if period == Period.EVER else timezone.localdate() - timedelta(days=int(period) - 1)
    lines = [line for line in everything.lines if since is None or line.day >= since]
    age = age_of(everything.oldest_unseen_at, everything.at)
    return Intake(replace(everything, lines=lines), len(everything.wrong), mailbox_state(), age, since)
