"""The tables of a case. Rules and services import them from here."""

from .actions import ChosenAction, ProviderIntelligence
from .case import Case, CaseGroupGrant, CaseUserGrant
from .chronology import ChronologyEntry, EntryLink, Weighing
from .clocks import Deadline, DeadlineChange, Pause
from .connections import Connection, ConnectionMove
from .contacts import Advocacy, Capacity, Consent, Consultation, Contact, PoliceHold, Wishes
from .decisions import Decision, Rating, Step
from .disputes import Dispute, DisputeMove
from .drafts import Draft, Presence
from .finding import AdultLink, Sending
from .identity import Approach, Identity, Redress, Trauma
from .markers import Marker, MarkerReview
from .needs import Need, ResponseLook, ResponsePart, SystemResponse
from .papers import Paper
from .past import Past
from .patterns import CareEvent, PatternAlert, PatternDismissal, PatternRecord
from .reports import WrittenReport
from .required import RequiredAction
from .shifts import ShiftChange, ShiftItem
from .timescales import Closure, Recalculation, TimescaleVersion
from .wording import LetThrough, Passage, Remarked, Term, TermChange
from .work import ProtectiveAction, SourceOfHarm, WorkItem

__all__ = [
    "AdultLink", "Advocacy", "Approach", "Identity", "Redress", "Trauma", "LetThrough", "Passage", "Remarked", "Sending", "Term", "TermChange", "CareEvent", "PatternAlert", "PatternDismissal", "PatternRecord",
    "Capacity", "Case", "CaseGroupGrant", "CaseUserGrant", "ChosenAction", "ChronologyEntry", "Closure", "Connection", "ConnectionMove", "Consent",
    "Consultation", "Contact", "Deadline", "DeadlineChange", "Decision", "Dispute", "DisputeMove", "Draft", "EntryLink", "Paper", "Past", "Marker", "MarkerReview", "Need", "Pause", "PoliceHold", "Presence", "ProtectiveAction", "ProviderIntelligence",
    "Rating", "Recalculation", "RequiredAction", "ResponseLook", "ResponsePart", "ShiftChange", "ShiftItem", "SourceOfHarm", "Step", "SystemResponse", "TimescaleVersion", "Weighing", "Wishes", "WorkItem",
    "WrittenReport",
]  # fmt: skip
