"""One look into the mailbox: what waits becomes rows and reports, oldest first, and only then counts as read."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mash.accounts.roles import Permission
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import WorkKind
from mash.health.services import record_heartbeat
from mash.trail.services import Actor, System

from ..mail.boxes import AWAY, BadAddress, Box, Slot, named, open_box
from ..models import Mail, Mailbox
from .mail import accept, keep

MAILBOX = System("Mailbox")
LOCK = 0x6D61_696C
"""The number of the lock that one sweep holds. It goes with the connection, however the process ends."""
WITHIN = 10.0
"""Seconds that one sweep takes messages: the worker has other work, and the next sweep goes on."""
ALARM_AFTER = timedelta(minutes=10)
LOOK_BACK = 500
REFUSED = "a message is not handed over"

log = logging.getLogger(__name__)


def sweep_mailbox(*, within: float = WITHIN) -> int:
    """Nothing that somebody wrote to the hub stays unread in a mailbox. Returns how many messages became rows."""
    url = settings.MAILBOX_URL
    if not url:
        return 0
    with _alone() as alone:
        return _sweep(url, time.monotonic() + within) if alone else 0


@contextmanager
def _alone() -> Iterator[bool]:
    """Two sweeps at once would do nothing twice, but fetch everything twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [LOCK])


def _sweep(url: str, until: float) -> int:
    name = named(url)
    finish_kept(until)
    try:
        with open_box(url) as box:
            taken, waiting, refused = _take(box, until)
    except (*AWAY, BadAddress) as fault:
        log.warning("the mailbox can't be read", exc_info=True)
        note_fault(name=name, fault=type(fault).__name__, by=MAILBOX)
        return 0
    if refused:
        note_fault(name=name, fault=REFUSED, by=MAILBOX, waiting=waiting)
    else:
        note_read(name=name, waiting=waiting)
    return taken


def finish_kept(until: float) -> None:
    """What was kept when a process died is a report before anything new is fetched, also if the mailbox is away."""
    for number in list(Mail.objects.filter(referral__isnull=True).order_by("pk").values_list("pk", flat=True)):
        if time.monotonic() > until:
            return
        accept(Mail.objects.get(pk=number), by=MAILBOX)


def _take(box: Box, until: float) -> tuple[int, int, int]:
    """How many were taken, how many still wait, and how many the mailbox would not hand over."""
    slots = box.look(_since(box.name))
    known = set(Mail.objects.filter(mailbox=box.name, key__in=[s.key for s in slots]).values_list("key", flat=True))
    for slot in slots:
        if slot.key in known and not slot.seen:
            box.mark(slot)
    waiting = [slot for slot in slots if slot.key not in known]
    taken = refused = 0
    for slot in waiting:
        if time.monotonic() > until:
            break
        if take_one(box, slot):
            taken += 1
        else:
            refused += 1
    return taken, len(waiting) - taken, refused


def take_one(box: Box, slot: Slot) -> bool:
    """Fetch, keep, accept, and only then mark as read. Whatever step is the last one, the next sweep goes on from it."""
    fetched = box.fetch(slot)
    if fetched is None:
        return False
    accept(keep(box.name, slot, fetched), by=MAILBOX)
    box.mark(slot)
    return True


def _since(name: str) -> int | None:
    """From where on also messages that somebody opened by hand are looked at: they are not lost for that.

    Places only grow, so that looking back over some that are known is enough. At the first look there is none: what
    people read before this mailbox was ours is theirs.
    """
    kept = Mail.objects.filter(mailbox=name).order_by("-position").values_list("position", flat=True)[:LOOK_BACK]
    return min(kept, default=None)


@transaction.atomic
def note_read(*, name: str, waiting: int) -> Mailbox:
    """The mailbox was read: what waits in it is known, and an outage is over. No trail: nobody acted."""
    values = {"read_at": timezone.now(), "waiting": waiting, "failing_since_at": None, "fault": "", "alarmed_at": None}
    record_heartbeat(name="mailbox")
    return Mailbox.objects.update_or_create(name=name, defaults=values)[0]


@transaction.atomic
def note_fault(*, name: str, fault: str, by: Actor, waiting: int | None = None) -> Mailbox:
    """People may be writing to a mailbox that nobody reads: after ten minutes a manager is asked, once an outage."""
    now = timezone.now()
    box, _ = Mailbox.objects.select_for_update().get_or_create(name=name)
    box.failing_since_at, box.fault = box.failing_since_at or now, fault[:80]
    box.waiting = box.waiting if waiting is None else waiting
    if box.alarmed_at is None and now - box.failing_since_at >= ALARM_AFTER:
        box.alarmed_at = now
        since = timezone.localtime(box.failing_since_at)
        question = f"The hub's mailbox has not been readable since {since:%H:%M on %-d %B} ({fault}). Who reads it meanwhile?"
        raise_work_item(WorkKind.MAILBOX, question=question, for_permission=Permission.MEND_MESSAGES, by=by, about="mailbox")
    box.save()
    return box
