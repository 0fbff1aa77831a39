"""What is unresolved now, and the shift change that waits to be accepted, shaped for their page."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mash.accounts.models import User

from .access import visible_cases
from .models import Case, Deadline, ShiftChange, WorkItem
from .queries import ClockView, clock_views
from .states import Clock, Rag, ShiftReason, Stage, WorkKind

ACCEPT_WITHIN = timedelta(minutes=30)
"""After this a manager is asked who answers for the list (assumption)."""


@dataclass(frozen=True)
class Unresolved:
    """One case that the next shift must know of."""

    case: Case
    reasons: list[ShiftReason]
    clock: ClockView | None


@dataclass(frozen=True)
class Waiting:
    """A shift change that nobody has accepted, as one person sees it; `hidden`: cases that do not exist for them."""

    change: ShiftChange
    items: list[Unresolved]
    hidden: int
    late: bool


def unresolved(actor: User) -> list[Unresolved]:
    """Unseen reports, Red and Amber cases that are open, and late answers that nobody has looked at: of the cases that
    this person may see, the next clock to run out first.
    """
    cases = _with_clock(visible_cases(actor).filter(_flag(ShiftReason.UNSEEN) | _rated() | _flag(ShiftReason.LATE_ANSWER)))
    return _shown(list(cases))


def waiting_change() -> ShiftChange | None:
    """The shift change that nobody has accepted yet."""
    return ShiftChange.objects.select_related("handed_by").filter(accepted_at__isnull=True).first()


def waiting_for(actor: User) -> Waiting | None:
    """The list that waits, as it was handed over: only the cases that exist for this person, and how many do not."""
    change = waiting_change()
    if change is None:
        return None
    reasons = dict(change.items.values_list("case_id", "reasons"))
    cases = list(_with_clock(visible_cases(actor).filter(pk__in=reasons)))
    items = [
        Unresolved(row.case, [ShiftReason(each) for each in reasons[row.case.pk]], row.clock) for row in _shown(cases)
    ]
    return Waiting(change, items, len(reasons) - len(items), timezone.now() - change.handed_at > ACCEPT_WITHIN)


def past_changes() -> list[ShiftChange]:
    """The last ones, with who took them over."""
    done = ShiftChange.objects.filter(accepted_at__isnull=False).select_related("handed_by", "accepted_by")
    return list(done[:10])


def _rated() -> Q:
    return Q(rag__in=[Rag.RED, Rag.AMBER]) & ~Q(stage=Stage.CLOSED)


def _flag(reason: ShiftReason) -> Exists:
    if reason == ShiftReason.UNSEEN:
        return Exists(Deadline.objects.open().filter(case=OuterRef("pk"), clock=Clock.SEEN))
    late = WorkItem.objects.filter(case=OuterRef("pk"), kind=WorkKind.LATE_ANSWER, answered_at__isnull=True)
    return Exists(late)


def _with_clock(cases: QuerySet[Case]) -> QuerySet[Case]:
    next_due = Deadline.objects.running().filter(case=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    flags = {"is_unseen": _flag(ShiftReason.UNSEEN), "has_late_answer": _flag(ShiftReason.LATE_ANSWER)}
    rows = cases.select_related("adult", "owner").annotate(next_due=Subquery(next_due), **flags)
    return rows.order_by(F("next_due").asc(nulls_last=True), "pk")


def _shown(cases: list[Case]) -> list[Unresolved]:
    clocks: dict[int, list[Deadline]] = {}
    for deadline in Deadline.objects.running().filter(case__in=cases).order_by("due_at", "pk"):
        clocks.setdefault(deadline.case_id, []).append(deadline)
    return [Unresolved(case, _reasons(case), next(iter(clock_views(clocks.get(case.pk, []))), None)) for case in cases]


def _reasons(case: Case) -> list[ShiftReason]:
    open_now = case.stage != Stage.CLOSED
    found = [
        (ShiftReason.UNSEEN, case.is_unseen),
        (ShiftReason.RED, open_now and case.rag == Rag.RED),
        (ShiftReason.AMBER, open_now and case.rag == Rag.AMBER),
        (ShiftReason.LATE_ANSWER, case.has_late_answer),
    ]
    return [reason for reason, so in found if so]
