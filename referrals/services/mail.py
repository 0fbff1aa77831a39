"""A message from the mailbox becomes a row, and the row a report that somebody must read."""

import logging
from email.utils import parseaddr
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mash.accounts.roles import Permission
from mash.cases.models import Case
from mash.cases.services.cases import mark_arrival
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import WorkKind
from mash.once import OtherWords
from mash.outbox.models import Message
from mash.trail.services import Actor

from ..mail.boxes import Fetched, Slot
from ..mail.letter import Letter, read_letter, report_of
from ..models import Mail, Referral
from ..states import Channel, MailKind
from .accepting import accept_referral, record_arrival
from .mail_files import DATABASE_AWAY, take_files

CUT = "It was too large to be kept whole. All of it is in the mailbox."

log = logging.getLogger(__name__)


def keep(box: str, slot: Slot, fetched: Fetched) -> Mail:
    """The message is ours from here on, whatever is wrong with it."""
    try:
        return keep_mail(box=box, slot=slot, fetched=fetched, letter=_read(fetched.raw))
    except DATABASE_AWAY:
        raise
    except Exception:
        log.exception("a message is kept without what it says")
        return keep_mail(box=box, slot=slot, fetched=fetched, letter=Letter())


@transaction.atomic
def keep_mail(*, box: str, slot: Slot, fetched: Fetched, letter: Letter) -> Mail:
    """What somebody wrote about an adult is kept as it came and counted, before anything is made of it. Once."""
    digest = sha256(fetched.raw).hexdigest()
    once_key = once_key_of(box, slot.key, digest)
    mail, _ = Mail.objects.get_or_create(
        mailbox=box, key=slot.key,
        defaults={
            "position": slot.position, "once_key": once_key, "raw": fetched.raw, "sha256": digest, "whole": fetched.whole,
            "kind": letter.kind, "automatic": letter.automatic, "sender": letter.sender, "subject": letter.subject,
            "message_id": letter.message_id, "dated_at": letter.dated_at, "received_at": min(fetched.received_at, timezone.now()),
            "troubles": [*letter.troubles, *([] if fetched.whole else [CUT])], "answers": _ours(letter),
        },
    )  # fmt: skip
    record_arrival(once_key=mail.once_key, channel=Channel.EMAIL, received_at=mail.received_at)
    return mail


def once_key_of(box: str, key: str, digest: str) -> UUID:
    """The same message seen again is the same report; the same words sent twice are two."""
    return uuid5(NAMESPACE_URL, f"{box}\n{key}\n{digest}")


def accept(mail: Mail, *, by: Actor) -> None:
    """The row becomes a report. What trips us over in one message is set aside for a person, and the next one is taken."""
    try:
        _accept(mail, _read(bytes(mail.raw)), by)
    except DATABASE_AWAY:
        raise
    except Exception:
        log.exception("a message is taken in without what it says")
        Mail.objects.filter(pk=mail.pk, referral=None).update(kind=MailKind.MALFORMED)
        mail.kind = MailKind.MALFORMED
        _accept(mail, Letter(), by)


def _read(raw: bytes) -> Letter:
    return read_letter(raw, domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2])


def _accept(mail: Mail, letter: Letter, by: Actor) -> None:
    """A crash in between is made good by the next sweep: the key finds the report that this one made."""
    referral, more = Referral.objects.filter(once_key=mail.once_key).first(), []
    if referral is None:
        documents, more = take_files(letter.attachments, by=by)
        try:
            referral = accept_referral(
                once_key=mail.once_key, report=report_of(letter), channel=Channel.EMAIL, by=by,
                received_at=mail.received_at, documents=documents,
            )  # fmt: skip
        except OtherWords as other:
            # Its bytes are what it says, however another sweep has just read them.
            referral = other.kept
    link_mail(mail_id=mail.pk, referral_id=referral.pk, troubles=more, by=by)


@transaction.atomic
def link_mail(*, mail_id: int, referral_id: int, troubles: list[str], by: Actor) -> Mail:
    """The report shows what it was made of. If it brings back word of ours that did not arrive, a manager is asked."""
    mail = Mail.objects.select_for_update(of=("self",)).defer("raw").get(pk=mail_id)
    if mail.referral_id is None:
        mail.referral_id = referral_id
        mail.troubles = [*mail.troubles, *troubles]
        mail.save(update_fields=["referral", "troubles"])
        if mail.kind in (MailKind.BOUNCE, MailKind.AUTO_REPLY, MailKind.EMPTY, MailKind.MALFORMED):
            mark_arrival(mail.referral.case, f"Email: {MailKind(mail.kind).label.partition(':')[0].lower()}")
        if mail.kind == MailKind.BOUNCE and mail.answers:
            _ask_how_they_hear(mail.answers, by)
    return mail


def _ask_how_they_hear(message: Message, by: Actor) -> None:
    case = Case.objects.filter(reference=message.about).first()
    if case is None:
        told = Referral.objects.filter(reference=message.about).select_related("case").first()
        case = told.case if told else None
    what = f"Our message about {message.about}" if message.about else "A message of ours"
    question = f"{what} came back: it did not reach whom it was for. How will they be told instead?"
    raise_work_item(
        WorkKind.DEAD_MESSAGE, question=question, for_permission=Permission.MEND_MESSAGES, by=by, case=case,
        about=message.about,
    )  # fmt: skip


def _ours(letter: Letter) -> Message | None:
    """The one message of ours that it names. None where it names several: nobody guesses."""
    found = list(Message.objects.filter(reference__in=letter.names).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
