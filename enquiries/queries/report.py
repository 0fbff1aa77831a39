"""What the decision report says: read from the record, and only from it."""

from typing import Any

from mash.cases.models import Case, Decision, Rating
from mash.cases.queries import capacities_of, steps_of
from mash.cases.states import DecisionKind, StepState
from partners.models import Check
from partners.states import CheckState

from ..models import Meeting
from ..states import Agreement, MeetingState
from .enquiry import points_of, type_names
from .records import risks_of, test_in_force


def report_context(case: Case) -> dict[str, Any]:
    """Every part of the report. The adult's address and whoever reported the concern are left out of it."""
    names = type_names()
    risks = risks_of(case)
    for risk in risks:
        risk.type_name = names.get(risk.abuse_type, risk.abuse_type)
    test = test_in_force(case)
    return {
        "case": case,
        "adult": case.adult,
        # Through the case: this app knows no other stage. Whoever spoke is not named.
        "reports": list(case.referrals.filter(set_aside="").order_by("received_at", "pk")),
        "ratings": [_rating(rating, names) for rating in _ratings(case)],
        "steps": [row | {"state_label": _state_label(row["state"])} for row in steps_of(case)],
        "risks": risks,
        "test": test,
        "points": points_of(test),
        "checks": _checks(case),
        "plan": getattr(case, "plan", None),
        "enquiries": list(case.enquiries.select_related("holder", "caused_agency").order_by("started_at", "pk")),
        "meetings": _meetings(case),
        "decisions": _decisions(case),
        **_voice(case),
        **_doings(case),
    }


def _voice(case: Case) -> dict[str, Any]:
    return {
        "wishes": case.wishes.first(),
        "consent": case.consents.first(),
        "capacities": capacities_of(case)[::-1],
    }


def _doings(case: Case) -> dict[str, Any]:
    return {
        "sources": list(case.sources_of_harm.all()),
        "protective_actions": list(case.protective_actions.order_by("taken_at", "pk")),
        "contacts": list(case.contacts.order_by("happened_at", "pk")),
        "consultations": list(case.consultations.select_related("senior").order_by("held_at", "pk")),
    }


def _ratings(case: Case) -> list[Rating]:
    return list(case.ratings.select_related("decision", "decision__decided_by", "senior").order_by("pk"))


def _rating(rating: Rating, names: dict[str, str]) -> dict[str, Any]:
    suggestion = rating.decision.snapshot.get("suggestion", {})
    return {
        "rating": rating,
        "decision": rating.decision,
        "matrix": rating.decision.versions.get("matrix", ""),
        "types": [names.get(code, code) for code in rating.types],
        "reasons": [reason["words"] for reason in suggestion.get("reasons", [])],
    }


def _state_label(state: str) -> str:
    return "Outstanding" if state == "outstanding" else StepState(state).label


def _checks(case: Case) -> list[Check]:
    asked = Check.objects.filter(case=case).exclude(state=CheckState.WITHDRAWN)
    return list(asked.select_related("agency").order_by("asked_at", "pk"))


def _meetings(case: Case) -> list[Meeting]:
    held = case.meetings.filter(state=MeetingState.HELD).select_related("statement")
    meetings = list(held.prefetch_related("attendances").order_by("held_at", "pk"))
    for meeting in meetings:
        present = [a for a in meeting.attendances.all() if a.agreement == Agreement.AGREED]
        meeting.present = [f"{a.name} ({a.organisation})" for a in present]
    return meetings


def _decisions(case: Case) -> list[Decision]:
    others = case.decisions.exclude(kind=DecisionKind.RATING).select_related("decided_by")
    return list(others.order_by("decided_at", "pk"))
