"""The referrer's secret code: 128 bits that only a holder of the form's key can bring back."""

import hmac
from hashlib import sha256
from uuid import UUID

from mash.references import ALPHABET, LOOKALIKES

LENGTH = 26


def secret_code(once_key: UUID, secret: str) -> str:
    """The code of a report. Made from its key, so that sending the form again shows the same one; never stored."""
    number = int.from_bytes(hmac.digest(secret.encode(), b"status-code:" + once_key.bytes, sha256)[:16], "big")
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return "-".join([letters[:6], *(letters[start : start + 5] for start in range(6, LENGTH, 5))])


def digest(code: str) -> str:
    """What is stored, and what a typed code is compared with: case, spaces, dashes and look-alike letters don't count."""
    letters = "".join(c for c in code.upper() if c.isalnum()).translate(LOOKALIKES)
    return sha256(letters.encode(errors="replace")).hexdigest()


def matches(code: str, kept: str) -> bool:
    """Whether this is the code, in a time that tells nothing."""
    return hmac.compare_digest(digest(code), kept)
