"""What `./run` says before anything starts: already running, port taken, a wrong port, nothing to start over."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ops import instance
from ops.instance import Refused

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path):
    """`./run` with a folder of its own, past the set-up; only for runs that are refused."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MIGRATE_DATABASE_URL"}}

    def refused(*words, **more):
        environment = kept | {"VAR_DIR": str(tmp_path)} | more
        return subprocess.run(
            [sys.executable, "-m", "ops.run", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
        )

    return refused


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_second_run_is_told_about_the_first(run, tmp_path):
    lock = instance.claim(tmp_path, 8123)
    told = run(PORT="8124")
    os.close(lock)
    assert told.returncode == 1
    assert (
        told.stderr
        == f"It already runs here: process {os.getpid()}, http://127.0.0.1:8123. Stop it first, with Ctrl-C.\n"
    )
    assert not (tmp_path / "postgres").exists()


def test_a_lock_left_by_a_dead_run_is_no_hindrance(tmp_path):
    (tmp_path / "run.lock").write_text("process 1, http://127.0.0.1:8000\n")
    os.close(instance.claim(tmp_path, 8123))
    assert (tmp_path / "run.lock").read_text() == f"process {os.getpid()}, http://127.0.0.1:8123\n"


def test_a_taken_port_is_told_before_anything_starts(run, tmp_path, taken_port):
    told = run(PORT=str(taken_port))
    assert told.returncode == 1
    assert told.stderr.startswith(f"Port {taken_port} on 127.0.0.1 can't be used: Address already in use.")
    assert f"PORT={taken_port + 1} ./run" in told.stderr
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("port", ["eight", "0", "70000", "-1"])
def test_a_wrong_port_is_told(run, port):
    told = run(PORT=port)
    assert (told.returncode, told.stderr) == (1, f"PORT is {port!r}. It has to be a number from 1 to 65535.\n")


def test_fresh_never_empties_a_database_of_ones_own(run, free_port):
    told = run("--fresh", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing", PORT=str(free_port))
    assert (told.returncode, told.stderr) == (
        1,
        "--fresh is for the embedded database. Empty the one in DATABASE_URL yourself.\n",
    )


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    first = instance.environment(tmp_path, 8123, {"DATABASE_URL": "postgresql:///x"})
    second = instance.environment(tmp_path, 8123, {"DATABASE_URL": "postgresql:///x"})
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) > 60
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_what_the_person_sets_goes_before_what_is_embedded(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///mine")
    monkeypatch.delenv("MIGRATE_DATABASE_URL", raising=False)
    made = instance.environment(tmp_path, 8123, {"DATABASE_URL": "postgresql:///embedded"})
    assert (made["DATABASE_URL"], made["MIGRATE_DATABASE_URL"]) == ("postgresql:///mine", "postgresql:///mine")


def test_the_settings_for_manage_are_for_their_owner_only(tmp_path):
    made = instance.environment(tmp_path, 8123, {"DATABASE_URL": "postgresql:///x"})
    instance.write_for_manage(tmp_path, made)
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600
    assert f"SECRET_KEY={made['SECRET_KEY']}\n" in (tmp_path / "env").read_text()


def test_a_run_has_a_mailbox_of_its_own_unless_one_is_given(tmp_path, monkeypatch):
    var = tmp_path / "a folder"
    var.mkdir()
    made = instance.environment(var, 8123, {"DATABASE_URL": "postgresql:///x"})
    assert made["MAILBOX_URL"] == f"maildir://{tmp_path}/a%20folder/mailbox"
    assert {path.name for path in (var / "mailbox").iterdir()} == {"tmp", "new", "cur"}
    monkeypatch.setenv("MAILBOX_URL", "imaps://a:b@mail.example.org/INBOX")
    assert instance.environment(var, 8123, {"DATABASE_URL": "postgresql:///x"})["MAILBOX_URL"].startswith("imaps://")


def test_a_free_port_is_not_refused(free_port):
    instance.refuse_taken(free_port)


def test_the_message_names_the_reason(taken_port):
    with pytest.raises(Refused, match="Address already in use"):
        instance.refuse_taken(taken_port)
