"""The product as production runs it, with invented secrets: its environment, and its processes without containers."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from ops.postgres import OWNER, Postgres
from ops.supervisor import Child, Supervisor

ROOT = Path(__file__).resolve().parents[2]
HOST = "mash.example.org"
PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


def production(var: Path, database: Postgres, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "DJANGO_SETTINGS_MODULE": "mash.settings.production",
        "VAR_DIR": str(var),
        "SECRET_KEY": "aB3-x9_Qz" * 8,
        "ALLOWED_HOSTS": HOST,
        "SERVICE_URL": f"https://{HOST}",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DATABASE_URL": database.url(),
    } | more


def unused_port() -> int:
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return finder.getsockname()[1]


class Shape:
    """What runs, and what its web process answers."""

    def __init__(self, supervisor, port, environment, database):
        self.supervisor, self.port, self.environment, self.database = supervisor, port, environment, database

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

    def wait(self, ready, within=150):
        assert self.supervisor.wait_until(ready, within), self.readiness()

    def pid(self, name):
        return next(child.process.pid for child in self.supervisor.children if child.name == name)


def run_step(environment, *command):
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@contextmanager
def production_shape(var: Path, **more: str):
    """Database, Redis, web, beat, worker and relay, each a process of its own; all of them gone afterwards."""
    redis_socket = var / "redis.sock"
    database = Postgres(var / "pg").start()
    port = unused_port()
    environment = production(
        var, database, BIND=f"127.0.0.1:{port}", REDIS_URL=f"redis+socket://{redis_socket}", **more
    )
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
    made = Shape(supervisor, port, environment, database)
    try:
        made.wait(lambda: made.readiness().get("status") == "ready")
        yield made
    finally:
        supervisor.stop()
        database.stop()
    assert not supervisor.failed
