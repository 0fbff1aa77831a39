"""In production settings: what refuses to start, and that Django's own deployment check finds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.postgres import OWNER, Postgres
from tests.ops.production import production

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unsafe(tmp_path_factory):
    """A database without fsync, as somebody might have set one up for speed."""
    with Postgres(tmp_path_factory.mktemp("pg"), durable=False) as database:
        yield database


def start(process, environment):
    return subprocess.run(
        ["sh", "ops/start", process], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("process", ["web", "worker", "relay"])
def test_no_process_serves_on_an_unsafe_database(tmp_path, unsafe, free_port, process):
    ended = start(process, production(tmp_path, unsafe, BIND=f"127.0.0.1:{free_port}"))
    assert ended.returncode != 0
    assert (
        "The database may lose acknowledged referrals: fsync, full_page_writes, synchronous_commit is off."
        in ended.stderr
    )


def test_no_process_serves_as_the_owner(tmp_path, unsafe, free_port):
    ended = start("web", production(tmp_path, unsafe, DATABASE_URL=unsafe.url(OWNER), BIND=f"127.0.0.1:{free_port}"))
    assert ended.returncode != 0
    assert "The application's database role is a superuser" in ended.stderr


def test_notify_without_its_key_stops_the_start_in_words(tmp_path, unsafe):
    half = production(tmp_path, unsafe, EMAIL_BY="notify", NOTIFY_EMAIL_TEMPLATE="x")
    command = [sys.executable, "manage.py", "check"]
    asked = subprocess.run(command, cwd=ROOT, env=half, capture_output=True, text=True, check=False)
    assert asked.returncode != 0
    assert "Set NOTIFY_API_KEY in the environment" in asked.stderr
    whole = subprocess.run(command, cwd=ROOT, env=half | {"NOTIFY_API_KEY": "x"}, capture_output=True, text=True, check=False)
    assert whole.returncode == 0, whole.stderr


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "SERVICE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"]
)
def test_a_missing_secret_stops_the_start_in_words(tmp_path, unsafe, name):
    environment = production(tmp_path, unsafe)
    del environment[name]
    asked = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert asked.returncode != 0
    assert f"Set {name} in the environment." in asked.stderr


def test_the_production_settings_pass_djangos_own_deployment_check(tmp_path, unsafe):
    asked = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=production(tmp_path, unsafe, SECRET_KEY="aB3-x9_Qz" * 8),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert "no issues" in asked.stdout
