"""Invented mail, delivered to the demo's own mailbox: the sweep takes it in like any other."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

MAILS = Path(__file__).parent / "data" / "mails"


def deliver_mails() -> int:
    """Only to a folder, never to a mailbox on a server, and each only once."""
    parts = urlsplit(settings.MAILBOX_URL)
    if parts.scheme != "maildir":
        return 0
    home = Path(unquote(parts.path))
    waiting = [mail for mail in sorted(MAILS.glob("*.eml")) if not any(home.glob(f"*/{mail.stem}*"))]
    for mail in waiting:
        (home / "tmp" / mail.stem).write_bytes(mail.read_bytes())
        (home / "tmp" / mail.stem).rename(home / "new" / mail.stem)
    return len(waiting)
