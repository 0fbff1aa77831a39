"""What is unresolved now, the shift change that waits to be accepted, and those before it, shaped for their pages."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission

from .access import visible_cases
from .in_hand import pressing
from .markers import marks_of, with_marks
from .models import Case, Deadline, ShiftChange, WorkItem
from .queries import ClockView, called, clock_views, with_name
from .states import Clock, Rag, ShiftReason, Stage, WorkKind

ACCEPT_WITHIN = timedelta(minutes=30)
"""After this a manager is asked who answers for the list (assumption)."""
SHOWN_BEFORE = 30


@dataclass(frozen=True)
class Unresolved:
    """One case that the next shift must know of."""

    case: Case
    reasons: list[ShiftReason]
    clock: ClockView | None

    @property
    def danger(self) -> bool:
        return ShiftReason.DANGER in self.reasons


@dataclass(frozen=True)
class HandedOver:
    """A list as it was handed over, as one person sees it; `hidden`: cases that do not exist for them."""

    change: ShiftChange
    items: list[Unresolved]
    hidden: int
    late: bool


def unresolved(actor: User) -> list[Unresolved]:
    """What the next shift must know, of the cases that this person may see: danger that nobody has settled, unseen
    reports, everything that is not rated, Red and Amber cases that are open, urgent ones on which nobody has acted, and
    late answers and replies that nobody has looked at. Danger comes first, then the next clock to run out.

    A case that was read and not rated is nobody's yet: left out, it would be forgotten between two shifts.
    """
    wanted = pressing() | ~Q(stage=Stage.CLOSED) & Q(rag__in=["", Rag.RED, Rag.AMBER])
    for flag in _flags().values():
        wanted |= Q(flag)
    return _shown(list(_with_clock(visible_cases(actor).filter(wanted))))


def waiting_change() -> ShiftChange | None:
    """The shift change that nobody has accepted yet."""
    return ShiftChange.objects.select_related("handed_by").filter(accepted_at__isnull=True).first()


def change_to_accept(actor: User) -> ShiftChange | None:
    """The list that waits for this person among others to accept it, with the number of its `cases`."""
    if not actor.may(Permission.READ_REFERRAL):
        return None
    waiting = ShiftChange.objects.select_related("handed_by").filter(accepted_at__isnull=True).exclude(handed_by=actor)
    return waiting.annotate(cases=Count("items")).first()


def waiting_for(actor: User) -> HandedOver | None:
    """The list that waits, as it was handed over: only the cases that exist for this person, and how many do not."""
    change = waiting_change()
    return _as_handed_over(actor, change) if change else None


def change_for(actor: User, change_id: int) -> HandedOver | None:
    """One shift change, accepted or not, as it was handed over."""
    change = ShiftChange.objects.select_related("handed_by", "accepted_by").filter(pk=change_id).first()
    return _as_handed_over(actor, change) if change else None


def past_changes() -> list[ShiftChange]:
    """The last ones, with who took them over."""
    done = ShiftChange.objects.filter(accepted_at__isnull=False).select_related("handed_by", "accepted_by")
    return list(done.annotate(cases=Count("items"))[:SHOWN_BEFORE])


def _as_handed_over(actor: User, change: ShiftChange) -> HandedOver:
    reasons = dict(change.items.values_list("case_id", "reasons"))
    cases = list(_with_clock(visible_cases(actor).filter(pk__in=reasons)))
    items = [
        Unresolved(row.case, [ShiftReason(each) for each in reasons[row.case.pk]], row.clock) for row in _shown(cases)
    ]
    late = change.accepted_at is None and timezone.now() - change.handed_at > ACCEPT_WITHIN
    return HandedOver(change, items, len(reasons) - len(items), late)


def _flags() -> dict[str, Exists]:
    """What waits for somebody's eyes, on a closed case too."""
    open_clocks = Deadline.objects.open().filter(case=OuterRef("pk"))
    late = WorkItem.objects.filter(case=OuterRef("pk"), kind=WorkKind.LATE_ANSWER, answered_at__isnull=True)
    return {
        "is_unseen": Exists(open_clocks.filter(clock=Clock.SEEN)),
        "has_reply": Exists(open_clocks.filter(clock=Clock.REPLY)),
        "has_late_answer": Exists(late),
        "owes_first_step": Exists(open_clocks.filter(clock=Clock.FIRST_STEP)),
    }


def _with_clock(cases: QuerySet[Case]) -> QuerySet[Case]:
    next_due = Deadline.objects.running().filter(case=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    rows = with_marks(with_name(cases)).select_related("adult", "owner").annotate(
        next_due=Subquery(next_due), presses=ExpressionWrapper(pressing(), output_field=BooleanField()), **_flags()
    )
    return rows.order_by("-presses", F("next_due").asc(nulls_last=True), "pk")


def _shown(cases: list[Case]) -> list[Unresolved]:
    clocks: dict[int, list[Deadline]] = {}
    for deadline in Deadline.objects.running().filter(case__in=cases).order_by("due_at", "pk"):
        clocks.setdefault(deadline.case_id, []).append(deadline)
    for case in cases:
        case.called = called(case, case.said_name)
        case.marks = marks_of(case)
    return [Unresolved(case, _reasons(case), next(iter(clock_views(clocks.get(case.pk, []))), None)) for case in cases]


def _reasons(case: Case) -> list[ShiftReason]:
    open_now = case.stage != Stage.CLOSED
    found = [
        (ShiftReason.DANGER, case.presses),
        (ShiftReason.FIRST_STEP, case.owes_first_step),
        (ShiftReason.UNSEEN, case.is_unseen),
        (ShiftReason.NOT_RATED, open_now and not case.rag),
        (ShiftReason.RED, open_now and case.rag == Rag.RED),
        (ShiftReason.AMBER, open_now and case.rag == Rag.AMBER),
        (ShiftReason.LATE_ANSWER, case.has_late_answer),
        (ShiftReason.REPLY, case.has_reply),
    ]
    return [reason for reason, so in found if so]
