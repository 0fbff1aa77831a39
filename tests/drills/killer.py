"""Kills the product's processes without warning, at the worst moments it can find."""

import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

from ops.supervisor import RESTARTS, RESTARTS_WITHIN

DECK = (
    "web worker",
    "PostgreSQL",
    "web master",
    "celery worker",
    "web worker",
    "PostgreSQL",
    "web worker",
    "web worker",
)


class Killer:
    """Works in the thread that started the processes: they die with it, and only it may start them again."""

    def __init__(self, shape, seed: int) -> None:
        self.shape, self.rng, self.kills = shape, random.Random(seed), Counter()
        self.sending = threading.Event()
        self._deck = iter(DECK)  # each kind early, even in a short drill

    def strike(self) -> None:
        """Wait until somebody is about to send a report, a moment more, and kill."""
        self.sending.clear()
        self.sending.wait(timeout=1)
        time.sleep(self.rng.uniform(0, 0.05))
        victim = next(self._deck, None)
        if victim is None:
            self._deck = iter(self.rng.sample(DECK, len(DECK)))
            victim = next(self._deck)
        if victim in ("web master", "celery worker"):
            victim = self._supervised(victim)
        {"PostgreSQL": self._kill_postgres}.get(victim, lambda: self._kill_process(victim))()

    def _supervised(self, victim: str) -> str:
        """The supervisor gives up on a child that falls too often: then it is a web worker's turn."""
        name = {"web master": "web", "celery worker": "worker"}[victim]
        child = next(child for child in self.shape.supervisor.children if child.name == name)
        recent = [fall for fall in child.falls if time.monotonic() - fall < RESTARTS_WITHIN + 5]
        return victim if len(recent) < RESTARTS else "web worker"

    def _kill_process(self, victim: str) -> None:
        pids = {
            "web master": lambda: [self.shape.pid("web")],
            "celery worker": lambda: [self.shape.pid("worker")],
            "web worker": lambda: children(self.shape.pid("web")),
        }[victim]()
        if pids:
            os.kill(self.rng.choice(pids), signal.SIGKILL)
            self.kills[victim] += 1

    def _kill_postgres(self) -> None:
        postmaster = self.shape.database.process
        postmaster.kill()
        postmaster.wait()
        self.kills["PostgreSQL"] += 1
        time.sleep(self.rng.uniform(0, 0.4))
        self.shape.database.start()


def children(pid: int) -> list[int]:
    """None while the process itself is being replaced."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
