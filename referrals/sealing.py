"""Drafts are sealed with a key that only their code makes: whoever has the database, and not the code, can read none."""

from base64 import urlsafe_b64encode
from secrets import token_bytes

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .codes import ONCE, plain


def seal(text: str, code: str) -> tuple[bytes, bytes]:
    """Salt and sealed text. Neither the code nor the key made from it is kept anywhere."""
    salt = token_bytes(16)
    return salt, _fernet(code, salt).encrypt(text.encode())


def unseal(sealed: bytes, salt: bytes, code: str) -> str | None:
    """The text, or nothing when this is not its code."""
    try:
        return _fernet(code, salt).decrypt(sealed).decode()
    except InvalidToken:
        return None


def pretend(code: str) -> None:
    """Takes as long as trying a code does: how soon the answer comes must not tell that there is no such draft."""
    _key(code, b"\0" * 16)


def _fernet(code: str, salt: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(_key(code, salt)))


def _key(code: str, salt: bytes) -> bytes:
    """Whoever has stolen the database may try codes as fast as machines can. At 60 random bits each try must cost: a
    tenth of a second and 32 megabytes (RFC 7914). The long codes of before had 130 bits, for which no delay was needed;
    a draft lives for seven days, so this second way can go soon after.
    """
    if len(plain(code)) == ONCE:
        return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"draft of a report").derive(plain(code))
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(plain(code))
