"""What the hub does by itself: overdue clocks reach the people who answer for them, lost messages reach a manager."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission, Role
from mash.outbox.models import Message
from mash.outbox.services import queue_message
from mash.outbox.states import State
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..calendar import in_force, is_shut
from ..models import Case, Deadline
from ..rules import escalation_level
from ..states import Rag, WorkKind
from ..working_time import OfficeHours, working_minutes_between
from .work_items import raise_work_item

SWEEP = System("Sweep")
HIGHEST = 3
# One sweep holds its cases for as long as it takes: after an outage the rest is taken a minute later.
MOST = 2500
ROLE_TOLD = {2: Role.MASH_MANAGER, 3: Role.HEAD_OF_SERVICE}


@transaction.atomic
def sweep_deadlines() -> int:
    """No adult is forgotten quietly: whoever answers for an overdue clock is told once, in one digest a sweep.

    A case that somebody works on at this moment is left to the next sweep; so is what a second sweep has taken.
    """
    now, hours = timezone.now(), in_force().hours
    overdue = Deadline.objects.running().filter(due_at__lt=now, told_level__lt=HIGHEST)
    rising = [d.pk for d in overdue.select_related("case") if _level(d, now, hours) > d.told_level][:MOST]
    locked = overdue.filter(pk__in=rising).select_for_update(of=("self", "case"), skip_locked=True)
    told: Counter[User] = Counter()
    people = {role: _people(role) for role in ROLE_TOLD.values()}
    for deadline in locked.select_related("case__owner"):
        told.update(_escalate(deadline, _level(deadline, now, hours), people))
    for person, count in told.items():
        queue_message(
            recipient=person.email, template="clocks_overdue", context={"count": str(count)}, about="", by=SWEEP
        )
    return len(told)


def _level(deadline: Deadline, now: datetime, hours: OfficeHours) -> int:
    """Time over in the clock's own kind of time: Red and what is due out of hours run around the clock."""
    started, due = deadline.started_at, deadline.due_at
    allowed = 0 if deadline.case.rag == Rag.RED else working_minutes_between(started, due, hours, is_shut)
    if allowed:
        return escalation_level(allowed, working_minutes_between(due, now, hours, is_shut))
    return escalation_level(_minutes(started, due), _minutes(due, now))


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _escalate(deadline: Deadline, level: int, people: dict[Role, list[User]]) -> set[User]:
    before, deadline.told_level = deadline.told_level, level
    deadline.save(update_fields=["told_level"])
    told = set().union(*(_told(deadline.case, step, people) for step in range(before + 1, level + 1)))
    detail = {"clock": deadline.clock, "about": deadline.about, "level": level, "told": sorted(p.name for p in told)}
    reference = deadline.case.reference
    record(Verb.DEADLINE_ESCALATED, chain=f"case:{reference}", by=SWEEP, subject=reference, detail=detail)
    return told


def _told(case: Case, level: int, people: dict[Role, list[User]]) -> list[User]:
    """Where nobody holds the case yet, the MASH Manager stands in at once, and is not told a second time."""
    owned = case.owner is not None and case.owner.is_active
    if level == 1:
        return [case.owner] if owned else people[Role.MASH_MANAGER]
    if level == 2 and not owned:
        return []
    return people[ROLE_TOLD[level]]


def _people(role: Role) -> list[User]:
    return list(User.objects.filter(is_active=True, role=role))


def sweep_messages() -> int:
    """Somebody was promised word and may not have got it: a manager is asked, once, how they will be told."""
    raised = 0
    while _raise_one():
        raised += 1
    return raised


@transaction.atomic
def _raise_one() -> bool:
    """One message in one transaction: lines of two cases are never held together."""
    lost = Message.objects.filter(state__in=[State.DEAD, State.IN_DOUBT], work_item_raised=False)
    message = lost.select_for_update(of=("self",), skip_locked=True).select_related("queued_by").order_by("pk").first()
    if message is None:
        return False
    message.work_item_raised = True
    message.save(update_fields=["work_item_raised"])
    raise_work_item(
        WorkKind.DEAD_MESSAGE, question=_question(message)[:300], for_permission=Permission.MEND_MESSAGES, by=SWEEP,
        case=Case.objects.filter(reference=message.about).first(), about=message.about,
    )  # fmt: skip
    return True


def _question(message: Message) -> str:
    what = f"An e-mail about {message.about}" if message.about else f"“{message.subject}”"
    whose = f", asked for by {message.queued_by}," if message.queued_by else ""
    if message.state == State.IN_DOUBT:
        return f"{what}{whose} may or may not have reached {message.recipient}. Did it arrive, and what was done?"
    return f"{what}{whose} could not be sent to {message.recipient}. How will they be told instead?"
