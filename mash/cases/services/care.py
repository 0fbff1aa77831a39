"""Recording what happened in the adult's care: admissions, discharges, and how somebody drew back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.once import unchanged
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..chronology_states import EntryKind
from ..models import CareEvent
from ..states import DREW_BACK, CareKind
from .cases import tell
from .locking import locked_case


class EventRefused(Exception):
    """It can't be recorded so; the message says what is missing."""


@transaction.atomic
def record_care_event(
    *, reference: str, once_key: UUID, kind: CareKind, happened_at: datetime, service: str, words: str, attempts: str, by: User
) -> CareEvent:
    """One thing that happened in the adult's care, so that what recurs is seen. Sent twice, it is recorded once; other words
    under its key raise OtherWords.

    That somebody did not engage is never a bare label: it is kept with what was done to reach them (S124).
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    earlier = case.care_events.filter(once_key=once_key).first()
    if earlier:
        return unchanged(earlier, kind=kind, happened_at=happened_at, service=service, words=words, attempts=attempts)
    if kind in DREW_BACK and not attempts.strip():
        raise EventRefused("Say what was done to reach the adult")
    event = case.care_events.create(
        once_key=once_key, kind=kind, happened_at=happened_at, service=service, words=words, attempts=attempts, recorded_by=by
    )
    told = [f"{kind.label}: {service}.", words, f"What was done to reach them: {attempts}" if attempts else ""]
    told_as = EntryKind.SOUGHT_HELP if kind == CareKind.SOUGHT_HELP else EntryKind.CARE
    tell(case, " ".join(part for part in told if part), source=service, by=by, at=happened_at, kind=told_as)
    record(Verb.CARE_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail={"kind": kind})
    return event
