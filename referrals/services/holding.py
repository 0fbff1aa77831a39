"""The holding message goes before the time for the outcome runs out, by itself, where that is safe."""

from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case, Deadline
from mash.cases.services.cases import tell
from mash.cases.services.clocks import call_off, meet_clock
from mash.cases.states import Clock
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..models import Feedback, Referral
from ..queries import draft_message, facts_of, statements_in_force
from ..rules import Facts, holding_codes, way_for, why_no_holding
from ..states import Extent, FeedbackKind, Way
from .cautions import ask_manager
from .telling import ask_to_ring, send_notice

HUB = System("The hub")
KEYS = UUID("5f6a4b4e-6d0e-4f5e-9a53-2f9f2f6f7c11")
"""The key of a holding message is made of its clock's: however often a sweep begins again, it is one message."""


def send_holding_messages() -> int:
    """Whoever waits for an answer hears, one working day before it would be late, that they are not forgotten.

    One referrer in one transaction: a sweep that is killed has told some and left the others to the next.
    """
    due = Deadline.objects.running().filter(clock=Clock.HOLDING, due_at__lte=timezone.now())
    return sum(_hold(deadline_id=pk) for pk in list(due.order_by("due_at", "pk").values_list("pk", flat=True)))


@transaction.atomic
def _hold(*, deadline_id: int) -> bool:
    """Nothing when somebody works on the case at this moment or another sweep has it: a minute later it is looked at again."""
    open_still = Deadline.objects.running().select_related("case").filter(pk=deadline_id)
    deadline = open_still.select_for_update(of=("self", "case"), skip_locked=True).first()
    if deadline is None:
        return False
    case = deadline.case
    referral = case.referrals.filter(reference=deadline.about).first()
    if referral is None or _told(case, referral):
        call_off(case, Clock.HOLDING, about=deadline.about)
        return False
    facts = facts_of(case, referral)
    obstacle = why_no_holding(facts)
    if obstacle:
        ask_manager(case, referral, f"{obstacle}, and an answer is owed", by=HUB)
        call_off(case, Clock.HOLDING, about=deadline.about)
        return False
    _send(case, referral, facts, uuid5(KEYS, str(deadline.pk)))
    return True


def _told(case: Case, referral: Referral) -> bool:
    owed = case.deadlines.open().filter(clock=Clock.FEEDBACK, about=referral.reference)
    return not owed.exists()


def _send(case: Case, referral: Referral, facts: Facts, once_key: UUID) -> Feedback:
    at, again_on, reach = timezone.now(), _promised(case, referral), way_for(facts)
    codes = sorted(holding_codes(read=facts.read, again=again_on is not None))
    version = statements_in_force()
    words = {"version": version, "codes": codes, "added": "", "again_on": again_on}
    if reach == Way.PHONE:
        ask_to_ring(case, referral, what="it is not forgotten; the words are under Feedback", by=HUB)
    feedback = referral.feedback.create(
        once_key=once_key, kind=FeedbackKind.HOLDING, extent=Extent.LIMITED, statements=codes, composed_at=at,
        text=draft_message(referral, facts, FeedbackKind.HOLDING, Extent.LIMITED, **words),
        version_name=version.name, message=send_notice(referral, reach, "feedback", by=HUB),
    )  # fmt: skip
    meet_clock(case, Clock.HOLDING, about=referral.reference, at=at)
    tell(case, f"Holding message to the referrer of {referral.reference}", source="The hub", at=at, kind=EntryKind.FEEDBACK)
    detail = {"referral": referral.reference, "kind": FeedbackKind.HOLDING, "extent": Extent.LIMITED, "way": reach}
    record(Verb.FEEDBACK_COMPOSED, chain=f"case:{case.reference}", by=HUB, subject=case.reference, detail=detail)
    return feedback


def _promised(case: Case, referral: Referral) -> date | None:
    """The day by which the outcome is owed. After an outage that may be past: then no day is promised."""
    due = case.deadlines.open().filter(clock=Clock.FEEDBACK, about=referral.reference).values_list("due_at", flat=True).first()
    day = timezone.localtime(due).date() if due else None
    return day if day and day >= timezone.localdate() else None
