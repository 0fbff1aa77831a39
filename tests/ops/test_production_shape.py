"""The processes of docker-compose.yml, run together in production settings without containers."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.production import HOST, PROXY, ROOT, production_shape, run_step

FULL = os.environ.get("DRILLS") == "full"

pytestmark = pytest.mark.drill


@pytest.fixture(scope="module")
def shape(tmp_path_factory):
    with production_shape(tmp_path_factory.mktemp("var")) as made:
        yield made


def test_the_proxys_word_on_tls_is_needed_and_believed(shape):
    assert shape.get("/sign-in/", {"Host": HOST})[0] == 301
    status, headers, _ = shape.get("/sign-in/")
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_cookies_are_for_this_host_and_tls_only(shape):
    cookie = shape.get("/sign-in/")[1]["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie


def test_another_name_is_not_served(shape):
    assert shape.get("/sign-in/", PROXY | {"Host": "elsewhere.example.org"})[0] == 400


def test_style_sheets_come_fingerprinted_from_the_web_process(shape):
    manifest = json.loads((Path(shape.environment["VAR_DIR"]) / "staticfiles" / "staticfiles.json").read_text())
    style = next(path for name, path in manifest["paths"].items() if name.endswith("app.css"))
    status, headers, _ = shape.get(f"/static/{style}")
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


def test_worker_and_relay_show_signs_of_life(shape):
    """The full drill waits for the timetable to ring; the reduced one rings itself."""
    if not FULL:
        ring = [sys.executable, "-m", "celery", "--quiet", "-A", "mash", "call", "mash.health.tasks.beat_heart"]
        run_step(shape.environment, *ring)
    shape.wait(lambda: shape.process_state("worker") == "well")
    shape.wait(lambda: shape.process_state("relay") == "well")


def test_the_containers_health_check_agrees(shape):
    check = [sys.executable, "ops/healthcheck.py"]
    address = {"HEALTH_ADDRESS": f"http://127.0.0.1:{shape.port}"}
    run_step(shape.environment | address, *check)
    dead = subprocess.run(
        check,
        cwd=ROOT,
        env=shape.environment | {"HEALTH_ADDRESS": "http://127.0.0.1:1"},
        capture_output=True,
        check=False,
    )
    assert dead.returncode == 1


def test_a_web_process_killed_or_without_redis_serves_on(shape):
    os.kill(shape.pid("redis"), signal.SIGSTOP)
    try:
        assert shape.get("/sign-in/")[0] == 200
        killed = shape.pid("web")
        os.kill(killed, signal.SIGKILL)
        shape.wait(lambda: shape.pid("web") != killed and shape.readiness().get("status") == "ready")
    finally:
        os.kill(shape.pid("redis"), signal.SIGCONT)
