"""The secret codes that people write down: of a report, which its form's key brings back, and of a draft, which nothing does."""

import hmac
from hashlib import sha256
from secrets import choice
from uuid import UUID

from mash.references import ALPHABET, LOOKALIKES

LENGTH = 26


def new_code() -> str:
    """130 random bits, to be written down: the only key to a saved draft."""
    return _in_groups("".join(choice(ALPHABET) for _ in range(LENGTH)))


def secret_code(once_key: UUID, secret: str) -> str:
    """The code of a report. Made from its key, so that sending the form again shows the same one; never stored."""
    number = int.from_bytes(hmac.digest(secret.encode(), b"status-code:" + once_key.bytes, sha256)[:16], "big")
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return _in_groups(letters)


def _in_groups(letters: str) -> str:
    return "-".join([letters[:6], *(letters[start : start + 5] for start in range(6, LENGTH, 5))])


def plain(code: str) -> bytes:
    """A code as it was typed, without what doesn't count: case, spaces, dashes and look-alike letters."""
    return "".join(c for c in code.upper() if c.isalnum()).translate(LOOKALIKES).encode(errors="replace")


def digest(code: str) -> str:
    """What is stored of a status code, and what a typed one is compared with."""
    return sha256(plain(code)).hexdigest()


def matches(code: str, kept: str) -> bool:
    """Whether this is the code, in a time that tells nothing."""
    return hmac.compare_digest(digest(code), kept)
