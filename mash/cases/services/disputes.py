"""Disputing a decision: it is heard by somebody else, on a clock, and nothing of the adult's protection waits for it."""

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.outbox.services import queue_message
from mash.references import new_reference
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..access import permit, refuse
from ..dispute_rules import LAST, LEVELS, SAFETY, Claim, Ruling, claim_lacks, first_level, may_say, ruling_lacks
from ..dispute_states import CHANGES, UNDER_WAY, DisputeAbout, DisputeOutcome, DisputeSays, DisputeState
from ..disputes import agency_case, deciders, disputes_with, may_respond, why_nobody
from ..models import Case, Decision, Dispute, Rating
from ..states import Clock, DecisionKind, WorkKind
from .cases import tell
from .clocks import meet_clock, start_clock
from .locking import locked_case
from .work_items import raise_work_item, settle_work_items


class DisputeRefused(Exception):
    """It can't be taken so; the message says what to do."""


class DisputeMoved(Exception):
    """Somebody else answered, or said something else of it, meanwhile. Carries it as it is now."""

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute
        super().__init__("Somebody has dealt with this dispute meanwhile.")


@transaction.atomic
def raise_dispute(*, reference: str, claim: Claim, by: User) -> Dispute:
    """Somebody disagrees about what is done for the adult: it goes to the first who may answer. Work on the case goes on."""
    case = _case(reference, claim.source, by)
    if lacking := claim_lacks(claim):
        raise DisputeRefused(lacking)
    disputed = _disputed(case, claim, by)
    twice = {"raised_by": by, "about": claim.about, "decision": disputed["decision"], "source": disputed["source"]}
    if case.disputes.filter(state__in=UNDER_WAY, **twice).exists():
        raise DisputeRefused("You have disputed this already, and it is not settled yet. You find it under Disputes.")
    dispute = case.disputes.create(
        **disputed, reference=new_reference("D"), about=claim.about, what=claim.what, why=claim.why, sought=claim.sought,
        safety_at_stake=claim.safety_at_stake, meanwhile=claim.meanwhile, adults_view=claim.adults_view,
        why_no_view=claim.why_no_view, raised_by=by, raised_from=by.organisation, raised_at=timezone.now(),
        level=first_level(claim.about),
    )  # fmt: skip
    _bring(case, dispute, by)
    tell(case, f"Dispute {dispute.reference} raised: {_called(dispute)}. Until it is settled: {dispute.meanwhile}", source=by.name, by=by)
    _record(Verb.DISPUTE_RAISED, case, dispute, by, about=claim.about)
    return dispute


@transaction.atomic
def answer_dispute(*, reference: str, dispute: str, seen: int, ruling: Ruling, by: User) -> Dispute:
    """Whoever hears it answers with reasons. What is decided anew is decided on its own page: an answer changes nothing."""
    case = locked_case(reference=reference, by=by, permission=Permission.DECIDE_DISPUTE)
    row = _locked(case, dispute, seen, by)
    if not disputes_with(by).filter(pk=row.pk).exists():
        refuse(by, reference, "answer_dispute")
    outside = row.raised_by.is_partner
    if lacking := ruling_lacks(ruling, about=DisputeAbout(row.about), level=row.level, outside=outside):
        raise DisputeRefused(lacking)
    said = {"words": ruling.words, "changes": ruling.changes, "told": ruling.told, "other_head": ruling.other_head}
    _keep(row, by, outcome=ruling.outcome, **said)
    if ruling.outcome == DisputeOutcome.PASSED_ON:
        _go_up(case, row, by)
        return row
    row.answer() if row.level < LAST else row.end()
    row.save()
    _settle(case, row, ruling.outcome.label, by)
    _hand_back(case, row, ruling, by)
    tell(case, f"Dispute {row.reference}: {ruling.outcome.label.lower()}. {ruling.words}", source=by.name, by=by)
    _record(Verb.DISPUTE_ANSWERED, case, row, by, outcome=ruling.outcome, level=row.level)
    return row


