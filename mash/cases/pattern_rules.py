"""Patterns across concerns: values in, alerts out. Each rule says which records it rests on, and nothing is found that no
rule defines. A pattern decides nothing by itself: it asks somebody to look (guidance: "an accumulation of events both
acute and long term").
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .pattern_names import Subject
from .states import Grouping, PatternRule, RecordKind

DAYS_IN_MONTH = 365.25 / 12


@dataclass(frozen=True)
class PatternNumbers:
    """How many, within how long, for every pattern but the repeat. All are assumptions until the council confirms."""

    rising: int = 2
    admissions: int = 2
    discharges: int = 3
    burst: int = 4
    burst_days: int = 30
    burst_shown_days: int = 90
    silent_days: int = 28
    signs: int = 3
    signs_days: int = 90


@dataclass(frozen=True)
class Numbers(PatternNumbers):
    """With the numbers of the repeat: as the matrix in force says."""

    repeats: int = 3
    months: int = 12

    @property
    def longest(self) -> timedelta:
        """How far back the earliest record may lie that one of the rules looks at."""
        windows = self.months * DAYS_IN_MONTH, self.burst_shown_days, self.signs_days
        return timedelta(days=max(windows) + self.burst_days)


@dataclass(frozen=True)
class Record:
    """One thing on record about an adult. `rank`: how serious a rated concern is, 0 where there is no rating."""

    key: str
    kind: RecordKind
    case: int
    adult: int | None
    at: datetime
    rank: int = 0
    detail: str = ""


@dataclass(frozen=True)
class Alert:
    """One pattern that holds: its rule, what its records have in common, and the records, the earliest first."""

    rule: PatternRule
    subject: Subject
    records: tuple[Record, ...]

    @property
    def evidence(self) -> frozenset[str]:
        """The keys of its records: a dismissal holds for these. A rating that changed is new evidence of rising severity."""
        rated = self.rule == PatternRule.ESCALATING
        return frozenset(f"{r.key}:{r.rank}" if rated else r.key for r in self.records)


Records = Sequence[Record]
Rule = Callable[[Records, Grouping, Numbers, datetime], Records]
PLACES = (Grouping.ADDRESS, Grouping.PROVIDER, Grouping.WARD)
HEARD = (
    RecordKind.CONCERN, RecordKind.REPORT, RecordKind.SPOKE, RecordKind.ADMISSION, RecordKind.ADMITTED,
    RecordKind.DISCHARGE, RecordKind.SOUGHT_HELP,
)  # fmt: skip
"""What tells that the adult is still in touch with somebody."""


def window(now: datetime, months: int) -> datetime:
    """Where a window of so many months begins."""
    return now - timedelta(days=months * DAYS_IN_MONTH)


def find(records: Iterable[Record], subjects: Mapping[int, Iterable[Subject]], numbers: Numbers, now: datetime) -> list[Alert]:
    """Every pattern that holds now. `subjects`: what each case has in common with others, its adult left out."""
    groups: dict[Subject, list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda r: (r.at, r.key)):
        if record.adult:
            groups[Subject(Grouping.ADULT, str(record.adult))].append(record)
        for subject in set(subjects.get(record.case, ())):
            groups[subject].append(record)
    return [
        Alert(rule, subject, tuple(found))
        for subject, group in groups.items()
        for rule, (holds, groupings) in RULES.items()
        if subject.grouping in groupings and (found := holds(group, subject.grouping, numbers, now))
    ]


def still_holds(rule: PatternRule, grouping: Grouping, records: Iterable[Record], numbers: Numbers, now: datetime) -> bool:
    """Whether some of a pattern's records make it by themselves: then it may be told to whoever may see only those."""
    return bool(RULES[rule][0](sorted(records, key=lambda r: (r.at, r.key)), grouping, numbers, now))


def repeated(records: Records, grouping: Grouping, n: Numbers, now: datetime) -> Records:
    """So many concerns within the window (guidance: "repeat incidents (3 or more times)"; the window is an assumption)."""
    found = _of(records, {RecordKind.CONCERN}, window(now, n.months))
    return found if len(found) >= n.repeats and _lives_there(found, grouping) else ()


def escalating(records: Records, grouping: Grouping, n: Numbers, now: datetime) -> Records:
    """The last concerns, each rated no lower than the one before and the last higher than the first (guidance:
    "escalating harm"). Two are enough about one person, for a place it takes as many as a repeat (assumption).
    """
    rated = [r for r in _of(records, {RecordKind.CONCERN}, window(now, n.months)) if r.rank]
    run = rated[-1:]
    for earlier in reversed(rated[:-1]):
        if earlier.rank > run[0].rank:
            break
        run.insert(0, earlier)
    least = n.repeats if grouping in PLACES else n.rising
    rises = len(run) >= least and run[-1].rank > run[0].rank
    return run if rises and _lives_there(run, grouping) else ()


def admissions(records: Records, grouping: Grouping, n: Numbers, now: datetime) -> Records:
    """Admissions in which neglect or abuse is suspected (guidance: "recurring hospital admissions due to neglect or abuse
    could justify an enquiry"). For a place it takes as many as a repeat (assumption).
    """
    found = _of(records, {RecordKind.ADMISSION}, window(now, n.months))
    least = n.repeats if grouping in PLACES else n.admissions
    return found if len(found) >= least and _lives_there(found, grouping) else ()


def discharges(records: Records, grouping: Grouping, n: Numbers, now: datetime) -> Records:
    """Discharged again and again, by a hospital or by a service (issue 4; the number is an assumption)."""
    found = _of(records, {RecordKind.DISCHARGE}, window(now, n.months))
    return found if len(found) >= n.discharges else ()


