"""A person reads a report and says what it is."""

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.record import look_at
from mash.cases.services.cases import tell
from mash.cases.services.clocks import (
    call_off,
    join_clock,
    meet_clock,
    revive_clock,
    start_clock,
    start_clocks,
    start_owed,
)
from mash.cases.services.closing import set_aside_case
from mash.cases.services.locking import locked_case, outdate
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import Clock, Stage, WorkKind
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..desk_queries import join_problem
from ..models import Referral
from ..states import Channel, Class, Danger, SetAside


class ReportRefused(Exception):
    """The report can't be sorted so; the message says what to do instead."""


@transaction.atomic
def read_referrals(*, reference: str, by: User) -> list[Referral]:
    """Somebody who can act has now seen these words about the adult; that moment is kept, and the referrer may know it."""
    case = locked_case(reference=reference, by=by, permission=Permission.READ_REFERRAL)
    unread = list(case.referrals.filter(read_at__isnull=True))
    at = timezone.now()
    for referral in unread:
        referral.read_at, referral.read_by = at, by
        referral.save(update_fields=["read_at", "read_by"])
        meet_clock(case, Clock.SEEN, about=referral.reference, at=at)
        tell(case, f"Report {referral.reference} read by {by.name}", source="The hub", by=by, at=at)
        _record(Verb.REFERRAL_READ, case, referral, by)
    return unread


@transaction.atomic
def classify_referral(*, reference: str, report: str, classed: Class, by: User) -> Referral:
    """Whether this is a new worry about the adult, more about a known one, or none: only new ones count as concerns."""
    case = locked_case(reference=reference, by=by, permission=Permission.READ_REFERRAL)
    referral = read_report(case, report)
    if referral.set_aside:
        raise ReportRefused("This report is set aside. If it is a concern after all, say so under Reports: it is rated then.")
    referral.classed = classed
    referral.save(update_fields=["classed"])
    tell(case, f"Report {report} classified: {classed.label.lower()}", source=by.name, by=by)
    _record(Verb.REFERRAL_CLASSIFIED, case, referral, by, classed=classed)
    return referral


@transaction.atomic
def set_aside_referral(
    *, reference: str, report: str, why: SetAside, reason: str, by: User, safe_now: str = ""
) -> Referral:
    """Nothing in this report needs safeguarding. When none on the case does, the case ends; the referrer still hears.

    What was meant for another service is passed on instead, with that service's receipt: see `pass_on`.
    """
    if why == SetAside.MISDIRECTED:
        raise ReportRefused("Pass it on to the other service instead: that keeps their receipt.")
    case = locked_case(reference=reference, by=by, permission=Permission.READ_REFERRAL)
    return put_aside(case, report, why=why, reason=reason, by=by, safe_now=safe_now)


def put_aside(case: Case, report: str, *, why: SetAside, reason: str, by: User, safe_now: str = "") -> Referral:
    """The report, set aside on its locked case. Part of the caller's transaction.

    `safe_now`: who is safe, and how that is known. Danger is not set aside without it, and a manager looks at it.
    """
    referral = read_report(case, report)
    _refuse_unless_received(case, "Rated concerns are closed with an outcome, not set aside.")
    if referral.set_aside:
        raise ReportRefused("This report has already been set aside.")
    if case.deadlines.open().filter(clock=Clock.REPLY).exists():
        raise ReportRefused("The referrer has written again. Read it below the report and answer the task first.")
    if referral.says_danger:
        reason = f"{reason} Safe now: {safe_now}"
        _ask_manager_about_danger(case, referral, why, safe_now, by)
    referral.set_aside, referral.set_aside_reason, referral.set_aside_by = why, reason, by
    referral.classed = Class.NOT_CONCERN
    referral.save(update_fields=["set_aside", "set_aside_reason", "set_aside_by", "classed"])
    tell(case, f"Report {report} set aside: {why.label.lower()}. {reason}", source=by.name, by=by)
    _record(Verb.REFERRAL_SET_ASIDE, case, referral, by, why=why)
    if not case.referrals.filter(set_aside="").exists():
        set_aside_case(reference=case.reference, reason=f"{why.label}. {reason}", by=by)
    _owe_answers(case)
    return referral


def _ask_manager_about_danger(case: Case, referral: Referral, why: SetAside, safe_now: str, by: User) -> None:
    if not safe_now.strip():
        raise ReportRefused("It says that someone is in danger now. Say who is safe now, and how you know.")
    question = f"Report {referral.reference} says that someone is in danger now. {by.name} set it aside: {why.label.lower()}."
    raise_work_item(
        WorkKind.DANGER_SET_ASIDE, question=f"{question} Was that right?", case=case,
        for_permission=Permission.WITHHOLD_FEEDBACK, about=referral.reference, by=by,
    )  # fmt: skip


