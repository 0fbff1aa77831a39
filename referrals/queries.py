"""Reading reports and what their referrers were told, shaped for pages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import visible_cases
from mash.cases.calendar import in_force
from mash.cases.models import Case, Deadline
from mash.cases.states import Clock, ConsentAnswer, DecisionKind, Outcome, Rag, Stage
from mash.cases.working_time import Unit
from mash.documents.models import Document
from mash.documents.queries import named
from mash.documents.rules import MOST_FILES

from .codes import secret_code
from .models import Feedback, Referral, ReferralFile, Statement, StatementVersion
from .rules import Facts, Line, offered, way, wording
from .states import Extent, FeedbackKind, SetAside, Voice, Way

PHONE = "01582 547730"


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


@dataclass(frozen=True)
class Receipt:
    """What the referrer keeps: shown once sent, and again if the same form is sent again."""

    reference: str
    code: str
    received_at: datetime
    due_at: datetime | None
    read_at: datetime | None
    email_sent: bool


def receipt(once_key: UUID) -> Receipt | None:
    """The receipt of the report that this form sent, if it did."""
    sent = Referral.objects.filter(once_key=once_key).first()
    if sent is None:
        return None
    reach = way(sent.referrer_email, contact_is_safe=sent.contact_is_safe, wants_feedback=sent.wants_feedback)
    return Receipt(
        reference=sent.reference, code=secret_code(once_key, settings.SECRET_KEY), received_at=sent.received_at,
        due_at=_read_due(sent), read_at=sent.read_at, email_sent=reach == Way.EMAIL,
    )  # fmt: skip


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


def status_of(referral: Referral) -> Status:
    """The status page. "Decided" and "ended" are when the referrer was told so: silence that protects stays silent."""
    told = list(referral.feedback.exclude(extent=Extent.WITHHELD))
    at = {kind: [f.composed_at for f in told if f.kind == kind] for kind in FeedbackKind}
    ended = min(at[FeedbackKind.CLOSED], default=None)
    return Status(
        reference=referral.reference, received_at=referral.received_at, read_at=referral.read_at,
        due_at=_read_due(referral), decided_at=min(at[FeedbackKind.DECIDED], default=ended), ended_at=ended, told=told,
    )  # fmt: skip


def reports_of(case: Case) -> list[Referral]:
    """Every report of a case, the first one first."""
    files = Prefetch("files", ReferralFile.objects.select_related("document").defer("document__content"))
    return list(case.referrals.select_related("keyed_by", "read_by", "set_aside_by").prefetch_related(files))


def has_unread(case: Case) -> bool:
    """Whether a report of this case waits for its first reader."""
    return case.referrals.filter(read_at__isnull=True).exists()


def report_of(case: Case, reference: str) -> Referral:
    """One report of this case, or 404."""
    return get_object_or_404(case.referrals.select_related("read_by"), reference=reference)


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
    return StatementVersion.objects.get(in_force_from__isnull=False, superseded_at__isnull=True)


def lines_in_force() -> list[Line]:
    """The approved statements, in the order in which they are said."""
    rows: QuerySet[Statement] = Statement.objects.filter(
        version__in_force_from__isnull=False, version__superseded_at__isnull=True
    )
    return [Line(s.code, s.text, tuple(s.kinds), Extent(s.extent), tuple(s.voices)) for s in rows]


def facts_of(case: Case, referral: Referral) -> Facts:
    """What decides how much this referrer can be told, from the record."""
    consent = case.consents.first()
    return Facts(
        voice=Voice(referral.voice),
        email=referral.referrer_email,
        contact_is_safe=referral.contact_is_safe,
        wants_feedback=referral.wants_feedback,
        read=referral.read_at is not None,
        consent=ConsentAnswer(consent.to_sharing) if consent else None,
        stage=Stage(case.stage),
        outcome=Outcome(case.outcome) if case.outcome else _triage_outcome(case),
        decided=case.decided_at is not None,
        set_aside=SetAside(referral.set_aside) if referral.set_aside else None,
    )


def _triage_outcome(case: Case) -> Outcome | None:
    """What triage decided, before the case has closed with it."""
    if case.decided_at is None or case.stage != Stage.TRIAGE:
        return None
    words = case.decisions.filter(kind=DecisionKind.TRIAGE).values_list("outcome", flat=True).first()
    return {outcome.label: outcome for outcome in Outcome}.get(words)


def draft_message(
    referral: Referral, facts: Facts, kind: FeedbackKind, extent: Extent, *, codes: list[str], added: str,
    again_on: date | None,
) -> str:  # fmt: skip
    """Word for word what the referrer would see: the same for the preview and for sending."""
    lines = [line for line in offered(lines_in_force(), facts, kind, extent) if line.code in codes]
    return wording(lines, words_for(referral, again_on), added if extent == Extent.FULL else "")


def words_for(referral: Referral, again_on: date | None) -> dict[str, str]:
    """What the statements' blanks are filled with."""
    return {
        "reference": referral.reference,
        "phone": PHONE,
        "read_on": date_format(timezone.localtime(referral.read_at), "j F Y") if referral.read_at else "…",
        "again_by": date_format(again_on, "j F Y") if again_on else "…",
    }


def feedback_of(case: Case, actor: User) -> list[dict[str, Any]]:
    """For each report: what is owed, and what was told. Reasons for silence are for its author and managers."""
    told = Prefetch("feedback", Feedback.objects.select_related("composed_by", "message"))
    clocks = {d.about: d for d in case.deadlines.filter(clock=Clock.FEEDBACK, called_off_at__isnull=True)}
    manager = actor.may(Permission.WITHHOLD_FEEDBACK)
    return [
        {
            "report": referral,
            "clock": clocks.get(referral.reference),
            "told": [{"row": row, "why": manager or row.composed_by_id == actor.pk} for row in referral.feedback.all()],
        }
        for referral in case.referrals.prefetch_related(told)
    ]
