"""What the hub does by itself: overdue clocks reach the people who answer for them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.queries import covers_on
from mash.accounts.roles import Role
from mash.accounts.rules import reached
from mash.outbox.services import queue_message
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..calendar import in_force, is_shut
from ..dispute_rules import LEVELS
from ..models import Deadline
from ..rules import escalation_level
from ..states import Clock, Rag
from ..working_time import OfficeHours, working_minutes_between

SWEEP = System("Sweep")
HIGHEST = 3
# One sweep holds its cases for as long as it takes: after an outage the rest is taken a minute later.
MOST = 2500
ROLE_TOLD = {2: Role.MASH_MANAGER, 3: Role.HEAD_OF_SERVICE}


@dataclass(frozen=True)
class Desk:
    """Who is there today: a call to somebody who is away reaches whoever stands in."""

    people: dict[int, User]
    covers: dict[int, int | None]

    def reach(self, person: User) -> User | None:
        """The person, their stand-in, or nobody."""
        return self.people.get(reached(person.pk, self.covers) or 0)

    def role(self, role: Role) -> list[User]:
        """The people of a role who are there or covered. If none is, the next role above; at last the role itself: a
        mail that waits is better than none.
        """
        held = [user for user in self.people.values() if user.role == role]
        there = {user.pk: user for user in map(self.reach, held) if user}
        if there or role == Role.HEAD_OF_SERVICE:
            return list(there.values()) or held
        return self.role(Role.HEAD_OF_SERVICE)


@transaction.atomic
def sweep_deadlines() -> int:
    """No adult is forgotten quietly: whoever answers for an overdue clock is told once, in one digest a sweep.

    A case that somebody works on at this moment is left to the next sweep; so is what a second sweep has taken.
    """
    now, hours = timezone.now(), in_force().hours
    overdue = Deadline.objects.running().filter(due_at__lt=now, told_level__lt=HIGHEST)
    late = overdue.select_related("case").prefetch_related("pauses")
    rising = [d.pk for d in late if _level(d, now, hours) > d.told_level][:MOST]
    locked = overdue.filter(pk__in=rising).select_for_update(of=("self", "case"), skip_locked=True)
    told: Counter[User] = Counter()
    desk = _desk()
    for deadline in locked.select_related("case__owner").prefetch_related("pauses"):
        level = _level(deadline, now, hours)
        # Another sweep may have told of it between our look and our lock.
        if level > deadline.told_level:
            told.update(_escalate(deadline, level, desk))
    for person, count in told.items():
        queue_message(
            recipient=person.email, template="clocks_overdue", context={"count": str(count)}, about="", by=SWEEP
        )
    return len(told)


def _level(deadline: Deadline, now: datetime, hours: OfficeHours) -> int:
    """Time over in the clock's own kind of time: Red and what is due out of hours run around the clock. The time that it
    stood was not time allowed.
    """
    run = [(deadline.started_at, deadline.due_at)]
    stood = [(pause.since, pause.until) for pause in deadline.pauses.all() if pause.until]
    allowed = 0
    if deadline.case.rag != Rag.RED:
        allowed = _total(run, hours) - _total(stood, hours)
    if allowed:
        return escalation_level(allowed, _total([(deadline.due_at, now)], hours))
    return escalation_level(_total(run) - _total(stood), _minutes(deadline.due_at, now))


def _total(spells: list[tuple[datetime, datetime]], hours: OfficeHours | None = None) -> int:
    """Minutes of working time, or of the clock on the wall."""
    return sum(working_minutes_between(*each, hours, is_shut) if hours else _minutes(*each) for each in spells)


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _escalate(deadline: Deadline, level: int, desk: Desk) -> set[User]:
    before, deadline.told_level = deadline.told_level, level
    deadline.save(update_fields=["told_level"])
    tell = _told_of_dispute if deadline.clock == Clock.DISPUTE else _told
    told = set().union(*(tell(deadline, step, desk) for step in range(before + 1, level + 1)))
    detail = {"clock": deadline.clock, "about": deadline.about, "level": level, "told": sorted(p.name for p in told)}
    reference = deadline.case.reference
    record(Verb.DEADLINE_ESCALATED, chain=f"case:{reference}", by=SWEEP, subject=reference, detail=detail)
    return told


def _told(deadline: Deadline, level: int, desk: Desk) -> list[User]:
    """Where nobody holds the case, or its owner is away and nobody stands in, the MASH Manager does at once, and is not
    told a second time.
    """
    case = deadline.case
    owner = desk.reach(case.owner) if case.owner and case.owner.is_active else None
    if level == 1:
        return [owner] if owner else desk.role(Role.MASH_MANAGER)
    if level == 2 and not owner:
        return []
    return desk.role(ROLE_TOLD[level])


def _told_of_dispute(deadline: Deadline, level: int, desk: Desk) -> list[User]:
    """Whoever hears it answers for it, not the owner of the case; then whoever would hear it next."""
    heard_by = deadline.case.disputes.get(reference=deadline.about).level
    role = LEVELS.get(heard_by + level - 1)
    return desk.role(role) if role else []


def _desk() -> Desk:
    return Desk({user.pk: user for user in User.objects.filter(is_active=True)}, covers_on(timezone.localdate()))
