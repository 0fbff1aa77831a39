"""Reading reports and what their referrers were told, shaped for pages."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Case as Choose
from django.db.models import Count, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import visible_cases
from mash.cases.calendar import in_force, is_open
from mash.cases.models import Case, Deadline, WorkItem
from mash.cases.states import Clock, ConsentAnswer, DecisionKind, Hold, Outcome, Rag, Stage, WorkKind
from mash.cases.working_time import Unit
from mash.documents.models import Document
from mash.documents.queries import named
from mash.documents.rules import MOST_FILES
from mash.hub.contact import hub

from .codes import code_of
from .models import (
    Caution,
    Feedback,
    Referral,
    ReferralFile,
    Reply,
    Reroute,
    SavedDraft,
    Statement,
    StatementVersion,
)
from .naming import Identity
from .reasons import line_of_reasons
from .rules import Details, Facts, Line, Report, awaits_decision, offered, why_wait, wording
from .states import Danger, Extent, FeedbackKind, Safety, SetAside, Voice, Way
from .ways import Reach, takes_texts, way


@dataclass(frozen=True)
class Unread:
    """Reports that no worker has read yet."""

    count: int
    oldest_at: datetime | None


def unread(actor: User) -> Unread:
    """How many reports on this person's cases nobody has read, and since when the oldest waits. One query."""
    waiting = Referral.objects.filter(read_at__isnull=True, case__in=visible_cases(actor))
    found = waiting.order_by().aggregate(count=Count("pk"), oldest_at=Min("received_at"))
    return Unread(**found)


def drafts_waiting() -> int:
    """Reports that somebody put away unfinished: counted apart, because they have not been sent."""
    return SavedDraft.objects.filter(expires_at__gt=timezone.now()).count()


REPLACED = "replaced by a newer code"


@dataclass(frozen=True)
class Receipt:
    """What the referrer keeps: shown once sent, and again if the same form is sent again."""

    reference: str
    code: str
    received_at: datetime
    due_at: datetime | None
    read_at: datetime | None
    email_sent: bool
    in_danger: bool
    about_self: bool
    answered_then: bool


def receipt(once_key: UUID) -> Receipt | None:
    """The receipt of the report that this form sent, if it did."""
    sent = Referral.objects.filter(once_key=once_key).first()
    if sent is None:
        return None
    due_at = _read_due(sent)
    code = code_of(once_key, settings.SECRET_KEY, sent.code_sha256)
    return Receipt(
        reference=sent.reference, code=code or REPLACED, received_at=sent.received_at,
        due_at=due_at, read_at=sent.read_at, email_sent=way(reach_of(sent)) == Way.EMAIL,
        in_danger=sent.danger == Danger.YES, about_self=sent.voice == Voice.SELF, answered_then=phone_answered(due_at),
    )  # fmt: skip


def keyed_report(actor: User, report: str) -> Referral | None:
    """A report that this person keyed in, on a case that they see."""
    keyed = Referral.objects.filter(reference=report, keyed_by=actor, case__in=visible_cases(actor))
    return keyed.select_related("case").first()


def reference_sent(once_key: UUID) -> str:
    """The reference of the report that this form sent, if it did."""
    return Referral.objects.filter(once_key=once_key).values_list("reference", flat=True).first() or ""


def phone_answered(moment: datetime | None) -> bool:
    """Whether somebody who rings the hub at this moment, because nobody has read their words, is answered."""
    return moment is not None and is_open(moment)


def as_made(referral: Referral) -> Report:
    """The report as it was sent. Nothing that is done with it afterwards changes a word."""
    said = {field.name: getattr(referral, field.name) for field in fields(Report) if field.name != "details"}
    added = getattr(referral, "particulars", None)
    details = {field.name: getattr(added, field.name) for field in fields(Details)} if added else {}
    if added:
        details["abuse_types"] = tuple(details["abuse_types"])
    return Report(**said, details=Details(**details) if added else None)


def _read_due(referral: Referral) -> datetime | None:
    clock = Deadline.objects.filter(clock=Clock.SEEN, about=referral.reference).order_by("-pk").first()
    return clock.due_at if clock else None


