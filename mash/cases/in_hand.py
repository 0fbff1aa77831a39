"""Which cases are still in hand, and which of them come before all others: one rule for every count, list and board."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import Case, Deadline
from .reckoning import DANGER_NOW
from .states import ENQUIRY_STAGES, Stage


def in_hand(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Open cases, and closed ones on which something is still owed.

    Closing ends the hub's work, not what is owed to whoever wrote afterwards: an answer, a look at their words, the word
    of another service that it has the report. While such a clock is open the case stays in every count and list.
    """
    owed = Deadline.objects.open().filter(case__stage=Stage.CLOSED)
    return cases.filter(~Q(stage=Stage.CLOSED) | Q(pk__in=owed.values("case")))


def pressing() -> Q:
    """Somebody is in danger now, and nobody has settled what that means: the case is not rated yet, nobody holds it, or what
    somebody said of the danger still waits to be read or answered. A rating alone does not answer a danger that was told
    after it, nor does a call to 999 by somebody who then leaves the case to whoever comes.
    """
    told = Deadline.objects.open().filter(case=OuterRef("pk"), when=DANGER_NOW)
    unsettled = Q(rag="") | Q(owner__isnull=True)
    return Q(danger_now=True) & unsettled & ~Q(stage=Stage.CLOSED) | Q(Exists(told))


def enquiry_unheld() -> Q:
    """It is in enquiry, and no practitioner holds the enquiry: whoever rated it or decided triage may own the case and not
    hold this (workflow, sections 1 and 8). A concluded enquiry is held by nobody any more.
    """
    held = Case.objects.filter(pk=OuterRef("pk"), enquiries__state="open")
    return Q(stage__in=ENQUIRY_STAGES, decided_at__isnull=True) & ~Q(Exists(held))


def unheld() -> Q:
    """Nobody answers for what is to be done next on an open case."""
    return ~Q(stage=Stage.CLOSED) & (Q(owner__isnull=True) | enquiry_unheld())
