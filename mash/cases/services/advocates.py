"""Who supports the adult: recording it, and asking for the advocate who is owed until there is one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..advocates import owing
from ..calendar import in_force, is_shut
from ..models import Advocacy, Case, WorkItem
from ..rules import AdvocacySaid, advocacy_found
from ..states import Stage, WorkKind
from ..working_time import is_working_day, local_day
from .asking import ask_due
from .cases import tell
from .locking import Stale, locked_case
from .needs import newest
from .owed_advocates import ABOUT, answer_for_advocate, ask_for_advocate

SWEEP = System("Sweep")
ASK_AFTER = 2
"""Working days after which somebody is asked whether the advocate is named (assumption)."""


@transaction.atomic
def record_advocacy(*, reference: str, said: AdvocacySaid, seen: int, by: User) -> Advocacy:
    """Whether the adult can take part, who supports them in it, and what came of it. A later record holds; the earlier ones
    stay. `seen`: the newest record that the page showed.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    if newest(case.advocacies) != seen:
        raise Stale(case)
    row = case.advocacies.create(
        difficulty=said.difficulty, areas=[str(area) for area in said.areas], appropriate=said.appropriate or "",
        person=said.person, advocate=said.advocate or "", name=said.name, asked_on=said.asked_on, words=said.words,
        outcome=said.outcome, recorded_by=by,
    )  # fmt: skip
    found = advocacy_found(said)
    answer_for_advocate(case, f"Recorded: {found}", by)
    tell(case, " ".join(part for part in (f"Advocacy: {found}.", said.words, said.outcome) if part), source=by.name, by=by)
    record(Verb.ADVOCACY_RECORDED, chain=f"case:{reference}", by=by, subject=reference)
    return row


def sweep_advocates() -> int:
    """An advocate was owed, and after two working days none is named: somebody is asked, once for each record."""
    return ask_due(due=_to_ask, ask=_ask)


def _to_ask() -> QuerySet[Advocacy]:
    asked = WorkItem.objects.filter(case=OuterRef("case"), kind=WorkKind.ADVOCATE_OWED, about=Concat(Value(ABOUT), Cast(OuterRef("pk"), CharField())))
    due = owing().filter(recorded_at__lte=_long_enough_ago(timezone.now())).exclude(case__stage=Stage.CLOSED)
    return due.filter(~Exists(asked)).select_related("recorded_by").order_by("pk")


def _ask(case: Case, row: Advocacy) -> None:
    ask_for_advocate(case, row, SWEEP)


def _long_enough_ago(now: datetime) -> datetime:
    """What was recorded before this has had its working days."""
    hours, left, back = in_force().hours, ASK_AFTER, timedelta()
    while left:
        back += timedelta(days=1)
        left -= is_working_day(local_day(now - back, hours), hours, is_shut)
    return now - back
