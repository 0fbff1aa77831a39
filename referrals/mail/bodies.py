"""The parts of a message: its words, plain where there are plain ones, and its attachments. Nothing is ever fetched."""

from dataclasses import dataclass, field
from email.errors import InvalidBase64CharactersDefect, InvalidBase64LengthDefect, InvalidBase64PaddingDefect
from email.message import Message

import html2text

from .headers import header
from .words import Troubles, clean, decoded

DEEPEST = 20
MOST_FILES = 50
LONGEST_PART = 500_000
GARBLED = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect, InvalidBase64PaddingDefect)
MARKS = {"NoBoundaryInMultipartDefect", "StartBoundaryNotFoundDefect", "CloseBoundaryNotFoundDefect"}


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message, as its sender names it."""

    name: str
    content_type: str
    content: bytes


@dataclass
class Body:
    """What was found in a message or in one of its parts."""

    troubles: Troubles
    texts: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)

    def inner(self) -> "Body":
        return Body(self.troubles)

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.texts if text)


def gather(part: Message, body: Body, depth: int = 0) -> None:
    """Read one part and everything in it."""
    if depth > DEEPEST:
        body.troubles.add("Messages within messages within messages: the innermost were not read.")
        return
    kind = part.get_content_type()
    _note_marks(part, body.troubles)
    if isinstance(part.get_payload(), str):
        _gather_leaf(part, body, alone=depth == 0)
    elif kind == "multipart/alternative":
        _gather_alternative(part, body, depth)
    elif kind == "message/delivery-status":
        body.texts.append("\n\n".join(_lines(block, body.troubles) for block in part.get_payload()))
    else:
        for inner in part.get_payload() or []:
            _gather_inner(kind, inner, body, depth)


def _gather_inner(kind: str, inner: Message, body: Body, depth: int) -> None:
    if kind == "message/rfc822":
        whose, what = header(inner, "From", body.troubles), header(inner, "Subject", body.troubles)
        body.texts.append(f"Attached message from {whose or 'somebody'}: {what or 'no subject'}")
    gather(inner, body, depth + 1)


def _gather_alternative(part: Message, body: Body, depth: int) -> None:
    """The same words in several forms: the plain one, unless the other says much more."""
    found: dict[bool, str] = {}
    for inner in part.get_payload():
        one = body.inner()
        gather(inner, one, depth + 1)
        body.files += one.files
        found[inner.get_content_type() == "text/plain"] = one.text
    plain, other = found.get(True, ""), found.get(False, "")
    body.texts.append(plain)
    if not plain or len(other) > 3 * len(plain) + 200:
        body.texts.append(other)


def _gather_leaf(part: Message, body: Body, *, alone: bool) -> None:
    kind, name = part.get_content_type(), _filename(part, body.troubles)
    content = part.get_payload(decode=True) or b""
    if any(isinstance(defect, GARBLED) for defect in part.defects):
        body.troubles.add("A part of it is cut off or garbled.")
    attached = bool(name) or part.get_content_disposition() == "attachment"
    words = kind in ("text/plain", "text/html", "text/rfc822-headers") or kind.startswith(("multipart/", "message/"))
    if words and not attached:
        body.texts.append(_words(content, part, body.troubles))
    elif alone and not attached and _is_words(content):
        body.troubles.add("It says that it is something else than words.")
        body.texts.append(decoded(content, "utf-8", body.troubles))
    elif content and len(body.files) < MOST_FILES:
        body.files.append(Attachment(name or f"attachment {len(body.files) + 1}", kind, content))
    elif content:
        body.troubles.add("It has more attachments than were taken in.")


def _words(content: bytes, part: Message, troubles: Troubles) -> str:
    if len(content) > LONGEST_PART:
        troubles.add("It is very long: the end of it is only in the message as it came.")
    text = decoded(content[:LONGEST_PART], _charset(part, troubles), troubles)
    return clean(_plain(text), troubles) if part.get_content_type() == "text/html" else text


def _plain(html: str) -> str:
    """The words of a page, without pictures and without addresses that a click would open."""
    reader = html2text.HTML2Text(bodywidth=0)
    reader.ignore_images = reader.ignore_links = reader.ignore_emphasis = True
    return reader.handle(html)


def _charset(part: Message, troubles: Troubles) -> str:
    try:
        return part.get_content_charset("")
    except (LookupError, ValueError):
        troubles.add("Its letters are in a code that nobody knows.")
        return ""


def _filename(part: Message, troubles: Troubles) -> str:
    try:
        return clean(part.get_filename("") or "", troubles)[:150]
    except (LookupError, ValueError, TypeError):
        troubles.add("The name of an attachment could not be read.")
        return "attachment"


def _is_words(content: bytes) -> bool:
    try:
        return bool(content.strip()) and content.decode("utf-8").replace("\n", " ").replace("\r", " ").isprintable()
    except UnicodeDecodeError:
        return False


def _note_marks(part: Message, troubles: Troubles) -> None:
    said = header(part, "Content-Type", Troubles())
    if said and "/" not in said:
        troubles.add("It does not say what it is made of.")
    if MARKS & {type(defect).__name__ for defect in part.defects}:
        troubles.add("Its parts are not marked off from each other as they should be.")


def _lines(block: Message, troubles: Troubles) -> str:
    return "\n".join(f"{name}: {header(block, name, troubles)}" for name in dict.fromkeys(block.keys()))
