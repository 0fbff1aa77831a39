"""Carrying a change of the calendar, or of the timescales, through every clock that runs."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..calendar import FRESH_SECONDS, fingerprint, forget, read_now
from ..models import Case, Deadline, Recalculation
from ..states import ChangeReason
from .clocks import due_of, stood_of
from .stopping import move

SWEEP = System("Sweep")
# A sweep stops after so many cases and goes on a minute later: it never holds up what comes after it.
MOST = 1000
SETTLED_AFTER = timedelta(seconds=2 * FRESH_SECONDS)
"""By then every process reads the new calendar, so that no clock begins by the old one after it was looked for."""


@transaction.atomic
def note_calendar() -> Recalculation | None:
    """Whether other days are shut than when this was last looked at: a day was approved, or a new list of holidays came."""
    last = Recalculation.objects.select_for_update().filter(why=ChangeReason.CALENDAR).last()
    print_now = fingerprint(read_now(), timezone.localdate())
    if last and last.fingerprint == print_now:
        return None
    now = timezone.now()
    return Recalculation.objects.create(
        why=ChangeReason.CALENDAR, fingerprint=print_now, asked_at=now, settled_at=None if last else now
    )


def sweep_recalculations() -> int:
    """No adult waits by a calendar that no longer holds: the due time of every running clock is counted anew."""
    note_calendar()
    old_enough = timezone.now() - SETTLED_AFTER
    open_ones = Recalculation.objects.filter(settled_at__isnull=True, asked_at__lte=old_enough)
    return sum(_carry_through(pk) for pk in list(open_ones.values_list("pk", flat=True)))


def _carry_through(pk: int) -> int:
    """Case by case, each in its own transaction: lines of two cases are never held together, and a crash loses nothing."""
    forget()
    todo = Recalculation.objects.get(pk=pk)
    affected = Deadline.objects.begun().filter(version__isnull=False, case__gt=todo.reached).order_by("case")
    cases = list(affected.values_list("case", flat=True).distinct()[:MOST])
    changed = sum(_recalculate(recalculation_id=pk, case_id=case) for case in cases)
    if len(cases) < MOST:
        Recalculation.objects.filter(pk=pk, settled_at__isnull=True).update(settled_at=timezone.now())
    return changed


@transaction.atomic
def _recalculate(*, recalculation_id: int, case_id: int) -> int:
    """The clocks of one case. A second sweep that comes to the same case finds nothing left to move."""
    case = Case.objects.select_for_update().get(pk=case_id)
    todo = Recalculation.objects.select_for_update().get(pk=recalculation_id)
    why = ChangeReason(todo.why)
    begun = case.deadlines.begun().filter(version__isnull=False).select_for_update(of=("self",)).select_related("version")
    changed = sum(_retime(case, deadline, why, todo.version_id) for deadline in begun)
    todo.reached, todo.changed = max(todo.reached, case_id), todo.changed + changed
    todo.save(update_fields=["reached", "changed"])
    return changed


def _retime(case: Case, deadline: Deadline, why: ChangeReason, version_id: int | None) -> bool:
    """Who was told stays told, and what was late stays on record as late; a clock the new table lacks goes on as it was."""
    kept = deadline.version_id, deadline.version
    if version_id:
        deadline.version_id = version_id
    due = due_of(deadline, stood_of(deadline))
    if due is None:
        deadline.version_id, deadline.version = kept
        return False
    before = deadline.due_at
    if due == before and not version_id or not move(deadline, due, why=why, by=None):
        return False
    detail = {"clock": deadline.clock, "about": deadline.about, "from": before, "to": due, "why": why}
    record(Verb.CLOCK_RETIMED, chain=f"case:{case.reference}", by=SWEEP, subject=case.reference, detail=detail)
    return True


def apply_to_running(version_id: int) -> Recalculation:
    """Running clocks are to follow this version too. Part of the caller's transaction."""
    return Recalculation.objects.create(why=ChangeReason.TIMESCALES, version_id=version_id, asked_at=timezone.now())
