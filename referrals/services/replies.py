"""A referrer writes again on the same reference, and somebody answers whether it changes the decision."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.services.cases import tell
from mash.cases.services.clocks import call_off, start_clock
from mash.cases.services.locking import locked_case, outdate
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import Clock, WorkKind
from mash.once import unchanged
from mash.references import new_reference
from mash.trail.services import Actor, record
from mash.trail.verbs import Verb

from ..models import Referral, Reply
from ..states import Danger, ReplyKind

MOST = 20
WITHIN = timedelta(hours=24)


class TooManyReplies(Exception):
    """Somebody writes without end on one reference: they are asked to ring."""


def receive_reply(*, report: str, once_key: UUID, kind: ReplyKind, words: str, danger: Danger, by: Actor) -> Reply:
    """From the moment this returns, somebody must answer whether what the referrer wrote changes the decision.

    The same key with the same words gives the same reply; with others it raises OtherWords. Never call it inside another transaction: it would not be durable.
    """
    try:
        return _receive(report=report, once_key=once_key, kind=kind, words=words, danger=danger, by=by)
    except IntegrityError:
        kept = Reply.objects.filter(once_key=once_key, referral__reference=report).first()
        if kept is None:
            raise
        return unchanged(kept, kind=kind, words=words, danger=danger)


@transaction.atomic(durable=True)
def _receive(*, report: str, once_key: UUID, kind: ReplyKind, words: str, danger: Danger, by: Actor) -> Reply:
    """Reply, clock, task and trail: all of them are kept on disk when this returns, or none."""
    case, referral = _locked(report)
    at = timezone.now()
    kept = referral.replies.filter(once_key=once_key).first()
    if kept:
        return unchanged(kept, kind=kind, words=words, danger=danger)
    if referral.replies.filter(written_at__gt=at - WITHIN).count() >= MOST:
        raise TooManyReplies
    reply = referral.replies.create(
        reference=new_reference("W"), once_key=once_key, kind=kind, words=words, danger=danger, written_at=at
    )
    urgent = danger == Danger.YES
    if urgent and not case.danger_now:
        _mark_urgent(case)
    start_clock(case, Clock.REPLY, about=reply.reference, at=at, when="danger_now" if urgent else "", fresh=True)
    _ask(case, referral, reply, by)
    outdate(case)
    tell(case, f"The referrer of {report} wrote again: “{kind.label}”", source="Referrer", at=at, kind=EntryKind.REPORT)
    _record(Verb.REPLY_RECEIVED, case, reply, by, referral=report, kind=kind, danger=danger)
    return reply


def _mark_urgent(case: Case) -> None:
    """What was left for rating, if it waits for one, no longer holds."""
    case.danger_now = True
    case.save(update_fields=["danger_now"])
    if case.deadlines.open().filter(clock=Clock.RATING).exists():
        call_off(case, Clock.RATING)
        start_clock(case, Clock.RATING)


def _locked(report: str) -> tuple[Case, Referral]:
    """The report may be joining another case at this very moment: its case is looked up until it stands still."""
    while True:
        of_report = Referral.objects.values_list("case_id", flat=True).get(reference=report)
        case = Case.objects.select_for_update(of=("self",)).select_related("owner").get(pk=of_report)
        referral = case.referrals.filter(reference=report).first()
        if referral:
            return case, referral


def _ask(case: Case, referral: Referral, reply: Reply, by: Actor) -> None:
    """Whoever holds the case answers; a disagreement goes to the MASH Manager, who did not decide alone."""
    disagrees = reply.kind == ReplyKind.DISAGREE
    urgent = "SOMEONE IS IN DANGER NOW, they say. " if reply.danger == Danger.YES else ""
    question = f"{urgent}The referrer of {referral.reference} wrote again: “{reply.kind.label}”. Read it under Reports."
    raise_work_item(
        WorkKind.REFERRER_REPLY, question=f"{question} Does this change the decision?", by=by, case=case,
        for_permission=Permission.WITHHOLD_FEEDBACK if disagrees else Permission.WORK_CASES, about=reply.reference,
        owner=None if disagrees else case.owner,
    )  # fmt: skip


@transaction.atomic
def read_replies(*, reference: str, by: User) -> list[Reply]:
    """Somebody who can act has now seen what the referrer wrote; they see that on their page. The task stays."""
    case = locked_case(reference=reference, by=by, permission=Permission.COMPOSE_FEEDBACK)
    unread = list(Reply.objects.filter(referral__case=case, read_at__isnull=True).select_related("referral"))
    at = timezone.now()
    for reply in unread:
        reply.read_at, reply.read_by = at, by
        reply.save(update_fields=["read_at", "read_by"])
        _record(Verb.REPLY_READ, case, reply, by, referral=reply.referral.reference)
    return unread


def _record(verb: Verb, case: Case, reply: Reply, by: Actor, **detail: str) -> None:
    facts = {"reply": reply.reference} | detail
    record(verb, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=facts)
