"""Tasks: raised by use cases and sweeps, answered in words by people."""

from textwrap import shorten

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.outbox.models import Message
from mash.trail.services import Actor, record
from mash.trail.verbs import Verb

from ..access import permit, refuse, visible_cases
from ..models import Case, WorkItem
from ..states import Clock, WorkKind
from ..work_items import TOLD
from .clocks import meet_clock

MEETS = {
    WorkKind.LATE_ANSWER: Clock.LATE_ANSWER, WorkKind.REFERRER_REPLY: Clock.REPLY,
    WorkKind.RING_REFERRER: Clock.ACKNOWLEDGED,
}  # fmt: skip
"""The clock that an answer meets: a referrer who was rung knows that we have their report."""


def raise_work_item(
    kind: WorkKind, *, question: str, for_permission: Permission, by: Actor, case: Case | None = None, about: str = "",
    owner: User | None = None, message: Message | None = None,
) -> WorkItem:  # fmt: skip
    """Ask somebody a question that stays until it is answered. Part of the caller's transaction."""
    item = WorkItem.objects.create(
        kind=kind, question=question, for_permission=for_permission, case=case, about=about, owner=owner,
        message=message,
    )  # fmt: skip
    chain = f"case:{case.reference}" if case else "work"
    record(Verb.WORK_ITEM_RAISED, chain=chain, by=by, subject=case.reference if case else about, detail={"kind": kind})
    return item


def tell_who_asked(kind: WorkKind, what: str, *, asker: User, may: Permission, by: Actor, about: str, case: Case | None = None) -> None:
    """Whoever asked finds the answer among their tasks, as long as the case is there for them. Part of the caller's transaction.

    `what`: who answered what; where it is too long for a task, the rest stands where it was recorded.
    """
    if asker != by:
        raise_work_item(kind, question=shorten(what, 300, placeholder=" …"), for_permission=may, by=by, case=case, about=about, owner=asker)


@transaction.atomic
def answer_work_item(*, work_item_id: int, answer: str, by: User) -> WorkItem:
    """Answer a task. The first answer stands; whoever comes second is told it has been answered."""
    item = locked_item(WorkItem.objects.filter(pk=work_item_id))
    permit_task(item, by)
    if item.answered_at:
        raise AlreadyAnswered(item)
    item.answer, item.answered_by, item.answered_at = answer, by, timezone.now()
    item.save(update_fields=["answer", "answered_by", "answered_at"])
    if item.case and item.kind in MEETS:
        meet_clock(item.case, MEETS[item.kind], about=item.about, at=item.answered_at)
    chain = f"case:{item.case.reference}" if item.case else "work"
    record(Verb.WORK_ITEM_ANSWERED, chain=chain, by=by, subject=str(item.pk), detail={"kind": item.kind})
    return item


def locked_item(found: QuerySet[WorkItem]) -> WorkItem:
    """The one task, locked, with the case that it belongs to by then. Its case is read once the lock is held: a join moves tasks
    from one case to another, and PostgreSQL answers whoever waited for a joined row that changed with no case at all.
    """
    return found.select_for_update(of=("self",)).get()


def permit_task(item: WorkItem, by: User) -> None:
    """Stop here, on record, unless this person's role may answer, the case is there for them, and nobody else was told it."""
    permit(by, Permission(item.for_permission), subject=str(item.pk))
    if item.kind in TOLD and item.owner != by:
        refuse(by, item.case.reference if item.case else str(item.pk), "answer_work_item")
    if item.case and not visible_cases(by).filter(pk=item.case_id).exists():
        refuse(by, item.case.reference, "answer_work_item")


def reword_work_item(kind: WorkKind, *, about: str, question: str) -> None:
    """Some of what was asked for is done: the question is about the rest. Part of the caller's transaction."""
    WorkItem.objects.filter(kind=kind, about=about, answered_at__isnull=True).update(question=question)


def settle_work_items(kind: WorkKind, *, about: str, answer: str, by: User, case: Case | None = None) -> None:
    """What the question asked for has been done, so nobody need answer it any more. Part of the caller's transaction."""
    still = WorkItem.objects.filter(kind=kind, about=about, case=case, answered_at__isnull=True)
    still.update(answer=answer, answered_by=by, answered_at=timezone.now())


class AlreadyAnswered(Exception):
    """Somebody else answered first."""

    def __init__(self, item: WorkItem) -> None:
        self.item = item
        super().__init__(f"{item.answered_by} answered this.")
