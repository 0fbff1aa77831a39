"""`./run`: the whole product on one machine, from an empty folder to a page that answers, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from ops import instance, preparation
from ops.binaries import DatabaseError
from ops.instance import HOST, ROOT, Refused
from ops.postgres import OWNER, Postgres
from ops.preparation import Step, manage
from ops.supervisor import Child, Supervisor

STOP_ORDER = ("web", "beat", "worker", "relay", "postgres")
READY_WITHIN = 120.0
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main() -> int:
    wanted = _arguments()
    supervisor = Supervisor()
    supervisor.listen()
    try:
        var, port = instance.var_folder(), instance.chosen_port()
        instance.claim(var, port)
        instance.refuse_taken(port)
        postgres = None if os.environ.get("DATABASE_URL") else Postgres(var / "postgres")
        if wanted.fresh:
            _start_over(var, postgres)
        _serve(supervisor, var, port, postgres, seed=not wanted.no_seed)
    except (Refused, DatabaseError) as refusal:
        supervisor.failed = True
        print(refusal, file=sys.stderr)
    finally:
        supervisor.stop()
    return 1 if supervisor.failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="throw the embedded database and its files away first")
    parser.add_argument("--no-seed", action="store_true", help="leave out the invented people and concerns")
    return parser.parse_args()


def _start_over(var: Path, postgres: Postgres | None) -> None:
    if postgres is None:
        raise Refused("--fresh is for the embedded database. Empty the one in DATABASE_URL yourself.")
    postgres.erase()
    for name in ("broker", "media", "mail", "mailbox", "tmp", "stamps", "beat"):
        shutil.rmtree(var / name, ignore_errors=True)


def _serve(supervisor: Supervisor, var: Path, port: int, postgres: Postgres | None, *, seed: bool) -> None:
    embedded = {}
    if postgres is not None:
        embedded = {"DATABASE_URL": postgres.url(), "MIGRATE_DATABASE_URL": postgres.url(OWNER)}
        _start_database(supervisor, postgres)
    environment = instance.environment(var, port, embedded)
    instance.write_for_manage(var, environment)
    instance.clear_bells(var)
    _prepare(supervisor, environment, _steps(var, postgres, seed=seed))
    if supervisor.stopping:
        return
    # Pages first: they need no worker, and a person waits for them.
    _start_process("web", supervisor, environment)
    address = f"http://{HOST}:{port}"
    if _wait_for_pages(supervisor, address):
        for name in ("worker", "beat", "relay"):
            _start_process(name, supervisor, environment)
        _announce(address, environment, seed=seed)
        supervisor.keep()


def _start_database(supervisor: Supervisor, postgres: Postgres) -> None:
    child = Child(
        "postgres",
        postgres.command(),
        rank=STOP_ORDER.index("postgres"),
        options=postgres.spawn_options(),
        prepare=postgres.prepare,
        log=postgres.log,
        stop_signal=signal.SIGINT,
        grace=20.0,
        hurried_grace=10.0,
    )
    supervisor.start(child)
    if supervisor.wait_until(postgres.answers, within=30.0):
        postgres.make_roles_and_database()
    elif not supervisor.stopping:
        raise DatabaseError("PostgreSQL did not answer within 30 seconds.")


def _prepare(supervisor: Supervisor, environment: dict[str, str], steps: list[Step]) -> None:
    for step in steps:
        if not supervisor.stopping:
            preparation.take(step, supervisor, environment)


def _steps(var: Path, postgres: Postgres | None, *, seed: bool) -> list[Step]:
    """Assets, tables and grants, the invented demo. A database of one's own bears no stamps: it is always looked at."""
    tables = ["sh", "ops/start", "migrate", "--verbosity", "0"]
    collect = manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
    code, static = preparation.code_digest, preparation.static_digest
    migrated, seeded = (postgres.home / "migrated", postgres.home / "seeded") if postgres else (None, None)
    steps = [
        Step("assets", "", ["sh", "ops/assets.sh"]),  # says so itself, if it has work
        Step("static", "Collecting static files.", collect, var / "stamps" / "static", static),
        Step("migrate", "Bringing the tables up to date.", tables, migrated, code),
    ]
    if seed:
        # Once: what people did in the demo since then is theirs, whatever a newer version would invent.
        steps.append(Step("seed", "Inventing a demo.", manage("seed_demo"), seeded))
    return steps


def _start_process(name: str, supervisor: Supervisor, environment: dict[str, str]) -> None:
    command = ["sh", "ops/start", name]
    supervisor.start(Child(name, command, rank=STOP_ORDER.index(name), options={"env": environment, "cwd": ROOT}))


def _wait_for_pages(supervisor: Supervisor, address: str) -> bool:
    if supervisor.wait_until(lambda: _readiness(address)["status"] == "ready", within=READY_WITHIN):
        return True
    if not supervisor.stopping:
        raise Refused(f"It did not become ready: {json.dumps(_readiness(address))}")
    return False


def _announce(address: str, environment: dict[str, str], *, seed: bool) -> None:
    """The one line that other programs wait for, then who can sign in."""
    print(f"\nReady: {address}\n", flush=True)
    if seed:
        subprocess.run(manage("demo_accounts"), env=environment, cwd=ROOT, check=False, start_new_session=True)
    print("\nStop it with Ctrl-C.\n", flush=True)


def _readiness(address: str) -> dict:
    try:
        with DIRECT.open(f"{address}/ready", timeout=3) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        return {"status": f"HTTP {refusal.code}", "body": refusal.read(500).decode(errors="replace")}
    except (OSError, ValueError) as failure:
        return {"status": str(failure)}


if __name__ == "__main__":
    sys.exit(main())
