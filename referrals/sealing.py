"""Drafts are sealed with a key that only their code makes: whoever has the database, and not the code, can read none."""

from base64 import urlsafe_b64encode
from secrets import token_bytes

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .codes import plain


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


def _fernet(code: str, salt: bytes) -> Fernet:
    # The code is 130 random bits and no password that anybody chose: a slow derivation would protect nothing more.
    key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"draft of a report").derive(plain(code))
    return Fernet(urlsafe_b64encode(key))
