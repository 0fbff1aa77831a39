"""`./run` whole: it becomes ready, survives the death of its parts, keeps the data, and leaves nothing behind."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from ops.postgres import OWNER, Postgres
from tests.ops.production import unused_port

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {"DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
ANSWERS = urllib.request.build_opener(urllib.request.ProxyHandler({}))

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts processes by /proc"),
]


class Run:
    """One `./run` in a folder of its own, and what it says."""

    def __init__(self, var):
        self.var, self.port = var, unused_port()
        self.log = var.parent / f"said-{time.monotonic_ns()}"
        kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ops.run", "--no-seed"],
                cwd=ROOT,
                env=kept | {"VAR_DIR": str(var), "PORT": str(self.port)},
                stdout=log,
                stderr=log,
            )

    def said(self):
        return self.log.read_text()

    def wait(self, ready, within=240):  # the claim is: a first start within five minutes
        until = time.monotonic() + within
        while not ready():
            assert time.monotonic() < until, self.said()[-3000:]
            time.sleep(0.05)

    def wait_for_words(self):
        self.wait(lambda: re.search(rf"^Ready: http://127.0.0.1:{self.port}$", self.said(), re.M))

    def is_ready(self):
        with (
            contextlib.suppress(OSError, ValueError),
            ANSWERS.open(f"http://127.0.0.1:{self.port}/ready", timeout=5) as page,
        ):
            return json.load(page)["status"] == "ready"
        return False

    def end(self, sent=signal.SIGINT):
        self.process.send_signal(sent)
        return self.process.wait(60)


def processes_of(var):
    """Every living process whose environment or arguments name this folder."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            marks = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            if os.fsencode(var) in marks and int(process.name) != os.getpid():
                found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def row_count(var):
    with psycopg.connect(Postgres(var / "postgres").url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS drill (words text)")
        connection.execute("INSERT INTO drill VALUES ('kept')")
        return connection.execute("SELECT count(*) FROM drill").fetchone()[0]


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("run") / "var"


@pytest.fixture
def run(var):
    var.mkdir(exist_ok=True)
    made = Run(var)
    try:
        made.wait_for_words()
        yield made
    finally:
        if made.process.poll() is None:
            made.end()


def test_it_stops_cleanly_and_leaves_no_process(run, var):
    assert processes_of(var)
    assert run.end() == 0
    assert processes_of(var) == {}
    assert "did not stop in time" not in run.said()


def test_a_killed_database_comes_back_with_its_rows(run, var):
    before = row_count(var)
    postmaster = int((var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    run.wait(lambda: "Starting postgres again." in run.said())
    run.wait(run.is_ready)
    assert row_count(var) == before + 1


def test_a_killed_web_process_comes_back(run, var):
    master = min(pid for pid, words in processes_of(var).items() if "gunicorn" in words)
    os.kill(master, signal.SIGKILL)
    run.wait(lambda: "Starting web again." in run.said())
    run.wait(run.is_ready)


def test_a_killed_launcher_leaves_nothing_and_the_next_start_keeps_the_rows(run, var):
    before = row_count(var)
    run.process.kill()
    run.process.wait()
    run.wait(lambda: not processes_of(var))
    again = Run(var)
    try:
        again.wait_for_words()
        assert row_count(var) == before + 1
    finally:
        assert again.end() == 0


def test_the_second_start_is_a_matter_of_seconds(run, var):
    run.end()
    since = time.monotonic()
    again = Run(var)
    try:
        again.wait_for_words()
        took = time.monotonic() - since
    finally:
        assert again.end() == 0
    assert took < 15, f"{took:.1f} s"
