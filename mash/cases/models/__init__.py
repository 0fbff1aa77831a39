"""The tables of a case. Rules and services import them from here."""

from .case import Case, CaseGroupGrant, CaseUserGrant
from .clocks import Deadline, TimescaleVersion
from .contacts import Capacity, Consent, Consultation, Contact, PoliceHold, Wishes
from .decisions import Decision, Rating, Step
from .work import ChronologyEntry, Connection, ProtectiveAction, SourceOfHarm, WorkItem

__all__ = [
    "Capacity", "Case", "CaseGroupGrant", "CaseUserGrant", "ChronologyEntry", "Connection", "Consent", "Consultation",
    "Contact", "Deadline", "Decision", "PoliceHold", "ProtectiveAction", "Rating", "SourceOfHarm", "Step", "TimescaleVersion",
    "Wishes", "WorkItem",
]  # fmt: skip
