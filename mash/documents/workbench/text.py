"""Plain text is read in whichever way it was written, and kept as UTF-8."""

import codecs
import unicodedata

from .unfit import Unfit


def make(content: bytes) -> tuple[str, bytes]:
    """Words, without control characters. Bytes that are no words are not taken."""
    words = _read(content)
    if "\x00" in words:
        raise Unfit("unknown")
    kept = "".join(c for c in words if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))
    if not kept.strip():
        raise Unfit("empty")
    return "txt", kept.encode()


def _read(content: bytes) -> str:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as fault:
        raise Unfit("unknown") from fault
