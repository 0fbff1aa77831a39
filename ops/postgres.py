"""One embedded PostgreSQL: a folder, a lock, two roles, and a server that is a child of this process."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from ops import remains
from ops.binaries import DatabaseError, Programs, environment, find_programs
from ops.children import die_with_parent

OWNER = "mash_owner"
APP = "mash_app"
DATABASE = "mash"
LONGEST_SOCKET = 103  # macOS allows 104 bytes, Linux 108; one is for the closing NUL
READY_WITHIN = 30.0
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

# Idempotent, because it runs at every start: an interrupted first start is completed by the second.
ROLES_AND_DATABASE = f"""
SELECT 'CREATE ROLE {APP} LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') \\gexec
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
"""


class Postgres:
    """One cluster in `home`. Either `start` and `stop` it, or `prepare` it and let a supervisor run `command`."""

    def __init__(self, home: Path, *, durable: bool = True, programs: Programs | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.durable = durable
        self.programs = programs or find_programs()
        self.sockets = _socket_folder(self.home)
        self.process: subprocess.Popen | None = None
        self._lock: int | None = None

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}"

    def prepare(self) -> None:
        """Everything before the server can be started, the first time and after any kind of end."""
        self._make_folders()
        self._take_lock()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._refuse_other_version()
        self.clear_remains()

    def command(self) -> list[str]:
        options = {
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0700",
            "listen_addresses": "",
            "max_connections": 200,
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # Statements and details of errors hold what people wrote: they stay out of the log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        } | (SAFE if self.durable else QUICK)
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return self.programs.command("postgres", "-D", self.data, *settings)

    def spawn_options(self) -> dict:
        """What Popen needs besides the command, whoever calls it."""
        return {"cwd": "/", "env": environment()}

    def start(self) -> Postgres:
        """Run it as a child of this very process: for tests and for drills."""
        self.prepare()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self.spawn_options(),
            )
        self._wait_until_ready()
        self.make_roles_and_database()
        return self

    def stop(self, within: float = 20.0) -> None:
        """A fast shutdown; past its time an immediate one, from which the next start recovers."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(within)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(5)
        self.release()

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def answers(self) -> bool:
        try:
            self.programs.call("pg_isready", "-q", "-U", OWNER, "-d", "postgres", "-h", self.sockets)
        except DatabaseError:
            return False
        return True

    def make_roles_and_database(self) -> None:
        script = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-U", OWNER, "-d", "postgres"]
        self.programs.call("psql", *script, stdin=ROLES_AND_DATABASE)

    def clear_remains(self) -> None:
        """What a killed server left. We hold the lock, so a pid file here is from a crash or an orphan.

        PostgreSQL judges a stale file by itself, and safely; it can't when the file was left empty, or its pid
        is a zombie (a container without a reaper) or was given to another process of the same user. Only then
        is the file removed, and never while a process still works in the folder.
        """
        pid_file = self.data / "postmaster.pid"
        pid = remains.pid_in(pid_file)
        if pid and remains.serves(pid, self.data):
            remains.stop_orphan(pid, self.data)
        remains.wait_for_last(self.data)
        if pid is None or remains.exists(pid):
            pid_file.unlink(missing_ok=True)

    def erase(self) -> None:
        """Start over: stop what an earlier run may have left, then remove the data."""
        self._make_folders()
        self._take_lock()
        self.clear_remains()
        self.release()
        for folder in {self.home, self.sockets}:
            shutil.rmtree(folder)

    def _make_folders(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        owner = self.programs.user.pw_uid if self.programs.user else os.geteuid()
        if self.sockets.stat().st_uid not in {owner, os.geteuid()} | self.programs.others:
            raise DatabaseError(f"{self.sockets} belongs to someone else.")
        if os.geteuid() == 0:
            for folder in (self.home, self.data, self.sockets):
                _hand_over(folder, owner)

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise DatabaseError(f"Another process already runs the database in {self.home}.") from None
        self._lock = lock

    def _initialise(self) -> None:
        """Made beside its place and moved there whole, so that an interrupted start leaves no half cluster."""
        making = self.home / "data.new"
        for leftover in (self.data, making):
            shutil.rmtree(leftover, ignore_errors=True)
        collation = ["--locale=C.UTF-8"]
        if int(self.programs.major()) >= 17:
            # The database's own collation: the same order on every system, whatever its C library.
            collation = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self.programs.call("initdb", "-D", making, "-U", OWNER, "--auth=trust", "-E", "UTF8", *collation)
        making.rename(self.data)

    def _refuse_other_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        found = self.programs.major()
        if made_by != found:
            raise DatabaseError(f"{self.data} was made by PostgreSQL {made_by}; this is PostgreSQL {found}.")

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while not self.answers():
            if self.process is None or self.process.poll() is not None:
                raise DatabaseError("PostgreSQL ended at once:\n" + self.log.read_text(errors="replace")[-1500:])
            if time.monotonic() > until:
                raise DatabaseError(f"PostgreSQL did not answer within {READY_WITHIN:.0f} seconds.")
            time.sleep(0.02)

    def __enter__(self) -> Postgres:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _socket_folder(home: Path) -> Path:
    """Beside the data, unless the path is too long for a socket."""
    if len(os.fsencode(home / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return home
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"mash-{os.getuid()}-{name}"


def _hand_over(folder: Path, owner: int) -> None:
    """As root only, where the server may run as `nobody` one day and in a namespace the next."""
    if not folder.exists() or folder.stat().st_uid == owner:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, -1, follow_symlinks=False)
