"""pytest plugin: each run of the tests has its own PostgreSQL, in memory-quick settings, gone when the run ends.

`TEST_PG_HOME=/some/folder` keeps the cluster for the next run (with `--reuse-db`, seconds saved while developing);
`EMBEDDED_PG_BIN` chooses another version's programs; a `DATABASE_URL` of one's own is left alone.

A new cluster is migrated once, while the tests are still being collected; each worker's database is a copy.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ops.postgres import DATABASE, OWNER, Postgres

KEPT = "TEST_PG_HOME"
MIGRATING = "TEST_PG_MIGRATING"
RUNNING = pytest.StashKey[Postgres]()
CHILD = pytest.StashKey[subprocess.Popen]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before Django reads its settings. Workers of a parallel run inherit the address."""
    if os.environ.get("DATABASE_URL"):
        return
    home = Path(os.environ.get(KEPT) or tempfile.mkdtemp(prefix="mash-test-"))
    database = Postgres(home, durable=False).start()
    early_config.stash[RUNNING] = database
    os.environ["DATABASE_URL"] = os.environ["MIGRATE_DATABASE_URL"] = database.url(OWNER)
    os.environ.setdefault("VAR_DIR", str(home / "var"))
    if not os.environ.get(KEPT):
        early_config.stash[CHILD] = _begin_to_migrate(home / "migrating")


def _begin_to_migrate(lock: Path) -> subprocess.Popen:
    """The lock is held for as long as the child lives. If it fails, so will the tests' own migrating, and say why."""
    os.environ[MIGRATING] = str(lock)
    migrate = [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity=0"]
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return subprocess.Popen(migrate, pass_fds=[held.fileno()], env=os.environ | {"DJANGO_SETTINGS_MODULE": "mash.settings.test"})


def migrated() -> str | None:
    """The database to copy, once it is ready; none where the tests run on a cluster that is kept, or on one's own."""
    lock = os.environ.get(MIGRATING)
    if lock is None:
        return None
    with Path(lock).open() as held:
        fcntl.flock(held, fcntl.LOCK_SH)
    return DATABASE


def pytest_unconfigure(config: pytest.Config) -> None:
    database = config.stash.get(RUNNING, None)
    if database is None:
        return
    if CHILD in config.stash:
        config.stash[CHILD].kill()
        config.stash[CHILD].wait()
    database.stop()
    if not os.environ.get(KEPT):
        shutil.rmtree(database.home, ignore_errors=True)
        shutil.rmtree(database.sockets, ignore_errors=True)
