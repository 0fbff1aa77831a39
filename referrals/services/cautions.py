"""A worker finds that telling a referrer may harm somebody, or that a referrer does not know yet that we have the report."""

from datetime import date

from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock
from mash.cases.services.holds import lifted_in_words
from mash.cases.services.locking import locked_case
from mash.cases.services.work_items import raise_work_item, settle_work_items
from mash.cases.states import Clock, WorkKind
from mash.outbox.services import withdraw_messages
from mash.trail.services import Actor, record
from mash.trail.verbs import Verb

from ..models import Caution, Referral
from ..queries import caution_on
from ..states import Safety


class CautionRefused(Exception):
    """This can't be recorded so; the message says why."""


@transaction.atomic
def set_caution(*, reference: str, report: str, safety: Safety, reason: str, review_on: date, by: User) -> Caution:
    """From now on nothing goes to this referrer by itself, on any channel; a manager is asked what they are told."""
    case = locked_case(reference=reference, by=by, permission=Permission.COMPOSE_FEEDBACK)
    referral = _report(case, report)
    if caution_on(referral):
        raise CautionRefused("This referrer is marked already. A manager can lift the mark.")
    caution = referral.cautions.create(safety=safety, reason=reason, review_on=review_on, set_by=by)
    stopped = _stop_what_was_to_go(case, referral, safety, by)
    tell(case, f"Report {report}: {safety.label}. {reason} {stopped}".rstrip(), source=by.name, by=by)
    why = f"{safety.label}. Nothing goes by itself. {stopped} Look again by {review_on:%-d %B %Y}".replace("  ", " ")
    ask_manager(case, referral, why, by=by)
    _record(Verb.CAUTION_SET, case, referral, by, safety=safety)
    return caution


@transaction.atomic
def lift_caution(*, reference: str, report: str, seen: int, reason: str, by: User) -> Caution:
    """It turned out that this referrer can be told like anybody else. `seen`: the mark that the reason is about; one that
    somebody set meanwhile, perhaps for a worse danger, is never lifted by it.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WITHHOLD_FEEDBACK)
    referral = _report(case, report)
    caution = caution_on(referral)
    if caution is None or caution.pk != seen:
        raise CautionRefused(_instead(referral, seen, caution))
    caution.lifted_at, caution.lifted_by, caution.lifted_reason = timezone.now(), by, reason
    caution.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    tell(case, f"Report {report}: no longer marked as unsafe to answer. {reason}", source=by.name, by=by)
    _record(Verb.CAUTION_LIFTED, case, referral, by)
    return caution


@transaction.atomic
def acknowledge_by_hand(*, reference: str, report: str, words: str, by: User) -> Referral:
    """Somebody who could not be written to knows that we have the report, or it is on record why they do not."""
    case = locked_case(reference=reference, by=by, permission=Permission.COMPOSE_FEEDBACK)
    referral = _report(case, report)
    if not case.deadlines.open().filter(clock=Clock.ACKNOWLEDGED, about=report).exists():
        raise CautionRefused("Nothing is owed: it is on record that this referrer knows.")
    at = timezone.now()
    meet_clock(case, Clock.ACKNOWLEDGED, about=report, at=at)
    tell(case, f"Referrer of {report} told that we have the report: {words}", source=by.name, by=by, at=at, kind=EntryKind.FEEDBACK)
    _record(Verb.REFERRER_ACKNOWLEDGED, case, referral, by)
    return referral


def ask_manager(case: Case, referral: Referral, why: str, *, by: Actor) -> None:
    """One task for each report at a time: what is this referrer told?"""
    waiting = case.work_items.filter(kind=WorkKind.UNSAFE_FEEDBACK, about=referral.reference, answered_at__isnull=True)
    if not waiting.exists():
        raise_work_item(
            WorkKind.UNSAFE_FEEDBACK, question=f"Report {referral.reference}: {why}. What is the referrer told, and when?",
            for_permission=Permission.WITHHOLD_FEEDBACK, by=by, case=case, about=referral.reference,
        )  # fmt: skip


def _stop_what_was_to_go(case: Case, referral: Referral, safety: Safety, by: User) -> str:
    """No message that still waits leaves, nobody posts its letter, and nobody rings; in words for whoever decides now."""
    for kind in (WorkKind.RING_REFERRER, WorkKind.POST_LETTER):
        settle_work_items(kind, about=referral.reference, answer=f"Not done: {safety.label}.", by=by, case=case)
    stopped = withdraw_messages(about=referral.reference, by=by)
    return f"{stopped} message{pluralize(stopped)} that had not left yet {pluralize(stopped, 'was,were')} stopped." if stopped else ""


def _instead(referral: Referral, seen: int, now: Caution | None) -> str:
    """What became of the mark that somebody read, and what stands in its place."""
    gone = lifted_in_words(referral.cautions.all(), seen, "mark")
    if now is None:
        return f"{gone} Nothing is marked on this referrer now."
    return f"{gone} Another stands now: “{Safety(now.safety).label}”, set by {now.set_by}. It is not lifted. Read it first."


def _report(case: Case, report: str) -> Referral:
    referral = case.referrals.filter(reference=report).first()
    if referral is None:
        raise CautionRefused("This report has been moved to another case.")
    return referral


def _record(verb: Verb, case: Case, referral: Referral, by: User, **detail: str) -> None:
    facts = {"referral": referral.reference} | detail
    record(verb, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=facts)
