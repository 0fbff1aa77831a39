"""Disputes for tests, raised and answered by the use cases themselves."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.cases.dispute_rules import Claim, Ruling
from mash.cases.dispute_states import DisputeAbout, DisputeOutcome, DisputeSays
from mash.cases.models import Case, Deadline, Dispute, WorkItem
from mash.cases.services.disputes import answer_dispute, raise_dispute, respond_to_dispute
from mash.cases.states import Clock, WorkKind
from mash.outbox.models import Message
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb

CLAIM = {
    "about": DisputeAbout.DECISION, "number": 1, "why": "The three falls were not weighed.", "sought": "Rate it Red.",
    "safety_at_stake": False, "meanwhile": "Her daughter stays with her.", "adults_view": "She wants it to stop.",
}  # fmt: skip
NOT_MADE = {"about": DisputeAbout.NOT_DECIDED, "what": "Whether this goes to section 42"}


def claim(**changed: object) -> Claim:
    return Claim(**CLAIM | changed)


def disputed(case: Case, by: User, **changed: object) -> Dispute:
    return raise_dispute(reference=case.reference, claim=claim(**changed), by=by)


def answered(dispute: Dispute, by: User, outcome: DisputeOutcome = DisputeOutcome.NOT_UPHELD, *, seen: int | None = None, **more: str) -> Dispute:
    said = {"words": "It was weighed under impact.", "changes": "I rate it anew today." if "upheld" in outcome or outcome == "partly" else ""}
    seen = dispute.moves.count() if seen is None else seen
    return answer_dispute(
        reference=dispute.case.reference, dispute=dispute.reference, seen=seen, ruling=Ruling(outcome, **said | more), by=by
    )


def said(dispute: Dispute, by: User, says: DisputeSays, *, seen: int | None = None, **more: str) -> Dispute:
    seen = dispute.moves.count() if seen is None else seen
    return respond_to_dispute(
        reference=dispute.case.reference, dispute=dispute.reference, seen=seen, says=says, words="So be it.", by=by, **more
    )


def another(people: SimpleNamespace, role: Role, name: str) -> User:
    """A second person of a role at the hub."""
    return create_account(email=f"{name}@example.org", name=name.title(), role=role, organisation=people.hub, password=None, by=System("test"))


def away(person: User, stand_in: User | None, by: User) -> None:
    """Somebody is away today."""
    today = timezone.localdate()
    person.covers.create(stand_in=stand_in, from_on=today, until_on=today + timedelta(days=3), arranged_by=by)

def verbs(case: Case, verb: Verb) -> int:
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


def task(dispute: Dispute, kind: WorkKind = WorkKind.DISPUTE) -> WorkItem | None:
    return dispute.case.work_items.filter(kind=kind, about=dispute.reference, answered_at__isnull=True).first()


def clock(dispute: Dispute) -> Deadline | None:
    return dispute.case.deadlines.running().filter(clock=Clock.DISPUTE, about=dispute.reference).first()


def mails(person: User, words: str) -> int:
    return Message.objects.filter(recipient=person.email, subject__contains=words).count()
