"""What one person proposes and another answers: who may approve it has a task, and who proposed it reads what became of it."""

from django.utils import timezone

from mash.accounts.models import Proposed, User
from mash.accounts.roles import Permission
from mash.accounts.states import Standing
from mash.trail.services import Actor

from ..states import WorkKind
from .work_items import raise_work_item, settle_work_items, tell_who_asked


def ask_to_approve(question: str, *, about: str, may: Permission, by: User) -> None:
    """Whoever may approve finds it among their tasks. `about`: what kind of change, and its number. Part of the caller's transaction."""
    raise_work_item(WorkKind.CHANGE_PROPOSED, question=question, for_permission=may, about=about, by=by)


def answer_proposal(row: Proposed, called: str, *, about: str, may: Permission, by: User) -> None:
    """It was approved, sent back or withdrawn: nobody need answer it any more, and whoever proposed it is told. Part of the
    caller's transaction; arguments as for `tell_proposer`.
    """
    settle_work_items(WorkKind.CHANGE_PROPOSED, about=about, answer=_became(row, called), by=by)
    if row.standing != Standing.WITHDRAWN:
        tell_proposer(row, called, about=about, may=may, by=by)


def tell_proposer(row: Proposed, called: str, *, about: str, may: Permission, by: Actor) -> None:
    """Whoever proposed it reads among their tasks what became of it, and why. Part of the caller's transaction.

    `called`: its name within a sentence; `about`: as the task of who approves had it; `may`: what its proposer may do.
    """
    tell_who_asked(WorkKind.CHANGE_ANSWERED, _became(row, called), asker=row.proposed_by, may=may, by=by, about=about)


def _became(row: Proposed, called: str) -> str:
    if row.standing == Standing.WITHDRAWN:
        return "Withdrawn."
    if row.standing == Standing.SENT_BACK:
        return f"{row.ended_by.name} sent back {called}: {row.ended_why}"
    return f"{row.approved_by.name} approved {called}. {_from_when(row)}"


def _from_when(row: Proposed) -> str:
    if row.standing != Standing.APPROVED:
        return row.when_done
    starts = timezone.localtime(row.starts_at)
    return f"The change comes into force on {starts.day} {starts:%B %Y, %H:%M}."
