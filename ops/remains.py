"""Looks at what an earlier database server left behind: its pid file, an orphan, its last processes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from ops.binaries import DatabaseError

PROC = Path("/proc")
PATIENCE = 10.0


def pid_in(pid_file: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(pid_file.read_text().split()[0])
    return None


def exists(pid: int) -> bool:
    """Whether the pid is taken, be it by a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def serves(pid: int, data: Path) -> bool:
    """Whether this pid is a living server of this very folder (a zombie has no arguments)."""
    words = _arguments(pid)
    return "-D" in words and words[words.index("-D") + 1 :][:1] == [str(data)]


def stop_orphan(pid: int, data: Path) -> None:
    """The server of a launcher that was killed: a fast shutdown, then this start goes on."""
    os.kill(pid, signal.SIGINT)
    _wait(lambda: not serves(pid, data), f"A database server left from before (process {pid}) does not stop.")


def wait_for_last(data: Path) -> None:
    """A killed server's own children end by themselves in an instant; two servers must never share a folder."""
    _wait(lambda: not _works_in(data), f"Processes of an earlier database server still work in {data}.")


def _arguments(pid: int) -> list[str]:
    if not PROC.exists():
        asked = subprocess.run(
            ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return asked.stdout.split()
    try:
        return [os.fsdecode(word) for word in (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")]
    except OSError:
        return []


def _works_in(data: Path) -> bool:
    """Linux shows each process's folder; PostgreSQL's is its data. Elsewhere PostgreSQL's own check has to do."""
    for process in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.readlink(process / "cwd") == str(data) and (process / "comm").read_text() == "postgres\n":
                return True
    return False


def _wait(done: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > until:
            raise DatabaseError(otherwise)
        time.sleep(0.02)
