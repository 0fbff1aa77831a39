"""The clocks that a rating and a triage decision start and change."""

from datetime import datetime

from mash.cases.models import Case
from mash.cases.services.clocks import call_off, replace_clock, start_clock, start_clocks
from mash.cases.states import Clock, Rag

OF_ENQUIRY = (Clock.S42_DECISION, Clock.PLANNING, Clock.ENQUIRY_LOOK, Clock.ENQUIRY)
BY_RATING = (Clock.TRIAGE_DECISION, *OF_ENQUIRY)


def start_triage_clock(case: Case, at: datetime) -> None:
    """Triage is decided within the time of the rating. The caller knows that this clock does not run."""
    start_clock(case, Clock.TRIAGE_DECISION, at=at, fresh=True)


def start_enquiry_clocks(case: Case, at: datetime, *, fresh: bool = False) -> None:
    """A MASH enquiry runs on its own clocks; that of triage is no longer owed. `fresh`: the case was never rated before."""
    if not fresh:
        call_off(case, Clock.TRIAGE_DECISION)
    start_clocks(case, *OF_ENQUIRY, at=at, fresh=fresh)


def leave_enquiry_clocks(case: Case, rated_at: datetime) -> None:
    """Back in triage nothing of an enquiry is owed. Its decision is due as if the case had come here when it was rated."""
    call_off(case, *OF_ENQUIRY)
    start_clock(case, Clock.TRIAGE_DECISION, at=rated_at)


def retime(case: Case, before: str, at: datetime) -> None:
    """A changed rating changes how long clocks run: a higher one from now, never to a later time; a lower one from their start."""
    if not before or before == case.rag:
        return
    raised = Rag(case.rag).rank > Rag(before).rank
    for old in list(case.deadlines.begun().filter(clock__in=BY_RATING)):
        replace_clock(case, old, at=at if raised else old.started_at, soonest=raised)
