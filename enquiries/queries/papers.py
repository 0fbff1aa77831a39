"""What the minutes of a meeting and the safeguarding plan say as documents."""

from typing import Any

from mash.cases.models import Case

from ..states import Agreement, MeetingState
from .meetings import meeting_page, plan_page


def minutes_content(case: Case, number: int) -> dict[str, Any] | None:
    """Everything that stands in the minutes; nothing while the meeting has not been held."""
    found = meeting_page(case, number)
    meeting = found["meeting"]
    if meeting.state != MeetingState.HELD:
        return None
    words = ("agenda", "supports", "contribution", "minutes", "adult_invited", "not_invited_words")
    return {name: getattr(meeting, name) for name in words} | {
        "adult": _called(case), "number": number, "kind": meeting.get_kind_display(), "held_at": meeting.held_at.isoformat(),
        "statement": meeting.statement.name, "not_invited": meeting.get_not_invited_display() if meeting.not_invited else "",
        "attendances": [
            {"name": row.name, "organisation": row.organisation, "agreement": Agreement(row.agreement).label}
            for row in found["attendances"]
        ],
    }  # fmt: skip


def plan_content(case: Case) -> dict[str, Any] | None:
    """Everything that the plan says, and what of it is done; nothing while none has been agreed."""
    found = plan_page(case)
    plan, review = found["plan"], found["review"]
    if plan is None:
        return None
    return {
        "adult": _called(case), "aim": plan.aim, "contingency": plan.contingency, "agreed_by": plan.agreed_by.name,
        "agreed_at": plan.agreed_at.isoformat(), "review_due_at": review.due_at.isoformat() if review and review.due_at else "",
        "actions": [
            {
                "what": row.what, "agency": row.agency, "person": row.person, "due_on": row.due_on.isoformat(),
                "done_at": row.done_at.isoformat() if row.done_at else "", "done_words": row.done_words,
            }
            for row in found["actions"]
        ],
    }  # fmt: skip


def _called(case: Case) -> str:
    return case.adult.name if case.adult else "An adult not yet known"
