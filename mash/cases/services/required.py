"""What the matrix asks to be done whatever the level: owed from the rating on, and answered before the case closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import refuse
from ..calendar import current
from ..chronology_states import EntryKind
from ..models import Case, Decision, RequiredAction
from ..states import Stage, WorkKind
from ..working_time import Unit, due_at
from .asking import ask_due
from .cases import tell
from .locking import locked_case
from .work_items import raise_work_item, settle_work_items

SWEEP = System("Sweep")
DAYS = 1
"""Working days after which whoever holds the case is asked about what is still open (assumption, until the council confirms)."""


class AnsweredBefore(Exception):
    """Somebody said before what came of it. `row`: what they said."""

    def __init__(self, row: RequiredAction) -> None:
        self.row = row
        super().__init__("Somebody has answered this already. Their answer stands.")


@dataclass(frozen=True)
class AskedFor:
    """One rule that held: its code, what it is called, and what it asks to be done."""

    code: str
    name: str
    words: str


@dataclass(frozen=True)
class Came:
    """What came of it: done with somebody at a time, or not needed; and in words."""

    done: bool
    words: str
    with_whom: str = ""
    at: datetime | None = None


def require_actions(case: Case, decision: Decision, asked: Sequence[AskedFor], at: datetime) -> None:
    """What the rules that held ask for is owed from now on. What was asked for before stays as it stands: rating again
    neither repeats a question that was answered nor takes an open one away. Part of the caller's transaction and trail.
    """
    if not asked:
        return
    calendar = current()
    due = due_at(at, DAYS, Unit.WORKING_DAYS, calendar.table.hours, calendar.is_shut)
    rows = [
        RequiredAction(case=case, decision=decision, code=each.code, name=each.name, words=each.words, required_at=at, due_at=due)
        for each in asked
    ]  # fmt: skip
    RequiredAction.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def answer_required(*, reference: str, code: str, came: Came, by: User) -> RequiredAction:
    """It was done, with whom and when, or it is not needed and why. The first answer stands; later ones are told of it."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    row = case.required_actions.select_for_update(of=("self",)).select_related("answered_by").filter(code=code).first()
    if row is None:
        refuse(by, reference, "answer_required")
    if row.answered_at:
        raise AnsweredBefore(row)
    row.done, row.answer, row.with_whom, row.done_at = came.done, came.words, came.with_whom if came.done else "", came.at if came.done else None
    row.answered_by, row.answered_at = by, timezone.now()
    row.save()
    settle_work_items(WorkKind.REQUIRED_OPEN, about=row.code, answer=came.words, by=by, case=case)
    said = f"{row.name}: done with {row.with_whom}. {came.words}" if came.done else f"{row.name}: not needed. {came.words}"
    tell(case, said, source=by.name, by=by, at=row.done_at or row.answered_at, kind=EntryKind.WORK)
    record(Verb.REQUIRED_ANSWERED, chain=f"case:{reference}", by=by, subject=reference, detail={"rule": row.code, "done": came.done})
    return row


def sweep_required() -> int:
    """What a rule asked for is still open after a working day: somebody is asked, once."""
    return ask_due(due=_still_open, ask=_ask)


def _still_open() -> QuerySet[RequiredAction]:
    found = RequiredAction.objects.filter(due_at__lte=timezone.now(), asked_at__isnull=True, answered_at__isnull=True)
    return found.exclude(case__stage=Stage.CLOSED).order_by("due_at", "pk")


def _ask(case: Case, row: RequiredAction) -> None:
    row.asked_at = timezone.now()
    row.save(update_fields=["asked_at"])
    raise_work_item(
        WorkKind.REQUIRED_OPEN, question=f"{row.name}: is it done, or why is it not needed?"[:300], for_permission=Permission.WORK_CASES,
        case=case, about=row.code, owner=case.owner, by=SWEEP,
    )  # fmt: skip
