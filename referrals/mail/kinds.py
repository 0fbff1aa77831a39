"""What wrote a message: a person, a system, a mailbox of somebody who is away, or a mail server handing one back.

RFC 3834 (automatic replies), RFC 3464 and 5321 section 4.5.5 (bounces). Whatever is automatic is never answered by
ourselves: two machines that thank each other don't stop. A system may still report a concern, as police systems do.
"""

import re
from email.message import Message
from email.utils import parseaddr

from ..states import MailKind
from .headers import header
from .words import Troubles

AWAY = re.compile(r"^\s*(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|vacation|on leave)\b", re.I)
SERVERS = ("mailer-daemon", "postmaster")
NOT_ME = re.compile(
    r"\b(do not|don['’]?t|never|cannot|can['’]?t|not safe to|unsafe to|not safe for you to)\s+(\w+\s+){0,3}?"
    r"((reply|respond|write back|answer)\b|(e-?mail|contact|text|message|ring|call|phone|write to)\s+(me|us|back|this)\b)",
    re.I,
)


def kind_of(message: Message, subject: str) -> tuple[MailKind | None, bool]:
    """Bounce, automatic reply or neither; and whether a machine made it."""
    if _is_bounce(message):
        return MailKind.BOUNCE, True
    automatic = is_automatic(message)
    if _is_auto_reply(message) or automatic and AWAY.match(subject):
        return MailKind.AUTO_REPLY, True
    return None, automatic


def asks_not_to_write(text: str) -> bool:
    """Whether somebody asks not to be written to. Rather once too often: then a person finds a safe way."""
    return bool(NOT_ME.search(text))


def is_automatic(message: Message) -> bool:
    """Signs of a machine, of which one is enough to stay silent."""
    return (
        _said(message, "Auto-Submitted") not in ("", "no")
        or _said(message, "Precedence") in ("bulk", "junk", "list", "auto_reply")
        or _said(message, "X-Auto-Response-Suppress") not in ("", "none")
        or any(_said(message, name) for name in ("List-Id", "List-Unsubscribe", "Feedback-ID"))
        or _local_part(message).replace("-", "").replace("_", "") in ("noreply", "donotreply")
        or _from_nobody(message)
    )


def _is_bounce(message: Message) -> bool:
    report = message.get_content_type() == "multipart/report" and _parameter(message, "report-type") != "disposition-notification"
    parts = (part.get_content_type() for part in message.walk())
    return bool(
        report
        or any(kind == "message/delivery-status" for kind in parts)
        or _said(message, "X-Failed-Recipients")
        or _from_nobody(message) and _local_part(message) in SERVERS
    )


def _is_auto_reply(message: Message) -> bool:
    receipt = _parameter(message, "report-type") == "disposition-notification"
    marks = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Vacation")
    return (
        receipt
        or _said(message, "Auto-Submitted").startswith("auto-replied")
        or _said(message, "Precedence") == "auto_reply"
        or any(_said(message, name) not in ("", "no") for name in marks)
        or _from_nobody(message)
    )


def _from_nobody(message: Message) -> bool:
    """The null sender, which the receiving server writes down: nothing may come back to it."""
    return _said(message, "Return-Path") == "<>"


def _local_part(message: Message) -> str:
    return parseaddr(header(message, "From", Troubles()))[1].partition("@")[0].lower()


def _said(message: Message, name: str) -> str:
    return header(message, name, Troubles()).partition(";")[0].strip().lower()


def _parameter(message: Message, name: str) -> str:
    found = re.search(rf"{name}=\"?([\w-]+)", header(message, "Content-Type", Troubles()), re.I)
    return found[1].lower() if found else ""
