"""Bytes of a message as words: whatever can be read is read, and nothing in it can hurt what keeps it."""

import codecs
import re
from dataclasses import dataclass, field

NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
"""Codecs that Python counts as text but that nobody writes letters in; some take for ever."""
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass
class Troubles:
    """What could not be read as it was meant, in words for the worker; each once, in the order it was met."""

    said: dict[str, None] = field(default_factory=dict)

    def add(self, what: str) -> None:
        self.said.setdefault(what)


def decoded(content: bytes, charset: str, troubles: Troubles) -> str:
    """Text in the letters it says it is in; else as UTF-8; else with some letters wrong, and saying so."""
    named = _codec(charset)
    if charset and named is None:
        troubles.add("Its letters are in a code that nobody knows.")
    for codec in filter(None, (named, "utf-8")):
        try:
            return clean(content.decode(codec), troubles)
        except (UnicodeError, ValueError):
            continue
    troubles.add("Some letters could not be read.")
    return clean(content.decode("cp1252", "replace"), troubles)


def clean(text: str, troubles: Troubles) -> str:
    """Without what no database and no page can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        troubles.add("It held characters that are not text; they were left out.")
    return CONTROLS.sub("", text).strip()


def _codec(charset: str) -> str | None:
    try:
        found = codecs.lookup(charset) if charset else None
    except (LookupError, ValueError):
        return None
    return found.name if found and found._is_text_encoding and found.name not in NOT_TEXT else None
