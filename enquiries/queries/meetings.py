"""Meetings and the plan, as their pages show them."""

from typing import Any

from mash.cases.models import Case
from mash.cases.states import Clock

from ..models import Meeting
from ..rules import may_hold
from ..states import Agreement, MeetingState
from .records import count_up, numbered, statement_in_force


def meetings_page(case: Case) -> dict[str, Any]:
    """Meetings to come and meetings held, each with its number."""
    meetings = count_up(case.meetings.select_related("planned_by").prefetch_related("attendances"))
    to_come = [m for m in meetings if m.state == MeetingState.PLANNED]
    held = [m for m in meetings if m.state == MeetingState.HELD]
    return {
        "to_come": sorted(to_come, key=lambda m: (m.at, m.pk)),
        "held": sorted(held, key=lambda m: (m.held_at, m.pk), reverse=True),
    }


def meeting_of(case: Case, number: int) -> Meeting:
    """One meeting of this case by its number."""
    meeting = numbered(case.meetings.select_related("statement", "planned_by"), number)
    meeting.number = number
    return meeting


def meeting_page(case: Case, number: int) -> dict[str, Any]:
    """One meeting: the statement to read, who is there, and whether it may begin."""
    meeting = meeting_of(case, number)
    attendances = count_up(meeting.attendances.all())
    return {
        "meeting": meeting,
        "statement": meeting.statement or statement_in_force(),
        "attendances": attendances,
        "held": meeting.state == MeetingState.HELD,
        "problem": may_hold([a.agreement for a in attendances]),
        "present": [a for a in attendances if a.agreement == Agreement.AGREED],
    }


def plan_page(case: Case) -> dict[str, Any]:
    """The plan with its actions, and when its review is due."""
    plan = getattr(case, "plan", None)
    return {
        "plan": plan,
        "actions": sorted(count_up(plan.actions.all()), key=lambda a: (a.due_on, a.pk)) if plan else [],
        "review": case.deadlines.begun().filter(clock=Clock.PLAN_REVIEW).first() if plan else None,
        "wishes": case.wishes.first(),
    }
