"""The referrer hears back, or it is on record why not."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import permit, refuse, visible_cases
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.services.cases import tell
from mash.cases.services.clocks import call_off, meet_clock
from mash.cases.services.locking import locked_case
from mash.cases.states import Clock
from mash.outbox.models import Message
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..looking_again import not_confirmed
from ..models import Feedback, Referral
from ..naming import names_somebody
from ..queries import draft_message, facts_of, identity_of, lines_for, statements_in_force
from ..rules import Facts, contradiction, fingerprint, offered, way_for, why_not, why_not_withhold
from ..states import Extent, FeedbackKind, Way, Withheld
from .telling import ask_to_ring, send_notice

SENT_OTHERWISE = "This is not sent. From this page something else was sent before: read it under Feedback, and write anew what is still to be said."
WITHHELD_OTHERWISE = (
    "This is not on record. From this page another reason was recorded before: read it under Feedback. What is new belongs in a"
    " note on the case; copy it from here."
)


class FeedbackRefused(Exception):
    """This can't be said to this referrer; the message says why."""


class ToldMeanwhile(FeedbackRefused):
    """Somebody has written to this referrer, or kept back, since the page was opened; the message says who, what and when."""

    def __init__(self, latest: Feedback) -> None:
        what = "recorded that nothing is sent" if latest.extent == Extent.WITHHELD else f"sent “{FeedbackKind(latest.kind).label}”"
        when = date_format(timezone.localtime(latest.composed_at), "j F Y, H:i")
        super().__init__(f"{latest.composed_by or 'The hub'} {what} to this referrer on {when}. Yours was not recorded. Read it under Feedback, and send yours again if it is still right.")


