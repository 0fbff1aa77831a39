"""Patterns as one person may see them: on the board, in a case, and in a manager's list.

A record of a case that this person may not see is not shown, counted, dated or named. A pattern that holds without it is
shown as if it were not there, with the one sentence that there is one. A pattern that needs it says that sentence and
nothing else: its rule would tell what the hidden record holds. One of such records alone does not exist for them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from mash.accounts.models import User

from .access import visible_cases
from .models import Case, PatternAlert, PatternDismissal, PatternRecord
from .pattern_rules import DAYS_IN_MONTH, MATCHED, Numbers, Record, in_words, still_holds
from .queries import called, with_name
from .states import Grouping, PatternRule, PatternState, RecordKind, Stage

PAGE_SIZE = 25
RELATED = "A related restricted record exists"


@dataclass(frozen=True)
class RecordLine:
    """One record of a pattern."""

    reference: str
    at: datetime
    what: str
    rag: str
    stage: str
    adult: str
    owner: str


@dataclass(frozen=True)
class DismissalLine:
    """Why somebody found that a pattern needs nothing more."""

    by: str
    at: datetime
    reason: str
    overtaken_at: datetime | None
    reopened_by: str
    reopened_reason: str


@dataclass(frozen=True)
class PatternView:
    """One pattern of which this person may see so much that it holds; `hidden`: there is more that they may not see, which
    would date it: `since` when it stands is then left out.
    """

    reference: str
    title: str
    grouping: str
    about: str
    rule: str
    matched: str
    badge: str
    lines: list[RecordLine]
    hidden: bool
    edition: int
    since: datetime | None
    state: PatternState
    dismissals: list[DismissalLine]

    @property
    def dismissable(self) -> bool:
        """Whether somebody who works the case may dismiss it: it stands, and nothing of it is hidden from them."""
        return self.state == PatternState.OPEN and not self.hidden

    @property
    def reopenable(self) -> bool:
        """Whether somebody who oversees the hub may ask that it be looked at again."""
        return self.state == PatternState.DISMISSED and not self.hidden


@dataclass(frozen=True)
class Patterns:
    """The patterns of one case as one person may see them; `related`: something restricted belongs to it."""

    views: list[PatternView]
    related: bool

    @property
    def references(self) -> list[str]:
        """The cases that are shown."""
        return sorted({line.reference for view in self.views for line in view.lines})


@dataclass(frozen=True)
class _Found:
    """One pattern with its records, as they are read: `seen` are those whose case this person may see."""

    alert: PatternAlert
    records: list[PatternRecord]

    @property
    def rule(self) -> PatternRule:
        return PatternRule(self.alert.rule)

    @property
    def grouping(self) -> Grouping:
        return Grouping(self.alert.grouping)

    @property
    def numbers(self) -> Numbers:
        return Numbers(**self.alert.numbers)

    @property
    def seen(self) -> list[PatternRecord]:
        return [row for row in self.records if row.seen]

    @property
    def hidden(self) -> bool:
        return not all(row.seen for row in self.records)

    @property
    def state(self) -> PatternState:
        if self.alert.ended_at:
            return PatternState.ENDED
        standing = any(each["overtaken_at"] is None for each in self.records[0].answers)
        return PatternState.DISMISSED if standing else PatternState.OPEN

    @property
    def tells(self) -> bool:
        """Whether what this person may see makes the pattern by itself."""
        if not self.hidden:
            return True
        values = [Record(r.key, RecordKind(r.kind), r.case_id, r.case.adult_id, r.at, r.rank) for r in self.seen]
        return bool(values) and still_holds(self.rule, self.grouping, values, self.numbers, timezone.now())

    @property
    def order(self) -> tuple[bool, int, int, int]:
        """What stands first; then the rules and the groupings in the order of their lists."""
        return (
            self.state != PatternState.OPEN, list(PatternRule).index(self.rule), list(Grouping).index(self.grouping), self.alert.pk
        )


def patterns_on(user: User, cases: Collection[int]) -> dict[int, list[str]]:
    """The patterns to look at that touch these cases, in a few words each, by case. One query, however many there are."""
    touched = PatternAlert.objects.filter(_in_state(PatternState.OPEN), records__case__in=cases)
    found: dict[int, list[str]] = defaultdict(list)
    related: set[int] = set()
    for pattern in _found(user, touched):
        of_cases = {row.case_id for row in pattern.seen} & set(cases)
        related |= of_cases if pattern.hidden else set()
        for case in of_cases if pattern.tells else ():
            found[case].append(_badge(pattern))
    for case in related:
        found[case].append(RELATED)
    return found


def patterns_of(user: User, case: Case) -> Patterns:
    """Every pattern that rests on a record of this case and holds, dismissed ones last. One query, and none where
    `case_for` has seen already that there is none.
    """
    if not getattr(case, "in_pattern", True):
        return Patterns([], related=False)
    found = _found(user, PatternAlert.objects.filter(ended_at=None, records__case=case))
    return Patterns([_view(pattern) for pattern in found if pattern.tells], related=any(pattern.hidden for pattern in found))


def open_patterns(user: User, case: Case) -> list[str]:
    """In the words of the board, for whoever decides: those that somebody dismissed left out."""
    found = patterns_of(user, case)
    badges = [view.badge for view in found.views if view.state == PatternState.OPEN]
    return [*badges, *([RELATED] if found.related else [])]


def listed_patterns(user: User, *, rule: str = "", state: str = PatternState.OPEN, page: str = "1") -> Page:
    """One page of the patterns that this person may be told; its `object_list` holds PatternView. One query."""
    alerts = PatternAlert.objects.filter(_in_state(PatternState(state)))
    if rule:
        alerts = alerts.filter(rule=rule)
    shown = Paginator([pattern for pattern in _found(user, alerts) if pattern.tells], PAGE_SIZE).get_page(page)
    shown.object_list = [_view(pattern) for pattern in shown.object_list]
    return shown


def pattern_counts(user: User) -> dict[PatternRule, dict[PatternState, int]]:
    """How many stand and how many were dismissed, by rule: those that the list shows to this person. One query."""
    counts = {rule: dict.fromkeys((PatternState.OPEN, PatternState.DISMISSED), 0) for rule in PatternRule}
    for pattern in _found(user, PatternAlert.objects.filter(ended_at=None)):
        if pattern.tells:
            counts[pattern.rule][pattern.state] += 1
    return counts


def _in_state(state: PatternState) -> Q:
    dismissed = Exists(PatternDismissal.objects.filter(alert=OuterRef("pk"), overtaken_at=None))
    return {
        PatternState.OPEN: Q(~dismissed, ended_at=None), PatternState.DISMISSED: Q(dismissed, ended_at=None),
        PatternState.ENDED: Q(ended_at__isnull=False),
    }[state]  # fmt: skip


def _found(user: User, alerts: QuerySet[PatternAlert]) -> list[_Found]:
    """These patterns with everything that a page shows of them, in one query."""
    answers = PatternDismissal.objects.filter(alert=OuterRef("alert")).order_by("-pk").values(
        said=JSONObject(by="dismissed_by__name", at="dismissed_at", reason="reason", overtaken_at="overtaken_at", reopened_by="reopened_by__name", reopened_reason="reopened_reason")
    )
    rows = with_name(PatternRecord.objects, case="case").filter(alert__in=alerts.order_by().values("pk")).order_by("at", "pk").annotate(
        seen=Exists(visible_cases(user).filter(pk=OuterRef("case"))), answers=ArraySubquery(answers)
    )
    by_alert: dict[PatternAlert, list[PatternRecord]] = defaultdict(list)
    for row in rows.select_related("alert", "case__adult", "case__owner"):
        by_alert[row.alert].append(row)
    return sorted((_Found(*each) for each in by_alert.items()), key=lambda pattern: pattern.order)


def _view(pattern: _Found) -> PatternView:
    seen, alert = pattern.seen, pattern.alert
    return PatternView(
        reference=alert.reference, title=pattern.rule.label, grouping=pattern.grouping.label, edition=alert.edition,
        about=_about(seen, pattern.grouping), rule=in_words(pattern.rule, pattern.grouping, pattern.numbers),
        matched=MATCHED[pattern.grouping], badge=_badge(pattern), lines=[_line(row, pattern.grouping) for row in seen], hidden=pattern.hidden,
        state=pattern.state, since=None if pattern.hidden else alert.found_at,
        # Whoever dismissed it saw all of it, and may have written of what is hidden.
        dismissals=[] if pattern.hidden else [_dismissal(each) for each in pattern.records[0].answers],
    )  # fmt: skip


def _about(seen: list[PatternRecord], grouping: Grouping) -> str:
    """What the records have in common, as the newest of those that may be seen writes it. What is said of a provider is not
    said of the ward that one of them names after a comma.
    """
    adult, named = seen[-1].case.adult, seen[-1].named
    if grouping == Grouping.PROVIDER:
        return named.partition(",")[0].strip()
    return adult.name if adult and grouping == Grouping.ADULT else named


def _line(row: PatternRecord, grouping: Grouping) -> RecordLine:
    """One record. Where the adult is what they have in common, a case without an adult's record is about whom it names."""
    kind, case = RecordKind(row.kind), row.case
    named = row.named if grouping == Grouping.ADULT else ""
    return RecordLine(
        reference=case.reference, at=row.at, what=f"{kind.label}: {row.detail}" if row.detail else kind.label,
        rag=case.rag, stage=Stage(case.stage).label, adult=named if named and not case.adult else called(case, row.said_name),
        owner=case.owner.name if case.owner else "nobody" if case.stage == Stage.CLOSED else "nobody yet",
    )  # fmt: skip


def _dismissal(said: dict[str, str]) -> DismissalLine:
    overtaken = said["overtaken_at"]
    at = datetime.fromisoformat(said["at"])
    until = datetime.fromisoformat(overtaken) if overtaken else None
    return DismissalLine(said["by"], at, said["reason"], until, said["reopened_by"] or "", said["reopened_reason"])


def _badge(pattern: _Found) -> str:
    """The rule, what is the same, and how many in how long, of what may be seen: "Repeated concerns, same adult: 3 in 5 months"."""
    seen = pattern.seen
    days = (seen[-1].at - seen[0].at).days
    months, whole = ceil(days / DAYS_IN_MONTH), max(days, 1)
    span = f"{months} months" if months > 2 else f"{whole} day{'' if whole == 1 else 's'}"
    return f"{pattern.rule.label}, {pattern.grouping.label.lower()}: {len(seen)} in {span}"
