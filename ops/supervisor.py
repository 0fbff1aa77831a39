"""Starts children in order, passes on what they say, restarts the fallen, stops them in their order. One thread."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ops.children import die_with_parent, kill_group

RESTARTS = 3
RESTARTS_WITHIN = 30.0
NAME_WIDTH = 8


@dataclass
class Child:
    """One process to keep alive. `prepare` runs before each start; a lower `rank` is stopped earlier.

    What it says goes to the terminal under its name, or to `log` when that is given.
    """

    name: str
    command: list[str]
    rank: int
    options: dict = field(default_factory=dict)
    prepare: Callable[[], None] = lambda: None
    log: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 15.0
    hurried_grace: float = 0.0
    process: subprocess.Popen | None = None
    falls: list[float] = field(default_factory=list)

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps the children of one run. The first signal stops them in order, a second one kills."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stopping = ""
        self.failed = False
        self._impatient = False
        self._selector = selectors.DefaultSelector()

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def say(self, words: str, name: str = "run") -> None:
        with contextlib.suppress(OSError):  # the terminal may be gone; the children still have to be stopped
            print(f"{time.strftime('%H:%M:%S')} {name:{NAME_WIDTH}} | {words}", flush=True)

    def start(self, child: Child) -> None:
        self.children.append(child)
        self._spawn(child)

    def once(self, name: str, command: list[str], **options: object) -> bool:
        """Run one step to its end, and say whether it went well. A signal ends it."""
        step = Child(name, command, rank=0, options=options)
        self._spawn(step)
        while step.runs() and not self.stopping:
            self.attend(0.1)
        if step.runs():
            self._end(step)
        self._drain()
        return step.process.returncode == 0 and not self.stopping

    def wait_until(self, ready: Callable[[], bool], within: float) -> bool:
        """Look after the children until something is so; False when it did not come, or one gave up."""
        until = time.monotonic() + within
        while not self.stopping and time.monotonic() < until:
            if ready():
                return True
            self.attend(0.05)
        return False

    def keep(self) -> None:
        """Until a signal, or until a child falls once too often."""
        while not self.stopping:
            self.attend(0.25)

    def attend(self, within: float) -> None:
        """Pass on what was said, and put up again who has fallen."""
        self._pass_on(within)
        for child in self.children:
            if not self.stopping and not child.runs():
                self._restart(child)

    def stop(self) -> None:
        if self.stopping:
            self.say(f"Stopping ({self.stopping}).")
        self.stopping = self.stopping or "asked to"
        for child in sorted(self.children, key=lambda child: child.rank):
            if child.process is not None:
                self._end(child)
        self._drain()

    def _on_signal(self, number: int, _: object) -> None:
        self._impatient = bool(self.stopping)
        self.stopping = self.stopping or signal.Signals(number).name

    def _spawn(self, child: Child) -> None:
        child.prepare()
        with contextlib.ExitStack() as opened:
            output = opened.enter_context(child.log.open("ab")) if child.log else subprocess.PIPE
            child.process = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(child.stop_signal),
                **child.options,
            )
        if child.process.stdout:
            self._selector.register(child.process.stdout, selectors.EVENT_READ, [child.name, b""])

    def _restart(self, child: Child) -> None:
        now = time.monotonic()
        kill_group(child.process.pid)
        child.falls = [fall for fall in child.falls if now - fall < RESTARTS_WITHIN] + [now]
        self.say(f"{child.name} ended by itself (code {child.process.returncode}).")
        if len(child.falls) > RESTARTS:
            self.failed = True
            self.stopping = f"{child.name} fell {len(child.falls)} times in {RESTARTS_WITHIN:.0f} seconds"
            return
        self.say(f"Starting {child.name} again.")
        self._spawn(child)

    def _pass_on(self, within: float) -> None:
        for key, _ in self._selector.select(within):
            name, before = key.data
            read = os.read(key.fd, 65536)
            if not read:
                self._selector.unregister(key.fileobj)
                key.fileobj.close()
                read = b"\n" if before else b""
            *lines, key.data[1] = (before + read).split(b"\n")
            for line in lines:
                self.say(line.decode(errors="replace").rstrip(), name)

    def _drain(self) -> None:
        """The last words of children that have ended."""
        for _ in range(len(self._selector.get_map()) + 1):
            self._pass_on(0)

    def _grace(self, child: Child) -> float:
        return child.hurried_grace if self._impatient else child.grace

    def _end(self, child: Child) -> None:
        since = time.monotonic()
        if child.runs():
            child.process.send_signal(child.stop_signal)
        while child.runs() and time.monotonic() - since < self._grace(child):
            self._pass_on(0.05)
        if child.runs():
            self.say(f"{child.name} did not stop in time and was killed.")
        kill_group(child.process.pid)
        child.process.wait()
