"""The processes of docker-compose.yml, run together in production settings without containers."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ops.postgres import OWNER, Postgres
from ops.supervisor import Child, Supervisor
from tests.ops.production import HOST, production, unused_port

ROOT = Path(__file__).resolve().parents[2]
PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
FULL = os.environ.get("DRILLS") == "full"

pytestmark = pytest.mark.drill


class Shape:
    """What runs, and what its web process answers."""

    def __init__(self, supervisor, port, environment):
        self.supervisor, self.port, self.environment = supervisor, port, environment

    def get(self, path, headers=PROXY):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read()
        finally:
            connection.close()

    def readiness(self):
        try:
            return json.loads(self.get("/ready")[2])
        except (OSError, ValueError):
            return {}

    def process_state(self, name):
        return self.readiness().get("processes", {}).get(name, {}).get("state")

    def wait(self, ready, within=60):
        assert self.supervisor.wait_until(ready, within), self.readiness()

    def pid(self, name):
        return next(child.process.pid for child in self.supervisor.children if child.name == name)


def run_step(environment, *command):
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def shape(tmp_path_factory):
    var = tmp_path_factory.mktemp("var")
    redis_socket = var / "redis.sock"
    database = Postgres(var / "pg").start()
    port = unused_port()
    environment = production(var, database, BIND=f"127.0.0.1:{port}", REDIS_URL=f"redis+socket://{redis_socket}")
    run_step(
        environment | {"MIGRATE_DATABASE_URL": database.url(OWNER)}, "sh", "ops/start", "migrate", "--verbosity", "0"
    )
    run_step(environment, sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    supervisor = Supervisor()
    redis = [shutil.which("redis-server"), "--port", "0", "--unixsocket", redis_socket, "--save", "", "--dir", var]
    supervisor.start(Child("redis", [str(word) for word in redis], rank=9, log=var / "redis.log"))
    for rank, name in enumerate(("web", "beat", "worker", "relay")):
        options = {"env": environment, "cwd": ROOT}
        supervisor.start(Child(name, ["sh", "ops/start", name], rank=rank, options=options, log=var / f"{name}.log"))
    made = Shape(supervisor, port, environment)
    made.wait(lambda: made.readiness().get("status") == "ready")
    yield made
    supervisor.stop()
    database.stop()
    assert not supervisor.failed


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