def _owe_answers(case: Case) -> None:
    """Ending a case calls its clocks off, but each referrer is still owed an answer, and by when they were before. The
    sender of a copy has had it, and of what no person wrote there is nobody to tell. So it is with a receipt that is awaited.
    """
    at = timezone.now()
    for referral in case.referrals.exclude(set_aside=""):
        if referral.awaits_receipt:
            revive_clock(case, Clock.RECEIPT, about=referral.reference)
        if referral.set_aside in (SetAside.DUPLICATE, SetAside.NOT_A_PERSON):
            call_off(case, Clock.FEEDBACK, Clock.HOLDING, about=referral.reference)
        elif not referral.feedback.exclude(kind="holding").exists():
            for clock in (Clock.FEEDBACK, Clock.HOLDING):
                revive_clock(case, clock, about=referral.reference)
            start_clocks(case, Clock.FEEDBACK, Clock.HOLDING, about=referral.reference, at=at)


@transaction.atomic
def join_referral(*, reference: str, report: str, target: str, classed: Class, reason: str, by: User) -> Case:
    """This report is about an adult whose case is open: one case then holds all that is known, and is rated again."""
    problem = join_problem(by, reference, target)
    if problem:
        raise ReportRefused(problem)
    # Always in the same order, so that two people joining crosswise don't wait for each other for ever.
    locked = {
        each: locked_case(reference=each, by=by, permission=Permission.READ_REFERRAL)
        for each in sorted((reference, target))
    }
    source, other = locked[reference], locked[target]
    referral = read_report(source, report)
    _refuse_unless_received(source, "Close this case as a duplicate instead, and name the other case.")
    if other.stage == Stage.CLOSED:
        raise ReportRefused("That case has been closed meanwhile.")
    seen = look_at(source)
    _move(referral, source, other, classed)
    words = f"Report {report} joined from {reference} to {target}: {reason}"
    for case in (source, other):
        tell(case, words, source=by.name, by=by)
        _record(Verb.REFERRAL_JOINED, case, referral, by, **{"from": reference, "to": target})
    _received(other, referral)
    if not source.referrals.exists():
        set_aside_case(reference=reference, reason=f"Its report joined {target}. {reason}", by=by, joined_to=other, seen=seen)
    return other


def _received(case: Case, referral: Referral) -> None:
    """When it was made stands in the chronology of the case that holds it now."""
    what = f"Report {referral.reference} received ({Channel(referral.channel).label.lower()})"
    tell(
        case, what, source="Referrer", at=referral.received_at, kind=EntryKind.REPORT, about=referral.reference,
        agency_id=referral.agency_id,
    )  # fmt: skip


def _move(referral: Referral, source: Case, other: Case, classed: Class) -> None:
    referral.case, referral.classed = other, classed
    referral.joined_from, referral.joined_at = source, timezone.now()
    referral.save(update_fields=["case", "classed", "joined_from", "joined_at"])
    about = [referral.reference, *referral.replies.values_list("reference", flat=True)]
    source.deadlines.filter(about__in=about).update(case=other)
    source.work_items.filter(about__in=about).update(case=other)
    source.remarked.filter(about=referral.reference).update(case=other)
    if other.decided_at:
        start_owed(other, Clock.FEEDBACK, at=timezone.now())
    if referral.danger == Danger.YES and not other.danger_now:
        # The report makes it urgent: the time that was left for rating no longer holds.
        other.danger_now = True
        other.save(update_fields=["danger_now"])
        call_off(other, Clock.RATING)
    start_clock(other, Clock.RATING, at=timezone.now())
    outdate(other)
    # Nor does joining win time: the report must be rated by when it had to be before.
    for clock in source.deadlines.open().filter(clock=Clock.RATING):
        join_clock(other, clock)


def report_on(case: Case, report: str) -> Referral:
    """A report of this case, unless somebody has moved it meanwhile."""
    referral = case.referrals.filter(reference=report).first()
    if referral is None:
        raise ReportRefused("This report has been moved to another case.")
    return referral


def read_report(case: Case, report: str) -> Referral:
    """A report of this case that somebody has read."""
    referral = report_on(case, report)
    if referral.read_at is None:
        raise ReportRefused("Read the report first.")
    return referral


def _refuse_unless_received(case: Case, instead: str) -> None:
    if case.stage != Stage.RECEIVED:
        raise ReportRefused(f"This case has already been rated. {instead}")


def _record(verb: Verb, case: Case, referral: Referral, by: User, **detail: str) -> None:
    facts = {"referral": referral.reference} | detail
    record(verb, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=facts)