@transaction.atomic
def respond_to_dispute(*, reference: str, dispute: str, seen: int, says: DisputeSays, words: str, source: str = "", by: User) -> Dispute:
    """Whoever raised it accepts the answer, takes it to the Head of Service, has read the last word, or withdraws it."""
    case = _case(reference, source, by)
    row = _locked(case, dispute, seen, by)
    if by.is_partner and row.source != source or not may_respond(row, by):
        refuse(by, reference, "respond_to_dispute")
    if says not in may_say(DisputeState(row.state), settled=row.settled_at is not None):
        raise DisputeMoved(row)
    if not words.strip():
        raise DisputeRefused("Say why.")
    _keep(row, by, says=says, words=words)
    _settle(case, row, says.label, by)
    if says == DisputeSays.TAKES_UP:
        _go_up(case, row, by)
        return row
    edges = {DisputeState.RAISED: row.withdraw, DisputeState.ANSWERED: row.accept}
    if row.state in edges:
        edges[DisputeState(row.state)]()
    row.settled_at = timezone.now()
    row.save()
    tell(case, f"Dispute {row.reference}: {says.label.lower()}. {words}", source=by.name, by=by)
    _record(Verb.DISPUTE_SETTLED, case, row, by, says=says)
    return row


def _case(reference: str, source: str, by: User) -> Case:
    """The case, locked: for a partner the one of their check or report, for anybody else one that they may see."""
    if not by.is_partner:
        return locked_case(reference=reference, by=by, permission=Permission.RAISE_DISPUTE)
    permit(by, Permission.RAISE_DISPUTE, subject=reference)
    case = agency_case(by, source).filter(reference=reference).select_for_update(of=("self",)).first()
    return case or refuse(by, reference, Permission.RAISE_DISPUTE)


def _disputed(case: Case, claim: Claim, by: User) -> dict[str, object]:
    """What it is about, and who answers for that: they don't decide whether they were right."""
    found = {"decision": None, "made_by": case.owner, "confirmed_by": None, "source": claim.source, "for_referrer": False}
    if claim.about == DisputeAbout.HANDOVER:
        return found | _of_handover(case)
    if claim.about == DisputeAbout.DECISION:
        decision = _decision(case, claim.number, by)
        rating = getattr(decision, "rating", None)
        found |= {"decision": decision, "made_by": _made_by(decision, rating), "confirmed_by": rating.senior if rating else None}
    if claim.source and not by.is_partner:
        if not case.referrals.filter(reference=claim.source).exists():
            refuse(by, case.reference, "raise_dispute")
        found["for_referrer"] = True
    return found


def _made_by(decision: Decision, rating: Rating | None) -> User:
    """Who decided so. A lower rating that a senior agreed to is of whoever asked for it, in the rating before."""
    if rating is None or rating.senior_id != decision.decided_by_id:
        return decision.decided_by
    asked = decision.case.ratings.filter(pk__lt=rating.pk).select_related("decision__decided_by").order_by("-pk").first()
    return asked.decision.decided_by if asked else decision.decided_by


def _decision(case: Case, number: int, by: User) -> Decision:
    """The n-th of the case; for a partner, who is not told which there are, the one that stands."""
    rows = case.decisions.select_related("decided_by", "rating__senior").order_by("pk")
    if by.is_partner:
        decision = rows.exclude(kind=DecisionKind.SHARING).last()
    else:
        decision = rows[number - 1 : number].first() if 0 < number < 10_000 else None
    if decision is None:
        raise DisputeRefused("There is no such decision on this case. Choose another, or say that it has not been made.")
    return decision


def _of_handover(case: Case) -> dict[str, object]:
    """The last handover. Whoever answered it answers for it, else whoever proposed it."""
    handover = case.handovers.select_related("proposed_by", "decided_by").order_by("pk").last()
    if handover is None:
        raise DisputeRefused("No handover of this case has been proposed. Choose something else.")
    return {"source": handover.reference, "made_by": handover.decided_by or handover.proposed_by}


