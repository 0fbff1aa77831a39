"""E-mails as their reports show them, and how the mailbox stands."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.shortcuts import get_object_or_404

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.models import Case

from .mail.boxes import named
from .models import Mail, Mailbox, Referral
from .states import MailKind, SetAside

MENTIONED = re.compile(r"\bR-[0-9A-Z]{4}-[0-9A-Z]{4}\b", re.I)
NOT_A_PERSON = (MailKind.BOUNCE, MailKind.AUTO_REPLY)


@dataclass(frozen=True)
class Other:
    """Another report that this message belongs with, and the case that holds it."""

    report: str
    case: str


@dataclass(frozen=True)
class LetterView:
    """What a worker has to know of the message beside its words."""

    kind: str
    label: str
    tone: str
    automatic: bool
    sender: str
    dated_at: datetime | None
    whole: bool
    troubles: list[str]
    answers: str
    mentions: list[Other]
    copies: list[Other]


def letters_of(reports: list[Referral], actor: User) -> list[Referral]:
    """The reports, each with its `letter` if it came by e-mail. Of other reports only those are named that exist for
    this person.
    """
    mails = [report.mail for report in reports if hasattr(report, "mail")]
    others = _others(mails, actor) if mails else []
    for report in reports:
        report.letter = _view(report, others) if hasattr(report, "mail") else None
    return reports


def _others(mails: list[Mail], actor: User) -> list[Referral]:
    """Reports that these messages mention, answer or repeat, byte for byte."""
    references = {m.upper() for mail in mails for m in MENTIONED.findall(mail.subject)}
    references |= {mail.answers.about for mail in mails if mail.answers}
    meant = Q(reference__in=references) | Q(mail__sha256__in=[mail.sha256 for mail in mails])
    found = Referral.objects.filter(meant, case__in=visible_cases(actor))
    return list(found.select_related("case", "mail").defer("mail__raw").order_by("pk"))


def _view(report: Referral, others: list[Referral]) -> LetterView:
    mail = report.mail
    rest = [other for other in others if other.pk != report.pk]
    return LetterView(
        kind=mail.kind, label=MailKind(mail.kind).label, tone="yellow" if mail.kind != MailKind.CONCERN else "grey",
        automatic=mail.automatic, sender=mail.sender, dated_at=mail.dated_at, whole=mail.whole, troubles=mail.troubles,
        answers=_answered(mail, others),
        mentions=[_other(other) for other in rest if _mentions(report, other)],
        copies=[_other(other) for other in rest if hasattr(other, "mail") and other.mail.sha256 == mail.sha256],
    )  # fmt: skip


def _mentions(report: Referral, other: Referral) -> bool:
    """A reference in the subject counts only from the address that this reference was sent to."""
    address = report.referrer_email.lower()
    named_there = other.reference in report.mail.subject.upper()
    return named_there and bool(address) and other.referrer_email.lower() == address


def _answered(mail: Mail, others: list[Referral]) -> str:
    """Which message of ours it is about: named only to whom the report exists that it told of."""
    if mail.answers is None:
        return ""
    about = next((other.reference for other in others if other.reference == mail.answers.about), "")
    sent = f"sent on {mail.answers.queued_at:%-d %B %Y}"
    return f"our message about {about}, {sent}" if about else f"a message of ours, {sent}"


def _other(other: Referral) -> Other:
    return Other(report=other.reference, case=other.case.reference)


def message_of(case: Case, report: str) -> bytes:
    """The message that a report of this case was made of, byte for byte, or 404."""
    return bytes(get_object_or_404(Mail, referral__case=case, referral__reference=report).raw)


def why_not_a_person(report: Referral) -> dict[str, str]:
    """What setting aside begins with where a machine wrote."""
    if not hasattr(report, "mail") or report.mail.kind not in NOT_A_PERSON:
        return {}
    return {"why": SetAside.NOT_A_PERSON, "reason": f"{MailKind(report.mail.kind).label}."}


@dataclass(frozen=True)
class MailboxState:
    """How the mailbox stands: what waits in it is counted there, what was taken from it here."""

    name: str
    read_at: datetime | None
    waiting: int
    failing_since_at: datetime | None
    kept: int
    unaccepted: int


def mailbox_state() -> MailboxState | None:
    """For the manager's page; None where no mailbox is set up."""
    if not settings.MAILBOX_URL:
        return None
    name = named(settings.MAILBOX_URL)
    box = Mailbox.objects.filter(name=name).first() or Mailbox(name=name)
    return MailboxState(
        name=name, read_at=box.read_at, waiting=box.waiting, failing_since_at=box.failing_since_at,
        kept=Mail.objects.count(), unaccepted=Mail.objects.filter(referral__isnull=True).count(),
    )  # fmt: skip
