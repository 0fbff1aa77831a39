"""What has to be done before the first request, and a stamp that says it was, so that later starts take seconds."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ops.instance import ROOT, Refused
from ops.supervisor import Supervisor

APART = {".venv", ".git", "node_modules", "var", "tests", "static", "__pycache__", "bench", "docs"}
CODE = {".py", ".yaml", ".yml", ".json", ".sql", ".txt"}


@dataclass(frozen=True)
class Step:
    """One thing to do, again when what it rests on has changed."""

    name: str
    saying: str
    command: list[str]
    stamp: Path | None = None
    rests_on: Callable[[], str] = lambda: ""


def manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


def code_digest() -> str:
    """Everything the tables, the grants and the demo come from."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in APART]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in CODE]
    return _digest([*found, ROOT / "requirements-dev.txt"], lambda path: path.read_bytes())


def static_digest() -> str:
    found = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    return _digest([*found, ROOT / "requirements-dev.txt"], _size_and_time)


def take(step: Step, supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Do it, unless its stamp says that nothing has changed since it was done."""
    rests_on = step.rests_on()
    if step.stamp and step.stamp.exists() and step.stamp.read_text() == rests_on:
        return
    if step.saying:
        supervisor.say(step.saying)
    done = supervisor.once(step.name, step.command, env=environment, cwd=ROOT)
    if not done and not supervisor.stopping:
        raise Refused(f"“{step.name}” failed; its own words stand above.")
    if done and step.stamp:
        step.stamp.parent.mkdir(parents=True, exist_ok=True)
        step.stamp.write_text(rests_on)


def _digest(paths: Iterable[Path], content: Callable[[Path], bytes]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(content(path))
    return digest.hexdigest()


def _size_and_time(path: Path) -> bytes:
    state = path.stat()
    return f"{state.st_size} {state.st_mtime_ns}".encode()