def _bring(case: Case, dispute: Dispute, by: User) -> None:
    """To whom may answer at its level, or to the next level at once. Each level has its clock."""
    people = deciders(dispute)
    if not people and dispute.level < LAST:
        dispute.why_level = why_nobody(dispute)
        dispute.go_up()
        dispute.save()
        people = deciders(dispute)
    start_clock(case, Clock.DISPUTE, about=dispute.reference, when=SAFETY if dispute.safety_at_stake else "")
    stake = "Somebody’s safety is at stake. " if dispute.safety_at_stake else ""
    raise_work_item(
        WorkKind.DISPUTE, question=f"{stake}{_called(dispute)} is disputed. What does the {LEVELS[dispute.level].label} answer, and why?"[:300],
        for_permission=Permission.DECIDE_DISPUTE, case=case, about=dispute.reference, by=by,
    )  # fmt: skip
    for person in people:
        queue_message(recipient=person.email, template="dispute_raised", context={}, about=case.reference, by=by)


def _go_up(case: Case, dispute: Dispute, by: User) -> None:
    """The next level hears it, on a clock of its own."""
    _settle(case, dispute, "It goes to the Head of Service", by)
    dispute.go_up()
    dispute.save()
    _bring(case, dispute, by)
    tell(case, f"Dispute {dispute.reference} goes to the Head of Service", source=by.name, by=by)
    _record(Verb.DISPUTE_WENT_UP, case, dispute, by)


def _hand_back(case: Case, dispute: Dispute, ruling: Ruling, by: User) -> None:
    """Whoever raised it is told that there is an answer, and says what they make of it; what changes has somebody who sees
    to it.
    """
    raiser = dispute.raised_by
    queue_message(recipient=raiser.email, template="dispute_answered", context={}, about=case.reference, by=by)
    if not raiser.is_partner:
        raise_work_item(
            WorkKind.DISPUTE_ANSWERED, question=f"{dispute.reference}: {ruling.outcome.label}. What is made of the reasons?",
            for_permission=Permission.RAISE_DISPUTE, case=case, about=dispute.reference, by=by,
            owner=None if dispute.for_referrer and raiser == by else raiser,
        )  # fmt: skip
    _see_to_the_change(case, dispute, ruling, by)


def _see_to_the_change(case: Case, dispute: Dispute, ruling: Ruling, by: User) -> None:
    """One task for what changes, by the answer that stands: what the first level asked for ends when the second answers."""
    answered = ruling.outcome.label.partition(":")[0].lower()
    settle_work_items(WorkKind.DISPUTE_UPHELD, about=dispute.reference, answer=f"The {LEVELS[dispute.level].label} answered: {answered}.", by=by, case=case)
    if ruling.outcome in CHANGES:
        changes = f"Dispute {dispute.reference} was {answered}: {ruling.changes}"
        raise_work_item(
            WorkKind.DISPUTE_UPHELD, question=f"{changes[:240]} Is it done?",
            for_permission=Permission.WORK_CASES, case=case, about=dispute.reference, owner=case.owner, by=by,
        )  # fmt: skip


def _settle(case: Case, dispute: Dispute, answer: str, by: User) -> None:
    for kind in (WorkKind.DISPUTE, WorkKind.DISPUTE_ANSWERED):
        settle_work_items(kind, about=dispute.reference, answer=answer, by=by, case=case)
    meet_clock(case, Clock.DISPUTE, about=dispute.reference)


def _locked(case: Case, dispute: str, seen: int, by: User) -> Dispute:
    """The dispute, locked, if nothing more was said of it than the page showed."""
    row = case.disputes.select_for_update(of=("self",)).select_related("raised_by").filter(reference=dispute).first()
    if row is None:
        refuse(by, case.reference, "dispute")
    if row.moves.count() != seen:
        raise DisputeMoved(row)
    return row


def _keep(dispute: Dispute, by: User, **said: object) -> None:
    dispute.moves.create(level=dispute.level, moved_by=by, moved_at=timezone.now(), **said)


def _called(dispute: Dispute) -> str:
    """What is disputed, in one line."""
    if dispute.about == DisputeAbout.NOT_DECIDED:
        return f"A decision not made ({dispute.what})"
    if dispute.about == DisputeAbout.HANDOVER:
        return "The handover"
    return f"The decision “{dispute.decision.get_kind_display()}: {dispute.decision.outcome}”"


def _record(verb: Verb, case: Case, dispute: Dispute, by: User, **detail: object) -> None:
    detail |= {"dispute": dispute.reference}
    record(verb, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=detail)