@dataclass(frozen=True)
class Status:
    """What a referrer may see of their report: when things happened, and what they were told. Nothing of the case."""

    reference: str
    received_at: datetime
    read_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    ended_at: datetime | None
    told: list[Feedback]
    replies: list[Reply]


def status_of(referral: Referral) -> Status:
    """The status page. "Decided" and "ended" are when the referrer was told so: silence that protects stays silent."""
    told = list(referral.feedback.exclude(extent=Extent.WITHHELD))
    replies = list(_with_due(referral.replies.all()))
    at = {kind: [f.composed_at for f in told if f.kind == kind] for kind in FeedbackKind}
    ended = min(at[FeedbackKind.CLOSED], default=None)
    return Status(
        reference=referral.reference, received_at=referral.received_at, read_at=referral.read_at,
        due_at=_soonest(_read_due(referral), replies), decided_at=min(at[FeedbackKind.DECIDED], default=ended),
        ended_at=ended, told=told, replies=replies,
    )  # fmt: skip


def _with_due(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """By when a person reads each that tells of danger. Of the others the time would tell how the case is rated."""
    clock = Deadline.objects.filter(clock=Clock.REPLY, called_off_at__isnull=True, about=OuterRef("reference"))
    due = Subquery(clock.order_by("-pk").values("due_at")[:1])
    return replies.annotate(due_at=Choose(When(danger=Danger.YES, then=due)))


def _soonest(due_at: datetime | None, replies: list[Reply]) -> datetime | None:
    """Whoever reads that somebody is in danger reads the report with it: the same page shows both."""
    urgent = [reply.due_at for reply in replies if reply.due_at and not reply.read_at]
    return min([*urgent, *([due_at] if due_at else [])], default=None)


def reports_of(case: Case) -> list[Referral]:
    """Every report of a case, the first one first."""
    replies = Prefetch("replies", _with_answers(Reply.objects.select_related("read_by")))
    cautions = Prefetch("cautions", Caution.objects.filter(lifted_at__isnull=True), to_attr="warned")
    passed_on = Prefetch("reroutes", Reroute.objects.select_related("passed_by", "settled_by"))
    files = Prefetch("files", ReferralFile.objects.select_related("document").defer("document__content"))
    rows = case.referrals.select_related(
        "keyed_by", "read_by", "set_aside_by", "agency", "particulars", "mail__answers"
    ).defer("mail__raw")
    return list(rows.prefetch_related(replies, cautions, passed_on, files))


def _with_answers(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """Whether each changes the decision, as somebody answered its task."""
    task = WorkItem.objects.filter(kind=WorkKind.REFERRER_REPLY, about=OuterRef("reference"))
    return replies.annotate(
        answer=Subquery(task.values("answer")[:1]), answered_at=Subquery(task.values("answered_at")[:1]),
        answered_by=Subquery(task.values("answered_by__name")[:1]),
    )  # fmt: skip


def has_unread(case: Case) -> bool:
    """Whether a report of this case waits for its first reader."""
    return case.referrals.filter(read_at__isnull=True).exists()


def has_unread_replies(case: Case) -> bool:
    """Whether a referrer of this case wrote again, and nobody has read it."""
    return Reply.objects.filter(referral__case=case, read_at__isnull=True).exists()


def report_of(case: Case, reference: str) -> Referral:
    """One report of this case, or 404."""
    return get_object_or_404(case.referrals.select_related("read_by", "mail").defer("mail__raw"), reference=reference)


def files_of(referral: Referral) -> list[ReferralFile]:
    """The files that came with this report, without their content."""
    return list(referral.files.select_related("document").defer("document__content"))


def file_of(referral: Referral, number: int) -> ReferralFile:
    """One file of this report, or 404."""
    return get_object_or_404(referral.files.select_related("document"), position=number)


def unsent_files(tokens: list[str]) -> list[Document]:
    """The files that these tokens name and no report has yet, in their order."""
    found = named(tokens[: 2 * MOST_FILES])
    sent = set(ReferralFile.objects.filter(document__in=found).values_list("document_id", flat=True)) if found else set()
    return [document for document in found if document.pk not in sent]


def cases_to_join(actor: User, case: Case) -> list[tuple[str, str]]:
    """Other open cases of the same adult, as choices."""
    if case.adult_id is None:
        return []
    others = visible_cases(actor).filter(adult=case.adult_id).exclude(pk=case.pk).exclude(stage=Stage.CLOSED)
    return [(other.reference, _described(other)) for other in others.order_by("opened_at", "pk")]


def _described(case: Case) -> str:
    rating = Rag(case.rag).label if case.rag else "not rated"
    opened = date_format(timezone.localtime(case.opened_at), "j F Y")
    return f"{case.reference}: {Stage(case.stage).label}, {rating}, since {opened}"


def promises() -> dict[str, str]:
    """By when a referrer can count on what, in the words of the timescales in force."""
    table = in_force()
    asked = {"seen": (Clock.SEEN, ""), "seen_in_danger": (Clock.SEEN, "danger_now"), "feedback": (Clock.FEEDBACK, "")}
    rows = {name: table.for_clock(clock, None, when) for name, (clock, when) in asked.items()}
    return {name: _span(row.amount, row.unit) for name, row in rows.items() if row}


def _span(amount: int, unit: Unit) -> str:
    """4 working hours; 1 hour."""
    words = unit.label.lower().removeprefix("clock ")
    return f"{amount} {words.removesuffix('s') if amount == 1 else words}"


def statements_in_force() -> StatementVersion:
    """The approved statements of today."""
    return StatementVersion.objects.in_force().get()


def lines_in_force() -> list[Line]:
    """The approved statements of today, in the order in which they are said."""
    return lines_of(statements_in_force())


def lines_of(version: StatementVersion) -> list[Line]:
    """The statements of one version, in the order in which they are said."""
    rows: QuerySet[Statement] = version.statements.all()
    return [Line(s.code, s.text, tuple(s.kinds), Extent(s.extent), tuple(s.voices)) for s in rows]


def lines_for(case: Case, referral: Referral, version: StatementVersion | None = None) -> list[Line]:
    """The approved statements, and the reasons of the rating as this referrer may read them: after the outcome, before what
    is left out.
    """
    lines = lines_of(version) if version else lines_in_force()
    at = next((place for place, line in enumerate(lines) if line.code == "passed-on"), len(lines))
    return [*lines[:at], *line_of_reasons(case, referral), *lines[at:]]


def facts_of(case: Case, referral: Referral) -> Facts:
    """What decides how much this referrer can be told, from the record."""
    consent = case.consents.first()
    return Facts(
        voice=Voice(referral.voice),
        reach=reach_of(referral, caution_on(referral)),
        read=referral.read_at is not None,
        consent=ConsentAnswer(consent.to_sharing) if consent else None,
        stage=Stage(case.stage),
        outcome=Outcome(case.outcome) if case.outcome else _triage_outcome(case),
        decided=case.decided_at is not None,
        set_aside=SetAside(referral.set_aside) if referral.set_aside else None,
        hold=hold_on(case),
    )


def hold_on(case: Case) -> Hold | None:
    """What the police asked, while it stands."""
    hold = case.police_holds.filter(lifted_at__isnull=True).values_list("hold", flat=True).first()
    return Hold(hold) if hold else None


def caution_on(referral: Referral) -> Caution | None:
    """What a worker found out about writing to this referrer, while it stands."""
    return referral.cautions.select_related("set_by").filter(lifted_at__isnull=True).first()


def reach_of(referral: Referral, caution: Caution | None = None) -> Reach:
    """What decides how this referrer hears, from the report and what a worker found out."""
    given = {
        Way.EMAIL: referral.referrer_email, Way.PHONE: referral.referrer_phone,
        Way.TEXT: takes_texts(referral.referrer_phone),
        Way.LETTER: referral.referrer_address, Way.PORTAL: referral.agency_id,
    }  # fmt: skip
    said = Safety.SAFE if referral.contact_is_safe else Safety.NOT_SAID
    return Reach(
        safety=Safety(caution.safety) if caution else said,
        wants_feedback=referral.wants_feedback,
        asked=Way(referral.reply_by) if referral.reply_by else None,
        has=frozenset(each for each, contact in given.items() if contact),
    )


def identity_of(case: Case, referral: Referral) -> Identity:
    """Everything that would name the adult or somebody around them, from the record and from every report of the case."""
    adult, reports = case.adult, list(case.referrals.all())
    others = [report for report in reports if report.pk != referral.pk]
    sources = case.sources_of_harm.values_list("name", flat=True)
    addresses = list(adult.addresses.all()) if adult else []
    return Identity(
        names=(adult.given_name, adult.family_name, adult.known_as) if adult else (),
        said=(*(r.adult_name for r in reports), *(r.referrer_name for r in others), *sources),
        places=(*(a.text for a in addresses), *(r.adult_whereabouts for r in reports)),
        numbers=(*((adult.nhs_number, adult.las_id, adult.phone) if adult else ()), *(a.postcode for a in addresses)),
    )


def _triage_outcome(case: Case) -> Outcome | None:
    """What triage decided, before the case has closed with it."""
    if case.decided_at is None or case.stage != Stage.TRIAGE:
        return None
    words = case.decisions.filter(kind=DecisionKind.TRIAGE).values_list("outcome", flat=True).first()
    return {outcome.label: outcome for outcome in Outcome}.get(words)


def draft_message(
    referral: Referral, facts: Facts, kind: FeedbackKind, extent: Extent, *, codes: list[str], added: str,
    again_on: date | None, version: StatementVersion | None = None,
) -> str:  # fmt: skip
    """Word for word what the referrer would see: the same for the preview and for sending.

    `version`: the statements that the caller puts on record with it, so that a newer one can't come in between.
    """
    said = lines_for(referral.case, referral, version)
    lines = [line for line in offered(said, facts, kind, extent) if line.code in codes]
    return wording(lines, words_for(referral, again_on), added if extent == Extent.FULL else "")


def words_for(referral: Referral, again_on: date | None) -> dict[str, str]:
    """What the statements' blanks are filled with."""
    return {
        "reference": referral.reference,
        "phone": hub().phone,
        "read_on": date_format(timezone.localtime(referral.read_at), "j F Y") if referral.read_at else "…",
        "again_by": date_format(again_on, "j F Y") if again_on else "…",
    }


def feedback_of(case: Case, actor: User) -> list[dict[str, Any]]:
    """For each report: what is owed, and what was told. Reasons for silence are for its author and managers."""
    told = Prefetch("feedback", Feedback.objects.select_related("composed_by", "message"))
    standing = Caution.objects.select_related("set_by").filter(lifted_at__isnull=True)
    rows = case.referrals.prefetch_related(told, Prefetch("cautions", standing, to_attr="warned"))
    kinds = (Clock.FEEDBACK, Clock.ACKNOWLEDGED)
    clocks = {(d.clock, d.about): d for d in case.deadlines.filter(clock__in=kinds, called_off_at__isnull=True)}
    manager = actor.may(Permission.WITHHOLD_FEEDBACK)
    hold, decided = hold_on(case), case.decided_at is not None
    return [
        {
            "report": referral,
            "wait": why_wait(hold, awaits=awaits_decision(Stage(case.stage), decided=decided, set_aside=bool(referral.set_aside))),
            "clock": clocks.get((Clock.FEEDBACK, referral.reference)),
            "acknowledged": clocks.get((Clock.ACKNOWLEDGED, referral.reference)),
            "caution": next(iter(referral.warned), None),
            "told": [{"row": row, "why": manager or row.composed_by_id == actor.pk} for row in referral.feedback.all()],
        }
        for referral in rows
    ]


def withheld_feedback(actor: User, page: str) -> Page[Feedback]:
    """Every silence on the cases that this person may see: what no manager has looked at first, then the newest."""
    rows = Feedback.objects.filter(extent=Extent.WITHHELD, referral__case__in=visible_cases(actor))
    rows = rows.select_related("referral__case", "composed_by", "seen_by")
    due = Q(seen_at__isnull=True) | Q(review_on__lte=timezone.localdate())
    rows = rows.annotate(waits=Choose(When(due, then=0), default=1))
    return Paginator(rows.order_by("waits", "-composed_at", "-pk"), 25).get_page(page)
