"""What the chronology says of time, of silence, and of what may leave the hub."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .chronology_states import Audience, EntryKind, Precision, Sureness
from .states import Nature

LONG_SILENCE = 28
"""Days without a sign of the adult from which a silence is shown (assumption until the council confirms it)."""
SIGNS = (
    EntryKind.REPORT, EntryKind.CONTACT, EntryKind.EVENT, EntryKind.NOTE, EntryKind.CARE, EntryKind.SOUGHT_HELP,
    EntryKind.PROTECTION,
)  # fmt: skip
"""What tells of the adult. What the hub decided, rated or wrote meanwhile does not break a silence."""
AS_TOLD = (EntryKind.REPORT, EntryKind.CONTACT)
"""What somebody told the hub: it stays as it was told, and is called neither fact nor opinion (workflow, section 3)."""
MAY_LEAVE = (EntryKind.EVENT, EntryKind.NOTE, EntryKind.CARE, EntryKind.SOUGHT_HELP, EntryKind.PROTECTION, EntryKind.MEETING, EntryKind.PLAN)
"""What may stand in a version for others than the hub. Reports, contacts and answers tell of referrers or belong to the
agency that gave them; ratings, decisions and steps are the hub's own: whoever may see those is told another way.
"""


@dataclass(frozen=True)
class Told:
    """One dated event as somebody tells it. `on`: the first day that it can have been; none where that is not known."""

    what: str
    on: date | None
    precision: Precision
    nature: Nature
    sureness: Sureness
    who: str = ""
    withheld: str = ""


def when_in_words(at: datetime, precision: Precision) -> str:
    """When something happened, no more exactly than it is known. `at`: as the clock in Luton showed it."""
    if precision == Precision.UNKNOWN:
        return "Not known"
    forms = {Precision.MINUTE: "%-d %B %Y, %H:%M", Precision.ABOUT: "about %-d %B %Y", Precision.MONTH: "%B %Y", Precision.YEAR: "%Y"}
    return at.strftime(forms.get(precision, "%-d %B %Y"))


def span(on: date, precision: Precision) -> tuple[date, date]:
    """The first and the last day on which it can have happened."""
    if precision == Precision.MONTH:
        return on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
    if precision == Precision.YEAR:
        return date(on.year, 1, 1), date(on.year, 12, 31)
    return on, on


@dataclass(frozen=True)
class Sign:
    """One entry, as far as silences are concerned."""

    kind: EntryKind
    on: date
    precision: Precision


@dataclass(frozen=True)
class Silence:
    """Nothing is known of the adult from one day to another. After they asked for help it is a danger sign."""

    since: date
    until: date
    after_help: bool

    @property
    def length(self) -> str:
        """In the words of a person: days, then months, then years."""
        return in_largest((self.until - self.since).days)


def in_largest(days: int) -> str:
    """A number of days as it is said: 40 days, 3 months, 2 years."""
    if days < 60:
        return f"{days} days"
    months = round(days / 30.44)
    if months < 24:
        return f"{months} months"
    years, rest = divmod(months, 12)
    return f"{years} years" + (f" and {rest} month{'' if rest == 1 else 's'}" if rest else "")


def silences(signs: Sequence[Sign], today: date | None = None) -> dict[int, Silence]:
    """Each long silence, by the place of the entry that ends it; the place after the last is today.

    Asking for help and then silence is a danger sign (review: help-seeking and disengagement as signals; the number of days
    is an assumption). `signs`: in the order of time.
    """
    found: dict[int, Silence] = {}
    heard: date | None = None
    helped = False
    for place, sign in enumerate(signs):
        if sign.kind not in SIGNS or sign.precision == Precision.UNKNOWN:
            continue
        first, last = span(sign.on, sign.precision)
        if heard and (first - heard).days >= LONG_SILENCE:
            found[place] = Silence(heard, first, helped)
        if heard is None or last >= heard:
            heard, helped = last, sign.kind == EntryKind.SOUGHT_HELP
    if heard and today and today - heard >= timedelta(days=LONG_SILENCE):
        found[len(signs)] = Silence(heard, today, helped)
    return found


def may_leave(
    kind: EntryKind, *, withheld: str, from_answer: bool, from_police: bool, on_hold: bool, audience: Audience
) -> bool:  # fmt: skip
    """Whether an entry may stand in a version of the chronology. For the hub everything does.

    What its source asked not to be disclosed to the adult or family stays in the hub; so does what the police told while
    they ask us to wait (workflow, sections 4 and 6: every channel renders through the same rules), and what the hub took out
    of an agency's answer: events that an agency told as events it told for a chronology that others read, its answer it did not.
    """
    if audience == Audience.HUB:
        return True
    return kind in MAY_LEAVE and not withheld and not from_answer and not (on_hold and from_police)


def quoted(words: str, answer: str) -> bool:
    """Whether these words stand in the answer as they are; line breaks and spaces aside."""
    said = " ".join(words.split()).casefold()
    return bool(said) and said in " ".join(answer.split()).casefold()
