"""A message as a worker reads it. Reading never fails: what can't be read is said, and the bytes are kept anyway."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesHeaderParser
from uuid import UUID

from ..rules import Report
from ..states import Danger, MailKind
from .bodies import Attachment, Body, gather
from .headers import dated, header, our_references, sender
from .kinds import asks_not_to_write, kind_of
from .words import Troubles, decoded

LONGEST = 20_000
"""Characters of a message that go into the report, as many as the public form takes."""
MOST_PARTS = 100
HEAD = 100_000
UNREADABLE = "It could not be taken apart. What follows is how it begins."
NOTHING_READ = "The message could not be read. It was kept as it came."


@dataclass(frozen=True)
class Letter:
    """What one message says."""

    kind: MailKind = MailKind.MALFORMED
    automatic: bool = False
    sender: str = ""
    name: str = ""
    address: str = ""
    subject: str = ""
    message_id: str = ""
    dated_at: datetime | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    troubles: tuple[str, ...] = (NOTHING_READ,)
    names: tuple[UUID, ...] = ()


def read_letter(raw: bytes, *, domain: str) -> Letter:
    """Everything that can be read of it. `domain`: ours, by which our own messages are known when they come back."""
    if _parts(raw) > MOST_PARTS:
        return read_head(raw, domain=domain)
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        body = Body(Troubles())
        gather(message, body)
        return _letter(message, body, domain)
    except Exception:  # noqa: BLE001 (whatever a stranger's bytes do to the parser, the message is still a row)
        return read_head(raw, domain=domain)


def read_head(raw: bytes, *, domain: str) -> Letter:
    """Of a message that can't be taken apart: its top lines and how it begins."""
    body = Body(Troubles())
    body.troubles.add(UNREADABLE)
    try:
        message = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:HEAD])
        body.texts.append(decoded(raw[:HEAD], "", body.troubles))
        return replace(_letter(message, body, domain), kind=MailKind.MALFORMED)
    except Exception:  # noqa: BLE001 (as above; then the bytes are all there is)
        return Letter()


def _parts(raw: bytes) -> int:
    """How often it begins a part within a part: the parser's work grows with its square."""
    return len(re.findall(rb"boundary=|message/rfc822", raw, re.I))


def _letter(message: Message, body: Body, domain: str) -> Letter:
    troubles = body.troubles
    subject = header(message, "Subject", troubles)[:500]
    written, name, address = sender(message, troubles)
    at = dated(message, troubles)
    kind, automatic = kind_of(message, subject)
    text = body.text
    if kind is None:
        empty = not text and not body.files
        kind = MailKind.MALFORMED if troubles.said else MailKind.EMPTY if empty else MailKind.CONCERN
    return Letter(
        kind=kind, automatic=automatic, sender=written[:300], name=name[:150], address=address, subject=subject,
        message_id=header(message, "Message-ID", Troubles())[:300], dated_at=at, text=text, names=_named(message, domain),
        attachments=tuple(body.files), troubles=tuple(troubles.said),
    )  # fmt: skip


def _named(message: Message, domain: str) -> tuple[UUID, ...]:
    """Which of our messages it hands back or answers: the one it carries goes before the one it replies to."""
    carried = [part for part in message.walk() if part is not message]
    ids = " ".join(header(part, "Message-ID", Troubles()) for part in carried)
    heads = (part.get_payload() for part in carried if part.get_content_type() == "text/rfc822-headers")
    texts = [ids, *(str(head)[:LONGEST] for head in heads), header(message, "In-Reply-To", Troubles())]
    return next(filter(None, (our_references(text, domain) for text in texts)), ())


def report_of(letter: Letter) -> Report:
    """What the message says, as a report. Nobody said whether anyone is in danger: that stays open until it is read.

    Its sender used this address themselves, so a neutral line goes back to it; never to a machine, never to a
    "reply to" that somebody else may read, and not if they ask us not to write (local policy).
    """
    person = letter.kind not in (MailKind.BOUNCE, MailKind.AUTO_REPLY)
    safe = person and not letter.automatic and bool(letter.address) and not asks_not_to_write(letter.text)
    return Report(
        worry=_worry(letter), danger=Danger.NOT_SURE, referrer_name=letter.name if person else "",
        referrer_email=letter.address if person else "", contact_is_safe=safe, wants_feedback=person,
    )  # fmt: skip


def _worry(letter: Letter) -> str:
    text = letter.text or ("(No words: see the attachments.)" if letter.attachments else "(The message has no text.)")
    if len(text) > LONGEST:
        text = f"{text[:LONGEST].rstrip()}\n\n(It goes on. The whole text is in the message as it came.)"
    return f"Subject: {letter.subject or 'none'}\n\n{text}"
