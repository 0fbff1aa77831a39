"""Keeping the patterns that hold, dismissing one with a reason, and asking that it be looked at again.

All of them are looked for anew each time, from the rows: a pattern can't be missed because some use case forgot to ask.
"""

from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import may_on, permit, refuse, visible_cases
from ..models import PatternAlert, PatternDismissal, PatternRecord
from ..pattern_facts import Named, facts_since
from ..pattern_names import Subject
from ..pattern_rules import Alert, Numbers, find
from ..states import Grouping, PatternRule
from .cases import tell

SWEEP = System("Patterns")
LOCK = 4_203_009
"""Two sweeps at once would find the same pattern twice: the second leaves it to the first."""


class DismissalRefused(Exception):
    """The pattern can't be dismissed so; the message says why."""


@transaction.atomic
def keep_patterns(*, numbers: Numbers) -> int:
    """What no single concern shows reaches whoever works the next one. Returns how many patterns changed.

    A pattern that somebody dismissed comes back when there is a record that they had not seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    now = timezone.now()
    records, named = facts_since(now - numbers.longest)
    alerts = find(records, named, numbers, now)
    known = {_name(row): row for row in PatternAlert.objects.select_for_update().order_by("pk")}
    changed = 0
    for alert in alerts:
        row = known.pop((alert.rule, alert.subject.grouping, alert.subject.key), None)
        if row is None or row.ended_at or set(row.evidence) != alert.evidence:
            _keep(alert, row, named, numbers, now)
            changed += 1
        elif row.numbers != asdict(numbers):
            # The same records under a new version of the matrix: its page says the rule as it is now.
            row.numbers = asdict(numbers)
            row.save(update_fields=["numbers"])
    for row in known.values():
        changed += _end(row, now)
    return changed


def _name(row: PatternAlert) -> tuple[PatternRule, Grouping, str]:
    return PatternRule(row.rule), Grouping(row.grouping), row.key


def _keep(alert: Alert, row: PatternAlert | None, named: Named, numbers: Numbers, now: datetime) -> None:
    subject = alert.subject
    if row is None:
        row = PatternAlert(rule=alert.rule, grouping=subject.grouping, key=subject.key, found_at=now)
    else:
        row.edition += 1
        row.records.all().delete()
        _overtake(row, alert, now)
    row.numbers, row.evidence = asdict(numbers), sorted(alert.evidence)
    row.changed_at, row.ended_at = now, None
    row.save()
    PatternRecord.objects.bulk_create(
        PatternRecord(
            alert=row, case_id=each.case, key=each.key, kind=each.kind, at=each.at, rank=each.rank,
            detail=each.detail, named=_as_written(named, each.case, subject),
        )
        for each in alert.records
    )  # fmt: skip
    _record(Verb.PATTERN_FOUND, row)


def _as_written(named: Named, case: int, subject: Subject) -> str:
    return named.get(case, {}).get(subject, "")[:300]


def _overtake(row: PatternAlert, alert: Alert, now: datetime) -> None:
    """A dismissal holds for the records that it was given on; it need not be given again when some of them lapse."""
    standing = row.dismissals.filter(overtaken_at__isnull=True).first()
    if standing and alert.evidence - set(standing.evidence):
        standing.overtaken_at = now
        standing.save(update_fields=["overtaken_at"])


def _end(row: PatternAlert, now: datetime) -> bool:
    if row.ended_at:
        return False
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    _record(Verb.PATTERN_ENDED, row)
    return True


def _record(verb: Verb, row: PatternAlert) -> None:
    detail = {"rule": row.rule, "grouping": row.grouping, "records": len(row.evidence)}
    record(verb, chain="patterns", by=SWEEP, subject=row.reference, detail=detail)


@transaction.atomic
def dismiss_pattern(*, reference: str, pattern: str, edition: int, reason: str, by: User) -> PatternDismissal:
    """Somebody looked at what these records have in common and says why it needs nothing more. It stays to be read, and
    the pattern comes back when there is a new record.

    Only by somebody who may see every record that it rests on: nobody answers for what they have not seen.
    """
    permit(by, Permission.WORK_CASES, subject=reference)
    case = visible_cases(by).filter(reference=reference).first()
    if case is None or not may_on(by, case, Permission.WORK_CASES):
        refuse(by, reference, "dismiss_pattern")
    row = PatternAlert.objects.select_for_update().filter(reference=pattern, ended_at__isnull=True).first()
    if row is None or not row.records.filter(case=case).exists():
        refuse(by, reference, "dismiss_pattern")
    _refuse_if(row, edition, by)
    at = timezone.now()
    kept = row.dismissals.create(case=case, reason=reason, evidence=row.evidence, dismissed_by=by, dismissed_at=at)
    # The reason may speak of records that not everybody may see who sees this case: it is shown with the pattern only.
    what = f"{PatternRule(row.rule).label}, {Grouping(row.grouping).label.lower()}"
    tell(case, f"Pattern dismissed: {what}", source=by.name, by=by, at=at)
    detail = {"pattern": row.reference, "rule": row.rule, "grouping": row.grouping}
    record(Verb.PATTERN_DISMISSED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return kept


@transaction.atomic
def reopen_pattern(*, reference: str, pattern: str, edition: int, reason: str, by: User) -> PatternDismissal:
    """Who oversees the hub, and works its cases, finds that a pattern was dismissed too lightly: it is looked at again. Who
    dismissed it, and why, stays with it, and so does what is said against that.
    """
    permit(by, Permission.SEE_OVERVIEW, subject=reference)
    case = visible_cases(by).filter(reference=reference).first()
    if case is None or not may_on(by, case, Permission.WORK_CASES):
        refuse(by, reference, "reopen_pattern")
    row = PatternAlert.objects.select_for_update().filter(reference=pattern, ended_at__isnull=True).first()
    if row is None or not row.records.filter(case=case).exists():
        refuse(by, reference, "reopen_pattern")
    _refuse_hidden(row, by)
    standing = row.dismissals.filter(overtaken_at__isnull=True).first()
    if standing is None or row.edition != edition:
        raise DismissalRefused("This pattern is being looked at again already, or its records changed. Look at it as it is now.")
    standing.overtaken_at, standing.reopened_by, standing.reopened_reason = timezone.now(), by, reason
    standing.save(update_fields=["overtaken_at", "reopened_by", "reopened_reason"])
    what = f"{PatternRule(row.rule).label}, {Grouping(row.grouping).label.lower()}"
    tell(case, f"Pattern to be looked at again: {what}", source=by.name, by=by, at=standing.overtaken_at)
    detail = {"pattern": row.reference, "rule": row.rule, "grouping": row.grouping}
    record(Verb.PATTERN_REOPENED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return standing


def _refuse_hidden(row: PatternAlert, by: User) -> None:
    if row.records.exclude(case__in=visible_cases(by).order_by().values("pk")).exists():
        raise DismissalRefused("A related restricted record exists. Ask the MASH Manager: only somebody who may see every record can answer for this.")


def _refuse_if(row: PatternAlert, edition: int, by: User) -> None:
    _refuse_hidden(row, by)
    standing = row.dismissals.select_related("dismissed_by").filter(overtaken_at__isnull=True).first()
    if standing:
        raise DismissalRefused(f"{standing.dismissed_by.name} has dismissed this meanwhile: {standing.reason}")
    if row.edition != edition:
        raise DismissalRefused("Its records changed while you were reading. Look at them again, then send your reason.")

