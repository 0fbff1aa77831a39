"""Which cases are still in hand, and which of them come before all others: one rule for every count, list and board."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import Case, Deadline, ProtectiveAction
from .reckoning import DANGER_NOW
from .states import ENQUIRY_STAGES, Clock, Stage, Tri


def in_hand(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Open cases, and closed ones on which something is still owed.

    Closing ends the hub's work, not what is owed to whoever wrote afterwards: an answer, a look at their words, the word
    of another service that it has the report. While such a clock is open the case stays in every count and list.
    """
    owed = Deadline.objects.open().filter(case__stage=Stage.CLOSED)
    return cases.filter(~Q(stage=Stage.CLOSED) | Q(pk__in=owed.values("case")))


def pressing() -> Q:
    """Somebody is in danger now, and nobody has settled what that means: nobody has made them safe, and the case is not rated
    yet, nobody holds it, or what somebody said of the danger still waits to be read or answered. A rating alone does not answer
    a danger that was told after it, nor does a call to 999 of which nobody knows yet whether it made them safe.
    """
    told = Deadline.objects.open().filter(case=OuterRef("pk"), when=DANGER_NOW)
    unsettled = Q(rag="") | Q(owner__isnull=True)
    safe = Exists(made_safe().filter(case=OuterRef("pk")))
    return ~Q(safe) & (Q(danger_now=True) & unsettled & ~Q(stage=Stage.CLOSED) | Q(Exists(told)))


def made_safe() -> QuerySet[ProtectiveAction]:
    """The last protective action of a case, if the adult was safe then, nobody has told of danger since, and nothing that
    somebody told of it waits to be read or answered. One rule for the case, the board and the shift change.
    """
    told = Deadline.objects.filter(~Q(clock=Clock.RATING), case=OuterRef("case"), when=DANGER_NOW)
    same = ProtectiveAction.objects.filter(case=OuterRef("case"))
    later = same.filter(Q(taken_at__gt=OuterRef("taken_at")) | Q(taken_at=OuterRef("taken_at"), pk__gt=OuterRef("pk")))
    waits = Q(Exists(told.filter(started_at__gt=OuterRef("taken_at")))) | Q(Exists(told.open()))
    return ProtectiveAction.objects.filter(~waits, ~Q(Exists(later)), safe_now=Tri.YES)


def protected(case: Case) -> ProtectiveAction | None:
    """What was done on a case of danger that made the adult safe, as far as anybody knows."""
    return made_safe().filter(case=case).first() if case.danger_now else None


def enquiry_unheld() -> Q:
    """It is in enquiry, and no practitioner holds the enquiry: whoever rated it or decided triage may own the case and not
    hold this (workflow, sections 1 and 8). A concluded enquiry is held by nobody any more.
    """
    held = Case.objects.filter(pk=OuterRef("pk"), enquiries__state="open")
    return Q(stage__in=ENQUIRY_STAGES, decided_at__isnull=True) & ~Q(Exists(held))


def unheld() -> Q:
    """Nobody answers for what is to be done next on an open case."""
    return ~Q(stage=Stage.CLOSED) & (Q(owner__isnull=True) | enquiry_unheld())
