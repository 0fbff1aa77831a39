"""A check shows the time of its clock: when that moved with the calendar, the check follows."""

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from mash.cases.models import Deadline
from mash.cases.states import Clock

from ..models import Check
from ..states import CheckState


@transaction.atomic
def sweep_due_times() -> int:
    """What the agency reads at the portal is when its answer is due now, not when it was due before a day was shut."""
    clock = Deadline.objects.open().filter(case=OuterRef("case"), clock=Clock.CHECK, about=OuterRef("reference"))
    waiting = Check.objects.filter(state=CheckState.ASKED).annotate(now_due=Subquery(clock.values("due_at")[:1]))
    return waiting.filter(now_due__isnull=False).exclude(due_at=F("now_due")).update(due_at=F("now_due"))
