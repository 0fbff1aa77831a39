"""The mailbox: looked at, taken from, marked as read; never written to, emptied or tidied. IMAP, or a maildir."""

import imaplib
import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

LARGEST = 40 * 1024 * 1024
"""Bytes kept of one message. Mail servers refuse far smaller ones; of a larger one the beginning is kept."""
PATIENCE = 10.0
AWAY = (OSError, imaplib.IMAP4.error, ImapToolsError)
"""The mailbox can't be read: no network, no server, wrong password, no such folder."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class BadAddress(ValueError):
    """MAILBOX_URL is not an address of a mailbox; the message holds no password."""


@dataclass(frozen=True)
class Slot:
    """One message in the mailbox: its key there, its place in the order of arrival, and whether it was marked as read."""

    key: str
    position: int
    seen: bool


@dataclass(frozen=True)
class Fetched:
    """One message as the mailbox has it."""

    raw: bytes
    received_at: datetime
    whole: bool


class Box(Protocol):
    """What the sweep needs of a mailbox."""

    name: str

    def look(self, since: int | None) -> list[Slot]:
        """Messages that are not marked as read, and all that came after this place, in order of arrival."""

    def fetch(self, slot: Slot) -> Fetched | None:
        """The message, which stays unread; None when it has gone or isn't handed over."""

    def mark(self, slot: Slot) -> None:
        """It is a row now: mark it as read."""


def named(url: str) -> str:
    """The mailbox in words, without its password."""
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        return f"maildir {unquote(parts.path)}"
    return f"{unquote(parts.username or '')} at {parts.hostname or ''}, {_folder(parts)}"


@contextmanager
def open_box(url: str) -> Iterator[Box]:
    """The mailbox of this address, for one look."""
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        yield Maildir(url)
        return
    door = _door(parts)
    try:
        door.login(unquote(parts.username or ""), unquote(parts.password or ""), initial_folder=None)
        yield Imap(url, door)
    finally:
        # Whatever we marked is marked; a rude good-bye changes nothing.
        with suppress(*AWAY):
            door.logout()


def _door(parts: SplitResult) -> BaseMailBox:
    host, port = parts.hostname or "", parts.port
    match parts.scheme:
        case "imaps":
            return MailBox(host, port or 993, timeout=PATIENCE, ssl_context=ssl.create_default_context())
        case "imap+tls":
            return MailBoxStartTls(host, port or 143, timeout=PATIENCE, ssl_context=ssl.create_default_context())
        case "imap" if host in LOOPBACK:
            return MailBoxUnencrypted(host, port or 143, timeout=PATIENCE)
    raise BadAddress("MAILBOX_URL must begin with imaps://, imap+tls:// or maildir:// (imap:// only on this machine)")


def _folder(parts: SplitResult) -> str:
    return unquote(parts.path.strip("/")) or "INBOX"


class Imap:
    """A folder on an IMAP server. A message's number holds as long as the folder's own (RFC 3501, 2.3.1.1)."""

    def __init__(self, url: str, door: BaseMailBox) -> None:
        self._door = door
        door.folder.set(_folder(urlsplit(url)))
        validity = door.client.response("UIDVALIDITY")[1][0].decode()
        self.name = f"{named(url)} {validity}"

    def look(self, since: int | None) -> list[Slot]:
        unseen = set(self._door.uids("UNSEEN", charset=None))
        # "n:*" always names the last message, even where its number is below n.
        newer = self._door.uids(f"UID {since}:*", charset=None) if since is not None else []
        found = unseen | {uid for uid in newer if int(uid) >= since}
        return [Slot(uid, int(uid), uid not in unseen) for uid in sorted(found, key=int)]

    def fetch(self, slot: Slot) -> Fetched | None:
        status, answer = self._door.client.uid("FETCH", slot.key, f"(INTERNALDATE BODY.PEEK[]<0.{LARGEST + 1}>)")
        if status != "OK" or not answer or answer[0] is None:
            return None
        raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
        said = b" ".join(part[0] if isinstance(part, tuple) else part for part in answer)
        return Fetched(raw[:LARGEST], _internal_date(said.decode("ascii", "replace")), len(raw) <= LARGEST)

    def mark(self, slot: Slot) -> None:
        self._door.client.uid("STORE", slot.key, "+FLAGS.SILENT", r"(\Seen)")


def _internal_date(said: str) -> datetime:
    """When the server took the message in; a server that says something else has just handed it over."""
    found = re.search(r'INTERNALDATE "([^"]+)"', said)
    with suppress(ValueError):
        if found:
            return datetime.strptime(found[1].strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    return datetime.now(UTC)


class Maildir:
    """A folder of files: new/ for what nobody has looked at, cur/ with flags for the rest."""

    def __init__(self, url: str) -> None:
        self._home = Path(unquote(urlsplit(url).path))
        self.name = named(url)
        if not all((self._home / where).is_dir() for where in ("new", "cur")):
            raise FileNotFoundError("no maildir")

    def look(self, since: int | None) -> list[Slot]:
        files = [file for where in ("new", "cur") for file in os.scandir(self._home / where)]
        slots = [slot for slot in map(_slot, files) if slot]
        wanted = [slot for slot in slots if not slot.seen or since is not None and slot.position >= since]
        return sorted(wanted, key=lambda slot: (slot.position, slot.key))

    def fetch(self, slot: Slot) -> Fetched | None:
        path = self._path(slot)
        try:
            raw = _beginning(path) if path else None
        except OSError:
            raw = None
        if raw is None:
            return None
        return Fetched(raw[:LARGEST], datetime.fromtimestamp(slot.position / 1e9, UTC), len(raw) <= LARGEST)

    def mark(self, slot: Slot) -> None:
        path = self._path(slot)
        if path is not None:
            flags = "".join(sorted({*path.name.partition(":2,")[2], "S"}))
            path.rename(self._home / "cur" / f"{slot.key}:2,{flags}")

    def _path(self, slot: Slot) -> Path | None:
        """A mail program may have moved it or changed its flags since we looked."""
        fresh = self._home / "new" / slot.key
        if fresh.exists():
            return fresh
        return next((path for path in (self._home / "cur").iterdir() if path.name.partition(":")[0] == slot.key), None)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _slot(file: os.DirEntry[str]) -> Slot | None:
    """Nothing when a mail program has just moved the file: the next look finds it."""
    key, _, flags = file.name.partition(":2,")
    if file.name.startswith(".") or not file.is_file():
        return None
    with suppress(FileNotFoundError):
        return Slot(key, file.stat().st_mtime_ns, "S" in flags)
    return None
