"""What files are taken, and what a file is: by its bytes, not by its name."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import puremagic

from .states import Refusal

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_FILES = 10
"""For one report."""
MOST_UNSENT = 5 * 1024 * MEGABYTE
"""All that strangers may leave here without sending a report: the disk belongs to the concerns."""
KEEP_UNSENT = timedelta(days=8)
"""A day longer than the longest-lived draft."""


@dataclass(frozen=True)
class Kind:
    """One kind of file that is taken."""

    label: str
    extension: str
    content_type: str

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "jpg": Kind("Picture", "jpg", "image/jpeg"),
    "png": Kind("Picture", "png", "image/png"),
    "pdf": Kind("PDF", "pdf", "application/pdf"),
    "docx": Kind("Word document", "docx", f"{OFFICE}.wordprocessingml.document"),
    "xlsx": Kind("Excel spreadsheet", "xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    "odt": Kind("OpenDocument text", "odt", "application/vnd.oasis.opendocument.text"),
    "txt": Kind("Text", "txt", "text/plain; charset=utf-8"),
}
"""As they are kept, by the word in which the workbench names them."""

PICTURES = {
    "jpg": re.compile(rb"\xff\xd8\xff"), "png": re.compile(rb"\x89PNG\r\n\x1a\n"), "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}  # fmt: skip
APPLE = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
HEAD = 4096


def family_of(content: bytes, name: str) -> str | Refusal:
    """Which tool of the workbench may open this, or why none does. What only claims to be something is nothing."""
    if not content:
        return Refusal.EMPTY
    if len(content) > MOST_BYTES:
        return Refusal.TOO_LARGE
    head = content[:HEAD]
    if head[4:8] == b"ftyp" and head[8:12] in APPLE:
        return Refusal.HEIC
    if head.startswith(OLD_OFFICE):
        return Refusal.OLD_OFFICE
    return _taken(head, name) or Refusal.UNKNOWN


def _taken(head: bytes, name: str) -> str:
    """Our own look and puremagic's must agree. A document is what stands at the very start: nothing before it."""
    if any(magic.match(head) and _seems(head, kind) for kind, magic in PICTURES.items()):
        return "picture"
    if head.startswith(b"%PDF-") and _seems(head, "pdf"):
        return "paper"
    if head.startswith(b"PK\x03\x04"):
        return "office"
    # Text has no mark of its own: its name must say so, and it may not be a page or a program in disguise.
    return "text" if name.lower().endswith(".txt") and head.lstrip()[:1] != b"<" else ""


def _seems(head: bytes, kind: str) -> bool:
    try:
        return any(match.extension == f".{kind}" for match in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return False


def plain_name(kind: Kind | None, number: int | None = None) -> str:
    """A name with nobody's name in it: photo-1.jpg, document-2.pdf; file-3 for what could not be taken."""
    stem = "file" if kind is None else "photo" if kind.is_picture else "document"
    extension = f".{kind.extension}" if kind else ""
    return f"{stem}{extension}" if number is None else f"{stem}-{number}{extension}"


def kind_by_type(content_type: str) -> Kind | None:
    """The kind that is kept under this content type."""
    return next((kind for kind in KINDS.values() if kind.content_type == content_type), None)


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 over everything that a document says, however its parts were put in: it stands in the document, and anybody
    can reckon it again.
    """
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
