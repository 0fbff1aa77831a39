"""The first step on an urgent concern: how soon it is owed, and what counts as taken."""

from datetime import datetime

from ..models import Case, Contact
from ..reckoning import first_step_within
from ..states import Clock, Reached
from ..working_time import Pace, Unit
from .clocks import call_off, replace_clock, start_clock


def owe_first_step(case: Case, pace: Pace, hours: int, *, at: datetime) -> None:
    """Whoever rates says how soon somebody must act, and the clock runs by that. Said again, it runs on; sooner, it runs from
    now and never to a later time than before; later, from its start; in the usual time, nothing is owed apart.
    """
    within = first_step_within(pace, hours)
    old = case.deadlines.begun().filter(clock=Clock.FIRST_STEP).first()
    if old is None:
        start_clock(case, Clock.FIRST_STEP, at=at, when=within)
    elif not within:
        call_off(case, Clock.FIRST_STEP)
    elif old.when != within:
        sooner = _wait(within) < _wait(old.when)
        replace_clock(case, old, at=at if sooner else old.started_at, soonest=sooner, when=within)


def first_step_taken(case: Case, at: datetime) -> None:
    """Something was done for the adult: a protective action, or a talk with the adult, a carer, a professional or the referrer.

    What was done before the concern was rated was known to whoever said how soon somebody must act, and is no step after it.
    Times are entered to the minute, so the minute of the rating counts as after it. Part of the caller's transaction and trail.
    """
    owed = case.deadlines.begun().filter(clock=Clock.FIRST_STEP).first()
    if owed and at >= owed.started_at.replace(second=0, microsecond=0):
        owed.met_at = max(at, owed.started_at)
        owed.save(update_fields=["met_at"])


def wait_for_nothing(case: Case) -> None:
    """The hub's work on the concern ends here, so that nobody waits for a first step and the case says no more how soon one is
    due. Going on to an enquiry, or a test of its three points, is no step: the adult is as they were. The caller saves the case.
    """
    call_off(case, Clock.FIRST_STEP)
    case.urgency = case.pace = ""


def first_step_by(case: Case, contact: Contact) -> None:
    """A talk is a first step. An attempt that reached nobody leaves the adult as they were."""
    if contact.reached == Reached.SPOKE:
        first_step_taken(case, contact.happened_at)


def _wait(within: str) -> tuple[bool, int]:
    """For putting times in order: what runs day and night is sooner than what waits for working hours."""
    hours, _, unit = within.partition(" ")
    return unit != Unit.CLOCK_HOURS, int(hours)