def burst(records: Records, grouping: Grouping, n: Numbers, now: datetime) -> Records:
    """Many reports and calls for help about one adult within days (review: "multiple service contacts / help-seeking
    behaviour evident"). Shown for some time after the last of them (assumption).
    """
    found = _last_burst(records, n)
    return found if found and found[-1].at >= now - timedelta(days=n.burst_shown_days) else ()


def silence(records: Records, grouping: Grouping, n: Numbers, now: datetime) -> Records:
    """After a burst nothing more is heard of the adult, and nothing was closed as resolved: somebody may be keeping them
    from asking, or they have given up (review: help-seeking and disengagement as signals; the days are an assumption).
    """
    found = _last_burst(records, n)
    if not found or found[-1].at < window(now, n.months):
        return ()
    last = max(r.at for r in records if r.kind in HEARD)
    went_on = last > found[-1].at + timedelta(days=n.burst_days)
    resolved = any(r.kind == RecordKind.RESOLVED and r.at >= found[0].at for r in records)
    return found if last <= now - timedelta(days=n.silent_days) and not went_on and not resolved else ()


def disengaged(records: Records, grouping: Grouping, n: Numbers, now: datetime) -> Records:
    """Missed appointments, help that was not taken up, closures for not engaging, and attempts to speak that failed, on different days (review:
    "disengagement with services"). Attempts before the hub last spoke with the adult don't count (assumption).
    """
    since = now - timedelta(days=n.signs_days)
    spoke = max((r.at for r in records if r.kind == RecordKind.SPOKE), default=since)
    signs = [r for r in _of(records, {RecordKind.DREW_BACK, RecordKind.TRIED}, since)
             if r.kind == RecordKind.DREW_BACK or r.at > spoke]  # fmt: skip
    return signs if len({r.at.date() for r in signs}) >= n.signs else ()


def _of(records: Records, kinds: set[RecordKind], since: datetime) -> list[Record]:
    return [r for r in records if r.kind in kinds and r.at >= since]


def _lives_there(records: Records, grouping: Grouping) -> bool:
    """About one adult the pattern of the adult says it already: an address is a pattern when it concerns two or more."""
    return grouping != Grouping.ADDRESS or len({r.adult for r in records}) >= 2


def _last_burst(records: Records, n: Numbers) -> Records:
    """The newest spell of days that holds enough of them."""
    calls = [r for r in records if r.kind in (RecordKind.REPORT, RecordKind.SOUGHT_HELP)]
    for end in reversed(range(len(calls))):
        spell = [r for r in calls[: end + 1] if r.at > calls[end].at - timedelta(days=n.burst_days)]
        if len(spell) >= n.burst:
            return spell
    return ()


RULES: dict[PatternRule, tuple[Rule, tuple[Grouping, ...]]] = {
    PatternRule.REPEATED: (repeated, tuple(Grouping)),
    PatternRule.ESCALATING: (escalating, tuple(Grouping)),
    PatternRule.ADMISSIONS: (admissions, (Grouping.ADULT, *PLACES)),
    PatternRule.DISCHARGES: (discharges, (Grouping.ADULT,)),
    PatternRule.BURST: (burst, (Grouping.ADULT,)),
    PatternRule.SILENCE: (silence, (Grouping.ADULT,)),
    PatternRule.DISENGAGED: (disengaged, (Grouping.ADULT,)),
}
"""What is looked for in what (issue 4; the choice of groupings is an assumption)."""


def in_words(rule: PatternRule, grouping: Grouping, n: Numbers) -> str:
    """The rule as a worker reads it, with the numbers it was applied with."""
    least = n.repeats if grouping in PLACES else None
    whom = grouping.label[0].lower() + grouping.label[1:]
    return {
        PatternRule.REPEATED: f"{n.repeats} or more concerns about the {whom} within {n.months} months",
        PatternRule.ESCALATING: f"At least {least or n.rising} concerns in a row about the {whom} within {n.months} months, each "
        "rated as high as the one before or higher, and the last higher than the first",
        PatternRule.ADMISSIONS: f"{least or n.admissions} or more hospital admissions within {n.months} months in which neglect or "
        f"abuse is suspected, {whom}",
        PatternRule.DISCHARGES: f"Discharged {n.discharges} or more times within {n.months} months, by a hospital or a service",
        PatternRule.BURST: f"{n.burst} or more reports and calls for help within {n.burst_days} days",
        PatternRule.SILENCE: f"{n.burst} or more reports and calls for help within {n.burst_days} days, then nothing heard for "
        f"{n.silent_days} days, and no case closed as resolved",
        PatternRule.DISENGAGED: f"On {n.signs} or more days within {n.signs_days} days the adult missed an appointment, did not take "
        "help up, was closed for not engaging, or could not be spoken with",
    }[rule]


MATCHED = {
    Grouping.ADULT: "The cases are linked to the same adult's record. A logged incident counts where its full name and date of birth are the same.",
    Grouping.ADDRESS: "Two or more adults have the same address on record.",
    Grouping.SOURCE: "The same full name is recorded. Check that it is the same person: nothing was merged.",
    Grouping.STAFF: "The same full name, in a position of trust, or as staff involved in a logged incident. Check that it is the same person: nothing was merged.",
    Grouping.PROVIDER: "The same provider is named as source of harm or as the service concerned.",
    Grouping.WARD: "The same ward or unit of the same provider is named.",
}
"""Why the records were brought together, for whoever looks at them."""
