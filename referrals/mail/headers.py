"""The top of a message: who, when, what about, and what kind of sender made it."""

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from uuid import UUID

from .words import Troubles, clean, decoded

LONGEST = 2_000
GIANT = 20_000
ADDRESS = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}")
OURS = re.compile(r"<([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})@([^<>\s]+)>")


def header(message: Message, name: str, troubles: Troubles) -> str:
    """The first header of this name, in one line of readable words; empty when there is none."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if len(raw) > GIANT:
        troubles.add("Its top lines are far longer than they should be; they were cut.")
    value = raw[:LONGEST].encode("utf-8", "surrogateescape")
    text = _unfolded(decoded(value, "", troubles))
    words = _decoded_words(text, troubles)
    if "\n" in words:
        troubles.add("A top line held line breaks, as if to forge others.")
    return " ".join(words.split())


def _unfolded(raw: str) -> str:
    """A long header runs over several lines, each but the first indented: those breaks mean nothing."""
    return re.sub(r"\n(?=[ \t])", "", raw)


def _decoded_words(raw: str, troubles: Troubles) -> str:
    """RFC 2047: =?charset?encoding?text?= among plain words."""
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        troubles.add("A top line could not be read.")
        return raw
    texts = [part if isinstance(part, str) else decoded_part(part, charset, troubles) for part, charset in parts]
    return clean("".join(texts), troubles)


def decoded_part(part: bytes, charset: str | None, troubles: Troubles) -> str:
    """One piece of a header; spaces beside it are kept."""
    if charset is None:
        return part.decode("raw_unicode_escape", "replace")
    return decoded(part, charset, troubles)


def sender(message: Message, troubles: Troubles) -> tuple[str, str, str]:
    """The sender as written, their name, and their address if there is exactly one that can be written to."""
    written = header(message, "From", troubles)
    if not written:
        troubles.add("It does not say who sent it.")
        return "", "", ""
    pairs = getaddresses([written])
    address = pairs[0][1] if len(pairs) == 1 and len(message.get_all("From", [])) == 1 else ""
    if not (ADDRESS.fullmatch(address) and len(address) <= 254 and written.count("@") - pairs[0][0].count("@") == 1):
        troubles.add("The sender's address could not be read.")
        return written, "", ""
    return written, pairs[0][0].strip(), address


def dated(message: Message, troubles: Troubles) -> datetime | None:
    """When the sender's machine says it was written."""
    written = header(message, "Date", troubles)
    try:
        at = parsedate_to_datetime(written)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        troubles.add("It does not say when it was written, or not so that it could be read.")
        return None


def our_references(text: str, domain: str) -> tuple[UUID, ...]:
    """The Message-IDs in these words that can only be ours: <uuid@our domain>, as the relay writes them."""
    return tuple(UUID(number) for number, of in OURS.findall(text) if of.lower() == domain.lower())
