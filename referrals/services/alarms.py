"""What the hub notices by itself about its own door: a count that does not balance, reports that nobody has read."""

from hashlib import sha256

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format

from mash.accounts.queries import who_may
from mash.accounts.roles import Permission
from mash.cases.models import WorkItem
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import Clock, WorkKind
from mash.outbox.services import queue_message
from mash.trail.services import System

from ..balance import Balance, Line
from ..counting import balance, unseen_too_long

WATCH = System("Count of concerns")
LOCK = 4_203_001
"""Two sweeps at once would raise an alarm twice: the second leaves it to the first."""


@transaction.atomic
def sweep_count() -> list[WorkItem]:
    """No concern is lost in silence: a manager is asked, once for each new state of things, and told by e-mail."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return []
    found = balance()
    raised = [item for item in (_wrong(found), _waiting(found)) if item]
    if raised:
        for person in who_may(Permission.ANSWER_ALARMS):
            context = {"count": str(len(raised))}
            queue_message(recipient=person.email, template="alarm", context=context, about="", by=WATCH)
    return raised


def _wrong(found: Balance) -> WorkItem | None:
    """The same imbalance is asked about once; when it grows or moves it is a new one."""
    if not found.wrong:
        return None
    about = sha256(repr([(line.day, line.channel, line.tally.astray) for line in found.wrong]).encode()).hexdigest()[:40]
    if WorkItem.objects.filter(kind=WorkKind.COUNT_WRONG, about=about).exists():
        return None
    said = "; ".join(_said(line) for line in found.wrong[:3])
    question = f"What arrived and what became of it do not balance. {said}. What happened, and is every concern found?"
    return _raise(WorkKind.COUNT_WRONG, question, about)


def _said(line: Line) -> str:
    astray = line.tally.astray
    what = f"{astray} arrived without a report" if astray > 0 else f"{-astray} too many"
    return f"{line.channel.label}, {date_format(line.day, 'j F Y')}: {what}"


def _waiting(found: Balance) -> WorkItem | None:
    """One question however many wait; a new one only when more have passed their time since it was asked."""
    asked = WorkItem.objects.filter(kind=WorkKind.UNSEEN_TOO_LONG).order_by("-pk").first()
    if not found.unseen_too_long or (asked and asked.answered_at is None):
        return None
    late = unseen_too_long()
    if asked and not late.filter(
        case__deadlines__clock=Clock.SEEN, case__deadlines__due_at__gt=asked.raised_at
    ).exists():
        return None
    since = date_format(timezone.localtime(found.oldest_unseen_at), "j F Y, H:i")
    many = f"{found.unseen_too_long} reports have" if found.unseen_too_long > 1 else "A report has"
    return _raise(
        WorkKind.UNSEEN_TOO_LONG,
        f"{many} waited for a first reader longer than the clock allows, the longest since {since}. Who reads them now?",
        late.values_list("reference", flat=True)[0],
    )


def _raise(kind: WorkKind, question: str, about: str) -> WorkItem:
    return raise_work_item(kind, question=question[:300], for_permission=Permission.ANSWER_ALARMS, by=WATCH, about=about)
