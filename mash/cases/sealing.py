"""What a worker has not sent yet is encrypted at rest: whoever has the database, and not the installation's secret, reads none."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, purpose: str) -> bytes:
    """Sealed text. `purpose`: whose it is and what for; it opens for that alone."""
    return _keys(purpose).encrypt(text.encode())


def unseal(sealed: bytes | str, purpose: str) -> str | None:
    """The text, or nothing when it was sealed for another purpose, under another secret, or by somebody else."""
    try:
        return _keys(purpose).decrypt(sealed).decode()
    except InvalidToken:
        return None


def _keys(purpose: str) -> MultiFernet:
    """The present secret seals; those before it still open (SECRET_KEY_FALLBACKS)."""
    return MultiFernet([_key(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"unsent words of a worker {purpose}".encode())
    return Fernet(urlsafe_b64encode(derived.derive(secret.encode())))