@transaction.atomic
def send_feedback(
    *, reference: str, report: str, once_key: UUID, kind: FeedbackKind, extent: Extent, codes: list[str], added: str,
    again_on: date | None, seen: str, by: User, knowingly: Collection[str] = (),
) -> Feedback:  # fmt: skip
    """Whoever raised the concern learns what may be told, in approved words, where only they can read it.

    `seen` stands for the preview: if what would be said, or how, is no longer what the worker saw, nothing is sent.
    `knowingly`: words of their own that the worker has looked at again.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.COMPOSE_FEEDBACK)
    sent = Feedback.objects.filter(once_key=once_key).first()
    if sent is not None:
        before = sent.referral.feedback.filter(pk__lt=sent.pk).count()
        _refuse("" if seen == fingerprint(sent.text, way_for(facts_of(case, sent.referral)), before) else SENT_OTHERWISE)
        return sent
    referral = _report(case, report)
    if extent == Extent.WITHHELD:
        raise FeedbackRefused("Withholding has its own page.")
    facts = facts_of(case, referral)
    _refuse(why_not(facts, kind, extent))
    named = names_somebody(added, identity_of(case, referral))
    _refuse(f"What you added names somebody: “{named}”. Take it out." if named else "")
    version = statements_in_force()
    _refuse(not_confirmed(added, version.look_again, knowingly) if extent == Extent.FULL else "")
    said = [line for line in offered(lines_for(case, referral, version), facts, kind, extent) if line.code in codes]
    _refuse(contradiction(said, version.excludes))
    text = draft_message(referral, facts, kind, extent, codes=codes, added=added, again_on=again_on, version=version)
    _refuse("" if text else "Choose what to say.")
    if seen != fingerprint(text, way_for(facts), referral.feedback.count()):
        raise FeedbackRefused("Something has changed since your preview, so nothing was sent. Look at it again.")
    at = timezone.now()
    feedback = referral.feedback.create(
        once_key=once_key, kind=kind, extent=extent, text=text, statements=codes, message=_notify(case, referral, facts, by),
        version_name=version.name, composed_by=by, composed_at=at,
    )  # fmt: skip
    _settle(case, referral, kind, at)
    tell(
        case, f"Referrer of {report} told: {kind.label.lower()} ({extent.label.lower()})", source=by.name, by=by, at=at, kind=EntryKind.FEEDBACK
    )
    detail = {"referral": report, "kind": kind, "extent": extent, "way": way_for(facts)}
    record(Verb.FEEDBACK_COMPOSED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return feedback


@transaction.atomic
def withhold_feedback(
    *, reference: str, report: str, once_key: UUID, kind: FeedbackKind, reason: Withheld, words: str,
    seen: int, review_on: date | None = None, by: User,
) -> Feedback:  # fmt: skip
    """Telling this referrer could harm somebody, or they asked not to hear. A manager sees that, and why.

    `seen`: how many times they had been written to, or not, as the worker saw it. What has gone out can't be kept back.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.COMPOSE_FEEDBACK)
    kept = Feedback.objects.filter(once_key=once_key).first()
    if kept is not None:
        same = (kept.withheld, kept.withheld_reason, kept.review_on) == (reason, words, review_on)
        _refuse("" if same else WITHHELD_OTHERWISE)
        return kept
    referral = _report(case, report)
    facts = facts_of(case, referral)
    if referral.feedback.count() != seen:
        raise ToldMeanwhile(referral.feedback.select_related("composed_by").first())
    _refuse(why_not(facts, kind, Extent.WITHHELD) or why_not_withhold(facts, reason))
    at = timezone.now()
    feedback = referral.feedback.create(
        once_key=once_key, kind=kind, extent=Extent.WITHHELD, withheld=reason, withheld_reason=words, review_on=review_on,
        version_name=statements_in_force().name, composed_by=by, composed_at=at,
    )  # fmt: skip
    _settle(case, referral, kind, at)
    tell(case, f"Feedback to the referrer of {report} withheld", source=by.name, by=by, at=at, kind=EntryKind.FEEDBACK)
    detail = {"referral": report, "reason": reason}
    record(Verb.FEEDBACK_WITHHELD, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return feedback


@transaction.atomic
def see_withheld(*, once_key: UUID, review_on: date | None, by: User) -> Feedback:
    """A manager has looked at this silence and its reason: it is not one person's alone. `review_on`: look again then."""
    permit(by, Permission.WITHHOLD_FEEDBACK)
    found = Feedback.objects.select_for_update(of=("self",)).select_related("referral__case")
    row = found.filter(once_key=once_key, extent=Extent.WITHHELD, referral__case__in=visible_cases(by)).first()
    if row is None:
        refuse(by, str(once_key), "see_withheld")
    row.seen_at, row.seen_by, row.review_on = timezone.now(), by, review_on
    row.save(update_fields=["seen_at", "seen_by", "review_on"])
    case, detail = row.referral.case.reference, {"referral": row.referral.reference}
    record(Verb.WITHHELD_SEEN, chain=f"case:{case}", by=by, subject=case, detail=detail)
    return row


def _report(case: Case, report: str) -> Referral:
    referral = case.referrals.filter(reference=report).first()
    if referral is None:
        raise FeedbackRefused("This report has been moved to another case.")
    return referral


def _refuse(problem: str) -> None:
    if problem:
        raise FeedbackRefused(problem)


def _notify(case: Case, referral: Referral, facts: Facts, by: User) -> Message | None:
    """Neutral word that there is something to read; nothing at all to a contact that is not safe."""
    reach = way_for(facts)
    if reach == Way.PHONE:
        ask_to_ring(case, referral, what="there is an update; the words are under Feedback", by=by)
    return send_notice(referral, reach, "feedback", by=by)


def _settle(case: Case, referral: Referral, kind: FeedbackKind, at: datetime) -> None:
    """The outcome settles what is owed; a holding message by hand is the one that would have gone by itself."""
    if kind == FeedbackKind.HOLDING:
        meet_clock(case, Clock.HOLDING, about=referral.reference, at=at)
    else:
        meet_clock(case, Clock.FEEDBACK, about=referral.reference, at=at)
        call_off(case, Clock.HOLDING, about=referral.reference)
