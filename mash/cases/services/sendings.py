"""Taking back what the allocated worker was asked, within the use case that makes it pointless."""

from django.utils import timezone

from mash.accounts.models import User
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..allocated import sending_of
from ..models import Case, Sending
from ..states import Clock, WorkKind
from .clocks import call_off
from .work_items import settle_work_items


def end_sending(case: Case, *, why: str, by: User) -> Sending | None:
    """The worker need not answer any more, and can't take the case. Nothing if nobody was asked. Part of the caller's
    transaction; the caller tells the chronology with `withdrawn_words`.
    """
    sending = sending_of(case)
    if sending is None:
        return None
    sending.withdrawn_at, sending.withdrawn_by, sending.withdrawn_why = timezone.now(), by, why
    sending.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    call_off(case, Clock.WORKER_ACCEPTS, about=sending.reference)
    answer = f"{by.name} withdrew the request: {why}"
    settle_work_items(WorkKind.WORKER_ASKED, about=sending.reference, answer=answer, by=by, case=case)
    detail = {"worker": sending.worker_id}
    record(Verb.SENDING_WITHDRAWN, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=detail)
    return sending


def withdrawn_words(sending: Sending) -> str:
    """As the chronology says it."""
    return f"The request to {sending.worker.name} was withdrawn: {sending.withdrawn_why}"
