"""What the desk holds to when a report is keyed in, passed on, or followed by the agency that sent it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .states import KEYED, Channel, FeedbackKind, Way

LONGEST_AGO = timedelta(days=3653)
"""Ten years. Older than that, somebody has mistyped the year."""


@dataclass(frozen=True)
class Incident:
    """What a care provider says of one incident. `staff`: full names, as far as they are known."""

    words: str
    happened_at: datetime
    done: str
    adult_name: str = ""
    adult_born_on: date | None = None
    place: str = ""
    staff: Sequence[str] = ()


def receipt_problem(channel: Channel, received_at: datetime | None, now: datetime) -> str:
    """Why a report can't have been received then; empty when it can.

    Clocks run from the true time of receipt, so a letter, which has always been here for a while, must say when it came
    (requirement S10; the hub's clocks, workflow section 7).
    """
    if channel not in KEYED:
        return "Choose how it reached us: by phone, on paper or in person."
    if received_at is None:
        return "Enter when the letter reached us: its clocks run from then." if channel == Channel.PAPER else ""
    if received_at > now:
        return "It can't have been received in the future."
    return "Check the year: that is more than ten years ago." if received_at < now - LONGEST_AGO else ""


REACHED_BY = {
    Way.EMAIL: ("referrer_email", "Enter the email address to which we may write"),
    Way.TEXT: ("referrer_phone", "Enter the telephone number to which we may send a text message"),
    Way.PHONE: ("referrer_phone", "Enter the telephone number that we may ring"),
    Way.LETTER: ("referrer_address", "Enter the address to which we may write"),
}


def unreachable(reply_by: str, given: Mapping[str, str]) -> tuple[str, str]:
    """The answer that is missing for a referrer to hear back in the way they asked for, and what to say; else empty."""
    field, words = REACHED_BY.get(reply_by, ("", ""))
    return ("", "") if not field or given.get(field) else (field, words)


def passing_problem(received_at: datetime, passed_at: datetime, taken_at: datetime | None, now: datetime) -> str:
    """Why a report can't have been passed on and taken at these times; empty when it can."""
    if passed_at > now or taken_at and taken_at > now:
        return "It can't have been passed on in the future."
    if passed_at < _minute(received_at):
        return "It can't have been passed on before it reached us."
    return "They can't have taken it before it was passed on." if taken_at and taken_at < _minute(passed_at) else ""


def _minute(moment: datetime) -> datetime:
    """People type times to the minute: what happened within one is not out of order."""
    return moment.replace(second=0, microsecond=0)


TITLES = {"mr", "mrs", "miss", "ms", "dr"}


@dataclass(frozen=True)
class Who:
    """The adult as one side calls them: every name and date of birth on record or in a report's words."""

    names: tuple[str, ...] = ()
    born: tuple[date, ...] = ()


def who_differs(ours: Who, theirs: Who) -> list[str]:
    """What speaks against one adult on both sides, or cannot be compared, in words for whoever joins them.

    Nothing is merged on a likeness (workflow, section 3), and a report on the wrong person's case protects nobody.
    """
    return [
        words for words in (
            _compared("name", "names", ours.names and theirs.names, _same_name(ours.names, theirs.names)),
            _compared("date of birth", "dates of birth", ours.born and theirs.born, bool({*ours.born} & {*theirs.born})),
        ) if words
    ]  # fmt: skip


def _compared(one: str, many: str, both: object, same: bool) -> str:
    if not both:
        return f"There is no {one} to compare on both sides."
    return "" if same else f"The {many} differ."


def _same_name(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Whether a name here is one there, or a part of it: “Derek” and “Mr Derek Oakley” may be one man."""
    return any(a and b and (a <= b or b <= a) for a in map(_parts, ours) for b in map(_parts, theirs))


def _parts(name: str) -> set[str]:
    return {part.strip(".,;:()").casefold() for part in name.split()} - TITLES - {""}


FAR = ("Received", "Read by a person", "Decided", "Our work has ended")


def how_far(*, read: bool, told: Collection[str]) -> str:
    """How far a report has got, as its referrer may know it: "decided" and "ended" only once they were told so."""
    if FeedbackKind.CLOSED in told:
        return FAR[3]
    return FAR[2] if FeedbackKind.DECIDED in told else FAR[1] if read else FAR[0]
