"""The secret codes that people write down: of a report, which its form's key brings back, and of a draft, which nothing does."""

import hmac
from hashlib import sha256
from secrets import choice
from uuid import UUID

from mash.references import ALPHABET, LOOKALIKES

LENGTH = 12
"""60 random bits, in three groups of four: as much as somebody who is afraid copies by hand without a slip."""
ONCE = 26
"""How long codes were at first (130 bits). Who has one goes on using it."""


def new_code() -> str:
    """To be written down: the only key to a saved draft."""
    return _in_groups("".join(choice(ALPHABET) for _ in range(LENGTH)))


def secret_code(once_key: UUID, secret: str, length: int = LENGTH) -> str:
    """The code of a report. Made from its key, so that sending the form again shows the same one; never stored."""
    number = int.from_bytes(hmac.digest(secret.encode(), b"status-code:" + once_key.bytes, sha256)[:16], "big")
    letters = ""
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return _in_groups(letters)


def code_of(once_key: UUID, secret: str, kept: str) -> str:
    """The code of this key that opens a report whose kept digest this is: one that came in under a long code still shows
    that. Empty when a newer code was made since.
    """
    made = (secret_code(once_key, secret, length) for length in (LENGTH, ONCE))
    return next((code for code in made if matches(code, kept)), "")


def _in_groups(letters: str) -> str:
    if len(letters) == ONCE:
        return "-".join([letters[:6], *(letters[start : start + 5] for start in range(6, ONCE, 5))])
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def plain(code: str) -> bytes:
    """A code as it was typed, without what doesn't count: case, spaces, dashes and look-alike letters."""
    return "".join(c for c in code.upper() if c.isalnum()).translate(LOOKALIKES).encode(errors="replace")


def digest(code: str) -> str:
    """What is stored of a status code, and what a typed one is compared with."""
    return sha256(plain(code)).hexdigest()


def matches(code: str, kept: str) -> bool:
    """Whether this is the code, in a time that tells nothing."""
    return hmac.compare_digest(digest(code), kept)
