"""What one run of the product claims for itself: its lock, its port, its secrets, its environment."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import socket
import sys
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
PASSED_TO_MANAGE = ("SECRET_KEY", "DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "SERVICE_URL", "MAILBOX_URL")


class Refused(RuntimeError):
    """The run can't start, for a reason that the person can read and act on."""


def var_folder() -> Path:
    folder = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refused(f"PORT is {text!r}. It has to be a number from 1 to 65535.")
    return int(text)


def claim(var: Path, port: int) -> int:
    """The lock of this folder, held until the process ends; a second run is told about the first."""
    lock = os.open(var / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 200).decode(errors="replace").strip()
        os.close(lock)
        raise Refused(f"It already runs here: {holder or 'just starting'}. Stop it first, with Ctrl-C.") from None
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()}, http://{HOST}:{port}\n".encode())
    return lock


def refuse_taken(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
            trial.listen(1)
        except OSError as error:
            raise Refused(
                f"Port {port} on {HOST} can't be used: {error.strerror}. "
                f"Stop the program that has it, or choose another: PORT={port + 1} ./run"
            ) from None


def environment(var: Path, port: int, embedded: dict[str, str]) -> dict[str, str]:
    """For every child. What the person set goes before what is embedded."""
    given = {name: value for name, value in os.environ.items() if value}
    child = embedded | given
    child.setdefault("SERVICE_URL", f"http://{HOST}:{port}")
    child.setdefault("MIGRATE_DATABASE_URL", child["DATABASE_URL"])
    child.setdefault("SECRET_KEY", _secret_key(var))
    child.setdefault("MAILBOX_URL", _mailbox(var))
    return child | {
        "DJANGO_SETTINGS_MODULE": "mash.settings.local",
        "VAR_DIR": str(var),
        "TMPDIR": str(_emptied(var / "tmp")),
        "BIND": f"{HOST}:{port}",
        "PYTHON": sys.executable,
        "PYTHONUNBUFFERED": "1",
        # In a container everything is root; the advice against it would be the first thing a person reads.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }


def write_for_manage(var: Path, child: dict[str, str]) -> None:
    """So that `manage.py`, called by hand beside a run, finds the same database."""
    lines = [f"{name}={child[name]}\n" for name in PASSED_TO_MANAGE if name in child]
    _write_private(var / "env", "".join(lines))


def clear_bells(var: Path) -> None:
    """Rings of the last run. What is due stands in the database, so nothing is lost with them."""
    shutil.rmtree(var / "broker", ignore_errors=True)


def _mailbox(var: Path) -> str:
    """A folder that mail is delivered to, looked into as a council's mailbox is."""
    for name in ("tmp", "new", "cur"):
        (var / "mailbox" / name).mkdir(parents=True, exist_ok=True)
    return f"maildir://{quote(str(var / 'mailbox'))}"


def _secret_key(var: Path) -> str:
    kept = var / "secret-key"
    with contextlib.suppress(FileNotFoundError):
        return kept.read_text().strip()
    _write_private(kept, secrets.token_urlsafe(64))
    return kept.read_text()


def _write_private(path: Path, text: str) -> None:
    """Made beside its place: nobody reads a half-written file, and it is never open to others."""
    making = path.with_suffix(".new")
    making.unlink(missing_ok=True)
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    making.rename(path)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
