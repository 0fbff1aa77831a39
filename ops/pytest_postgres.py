"""pytest plugin: each run of the tests has its own PostgreSQL, in memory-quick settings, gone when the run ends.

`TEST_PG_HOME=/some/folder` keeps the cluster for the next run (with `--reuse-db`, seconds saved while developing);
`EMBEDDED_PG_BIN` chooses another version's programs; a `DATABASE_URL` of one's own is left alone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from ops.postgres import OWNER, Postgres

KEPT = "TEST_PG_HOME"
RUNNING = pytest.StashKey[Postgres]()


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


def pytest_unconfigure(config: pytest.Config) -> None:
    database = config.stash.get(RUNNING, None)
    if database is None:
        return
    database.stop()
    if not os.environ.get(KEPT):
        shutil.rmtree(database.home, ignore_errors=True)
        shutil.rmtree(database.sockets, ignore_errors=True)
