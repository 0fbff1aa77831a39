"""The embedded database: kept rows, no second server, no remains, a plain role for the application."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from ops.binaries import DatabaseError
from ops.postgres import OWNER, Postgres

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path):
    return tmp_path / "pg"


def ask(database, statement, *values, role=OWNER):
    with psycopg.connect(database.url(role), autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


def test_rows_survive_a_killed_server(home):
    database = Postgres(home).start()
    ask(database, "CREATE TABLE kept (words text)")
    for number in range(50):
        ask(database, "INSERT INTO kept VALUES (%s)", f"row {number}")
    os.kill(database.process.pid, signal.SIGKILL)
    database.process.wait()
    with database:
        assert ask(database, "SELECT count(*) FROM kept") == (50,)


def test_a_durable_cluster_is_durable(home):
    with Postgres(home) as database:
        assert [ask(database, f"SHOW {name}")[0] for name in ("fsync", "full_page_writes", "synchronous_commit")] == [
            "on"
        ] * 3


def test_the_application_role_is_plain(home):
    with Postgres(home) as database:
        powers = ask(
            database,
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = 'mash_app'",
        )
        assert powers == (False, False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(database, "CREATE TABLE mine (x int)", role="mash_app")


def test_a_second_server_on_the_same_folder_is_refused(home):
    with Postgres(home), pytest.raises(DatabaseError, match="Another process already runs the database"):
        Postgres(home).start()


def test_an_interrupted_first_start_begins_again(home):
    (home / "data").mkdir(parents=True)
    (home / "data" / "half").write_text("made")
    with Postgres(home) as database:
        assert ask(database, "SELECT 1") == (1,)


@pytest.mark.parametrize("content", ["", "not a number\n", "{another}\n/elsewhere\n1\n5432\n\n\n"])
def test_a_pid_file_of_no_server_is_no_hindrance(home, content):
    Postgres(home).start().stop()
    (home / "data" / "postmaster.pid").write_text(content.replace("{another}", str(os.getpid())))
    with Postgres(home) as database:
        assert ask(database, "SELECT 1") == (1,)


def test_the_orphan_of_a_killed_launcher_is_stopped_first(home):
    """Its lock is gone with it; the server it left may not go on beside a new one."""
    launcher = subprocess.Popen(
        [sys.executable, "-c", ORPHANING, str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        stderr=subprocess.PIPE,
    )
    orphan = int(launcher.stdout.readline())
    launcher.communicate()
    assert Path(f"/proc/{orphan}").exists() or not Path("/proc").exists()
    with Postgres(home) as database:
        assert database.process.pid != orphan
        assert ask(database, "SELECT words FROM kept") == ("by the first",)


ORPHANING = """
import os, signal, sys
from pathlib import Path
import psycopg
import ops.binaries, ops.postgres
ops.postgres.die_with_parent = lambda sent: None
found = ops.binaries.find_programs()
without_signal = ops.binaries.Programs(found.folder, [w for w in found.prefix if w != "--pdeathsig=INT"], found.user)
database = ops.postgres.Postgres(Path(sys.argv[1]), programs=without_signal).start()
with psycopg.connect(database.url("mash_owner"), autocommit=True) as connection:
    connection.execute("CREATE TABLE kept (words text)")
    connection.execute("INSERT INTO kept VALUES ('by the first')")
print(database.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_launcher_takes_its_server_along(home):
    """Linux tells the child that its parent died."""
    if not sys.platform.startswith("linux"):
        pytest.fail("This is about Linux; elsewhere the next start stops the orphan.")
    program = "import sys; from pathlib import Path; from ops.postgres import Postgres; "
    program += "print(Postgres(Path(sys.argv[1])).start().process.pid, flush=True); sys.stdin.read()"
    launcher = subprocess.Popen(
        [sys.executable, "-c", program, str(home)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    server = int(launcher.stdout.readline())
    launcher.kill()
    launcher.communicate()
    until = time.monotonic() + 10
    while (home / "data" / "postmaster.pid").exists():
        assert time.monotonic() < until, f"server {server} lives on"
        time.sleep(0.02)


def test_a_folder_too_deep_for_a_socket_still_works(tmp_path):
    deep = tmp_path / ("a-folder-with-a-long-name-" * 4)
    with Postgres(deep) as database:
        assert database.sockets != deep
        assert ask(database, "SELECT 1") == (1,)
    database.erase()
    assert not database.sockets.exists()
    assert not deep.exists()


def test_erasing_leaves_nothing(home):
    database = Postgres(home).start()
    database.stop()
    database.erase()
    assert not home.exists()


def test_data_of_another_version_is_refused_in_words(home):
    Postgres(home).start().stop()
    (home / "data" / "PG_VERSION").write_text("14\n")
    with pytest.raises(DatabaseError, match="was made by PostgreSQL 14"):
        Postgres(home).start()


def test_without_user_namespaces_it_runs_behind_a_private_folder_too(tmp_path, monkeypatch):
    """As root in a container: `nobody` may not enter the folder, and need not. Back and forth, the data changes hands."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    for forbidden in ("", "yes", ""):
        monkeypatch.setenv("EMBEDDED_PG_NO_USERNS", forbidden)
        with Postgres(private / "pg") as database:
            assert ask(database, "SELECT current_user", role="mash_app") == ("mash_app",)
            user = database.programs.user
        assert database.data.stat().st_uid == (user.pw_uid if user else os.geteuid())
