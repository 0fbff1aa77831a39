"""A place to measure in: the product's own processes as in production, on a database of their own."""

import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.postgres import OWNER, Postgres

ROOT = Path(__file__).resolve().parents[1]
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Place:
    """Where the product is being measured."""

    address: str
    environment: dict[str, str]
    web: subprocess.Popen | None = None

    def manage(self, *words: str, role: str = "DATABASE_URL") -> None:
        """Run one command of manage.py; `role`: the variable that holds the address to use."""
        environment = self.environment | {"DATABASE_URL": self.environment[role]}
        subprocess.run([sys.executable, "manage.py", *words, "--verbosity", "0"], cwd=ROOT, env=environment, check=True)

    def python(self, *words: str) -> str:
        """Run a module in the product's settings and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def workers(self) -> list[int]:
        """Process ids of the web workers."""
        children = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


@contextmanager
def place(port: int, workers: int) -> Iterator[Place]:
    """A durable PostgreSQL with the product's tables and two roles; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mash-bench-") as home, Postgres(Path(home) / "pg") as database:
        found = Place(f"http://127.0.0.1:{port}", _environment(Path(home), database, port, workers))
        found.manage("migrate", role="MIGRATE_DATABASE_URL")
        found.manage("createcachetable", role="MIGRATE_DATABASE_URL")
        found.manage("grant_app_role", role="MIGRATE_DATABASE_URL")
        found.manage("collectstatic", "--no-input")
        yield found


def _environment(home: Path, database: Postgres, port: int, workers: int) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "mash.settings.local",
        "DATABASE_URL": database.url(),
        "MIGRATE_DATABASE_URL": database.url(OWNER),
        "SECRET_KEY": secrets.token_hex(32),
        "SERVICE_URL": f"http://127.0.0.1:{port}",
        "BIND": f"127.0.0.1:{port}",
        "VAR_DIR": str(home / "var"),
        "WEB_CONCURRENCY": str(workers),
        "PYTHON": sys.executable,
    }


@contextmanager
def serving(found: Place) -> Iterator[Place]:
    """The web processes, started as everywhere else."""
    found.web = subprocess.Popen(["sh", "ops/start", "web"], cwd=ROOT, env=found.environment, start_new_session=True)
    try:
        _wait(found)
        yield found
    finally:
        found.web.terminate()
        found.web.wait(20)


def _wait(found: Place) -> None:
    for _ in range(300):
        try:
            with DIRECT.open(f"{found.address}/live", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The web processes did not come up.")


def memory(pid: int | str) -> tuple[float, float]:
    """A process's own share of memory (PSS) and all it maps (RSS), in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return kilobytes["Pss"] / 1024, kilobytes["Rss"] / 1024


def machine() -> str:
    """What it was measured on."""
    models = (line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    cpu = next(models, "model name: unknown").split(":")[1].strip()
    total = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    return f"{os.cpu_count()} cores ({cpu}), {total:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
