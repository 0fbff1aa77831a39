"""One shift goes, the next one takes over by name: between the two, no adult belongs to nobody."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.once import is_unchanged
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import permit
from ..models import ShiftChange, ShiftItem, WorkItem
from ..shifts import ACCEPT_WITHIN, unresolved, waiting_change
from ..states import WorkKind
from .work_items import raise_work_item

CHAIN = "shifts"
WATCH = System("Shift change")


class ShiftRefused(Exception):
    """The shift can't be handed over or accepted so; the message says why."""


@transaction.atomic
def hand_over_shift(*, once_key: UUID, words: str, by: User) -> ShiftChange:
    """What is unresolved at this moment is written down for the next shift. It stays this person's until accepted."""
    permit(by, Permission.READ_REFERRAL, subject="shift")
    replayed = ShiftChange.objects.filter(once_key=once_key).first()
    if replayed and not is_unchanged(replayed, words=words):
        raise ShiftRefused("The list was handed over from this page already, with other words. What you wrote now is not with it: tell the next shift.")
    if replayed:
        return replayed
    try:
        with transaction.atomic():
            change = ShiftChange.objects.create(once_key=once_key, words=words, handed_by=by, handed_at=timezone.now())
    except IntegrityError:
        waiting = waiting_change()
        who = waiting.handed_by.name if waiting else "Somebody"
        raise ShiftRefused(f"{who} has handed over a list that nobody has accepted yet. Accept that one first.") from None
    rows = [ShiftItem(change=change, case=each.case, reasons=[str(r) for r in each.reasons]) for each in unresolved(by)]
    ShiftItem.objects.bulk_create(rows)
    record(Verb.SHIFT_HANDED_OVER, chain=CHAIN, by=by, subject=str(change.pk), detail={"cases": len(rows)})
    return change


@transaction.atomic
def accept_shift(*, change_id: int, by: User) -> ShiftChange:
    """From now on this person answers for the list. The first who accepts has it; the second is told who."""
    permit(by, Permission.READ_REFERRAL, subject="shift")
    change = ShiftChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise ShiftRefused("There is no such list.")
    if change.accepted_by == by:
        return change
    if change.accepted_at:
        raise ShiftRefused(f"{change.accepted_by.name} accepted this list at {timezone.localtime(change.accepted_at):%H:%M}.")
    if change.handed_by_id == by.pk:
        raise ShiftRefused("You handed this list over. Somebody else must accept it.")
    change.accepted_by, change.accepted_at = by, timezone.now()
    change.save(update_fields=["accepted_by", "accepted_at"])
    record(Verb.SHIFT_ACCEPTED, chain=CHAIN, by=by, subject=str(change.pk))
    return change


@transaction.atomic
def sweep_shifts() -> list[WorkItem]:
    """A list that nobody took over becomes a manager's question, once."""
    late = ShiftChange.objects.filter(
        accepted_at__isnull=True, alarmed=False, handed_at__lt=timezone.now() - ACCEPT_WITHIN
    )
    raised = []
    for change in late.select_for_update(of=("self",), skip_locked=True).select_related("handed_by"):
        change.alarmed = True
        change.save(update_fields=["alarmed"])
        question = f"{change.handed_by.name} handed over the shift and nobody has accepted the list. Who takes it now?"
        raised.append(
            raise_work_item(
                WorkKind.SHIFT_WAITING, question=question, for_permission=Permission.ANSWER_ALARMS, by=WATCH,
                about=f"shift {change.pk}",
            )  # fmt: skip
        )
    return raised
