"""What follows when a decision has led into MASH enquiry or out of it: its clocks run, and somebody is asked to hold it."""

from datetime import datetime

from mash.accounts.roles import Permission
from mash.cases.models import Case
from mash.cases.services.work_items import raise_work_item, settle_work_items
from mash.cases.states import WorkKind
from mash.trail.services import Actor

from .clocks import start_enquiry_clocks


def enter_enquiry(case: Case, at: datetime, by: Actor, *, fresh: bool = False) -> None:
    """Nobody holds the enquiry yet, whoever owns the case: practitioners and managers are asked until one does. `fresh`: the
    case was never rated before. Part of the caller's transaction.
    """
    case.decided_at = None
    start_enquiry_clocks(case, at, fresh=fresh)
    why = f" It is always a MASH enquiry: {case.always_enquiry}." if case.always_enquiry else ""
    raise_work_item(
        WorkKind.TAKE_ENQUIRY, question=f"In MASH enquiry, and nobody holds it. Which practitioner takes it?{why}"[:300],
        for_permission=Permission.HOLD_ENQUIRY, case=case, about=case.reference, by=by,
    )  # fmt: skip


def leave_enquiry(case: Case, by: Actor) -> None:
    """It is back in triage: nobody need hold an enquiry."""
    case.always_enquiry = ""
    settle_work_items(WorkKind.TAKE_ENQUIRY, about=case.reference, answer="It went back to triage.", by=by, case=case)
