"""The supervisor: children are passed on, put up again, and stopped in their order, with nothing left behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ops.supervisor import RESTARTS, Child, Supervisor

WAITING = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit(0))); print('up', flush=True); time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT = "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print(p.pid, flush=True); time.sleep(60)"


def child(name, program, rank=0, **more):
    return Child(name, [sys.executable, "-c", program], rank=rank, **more)


@pytest.fixture
def supervisor():
    made = Supervisor()
    yield made
    made.stop()


@pytest.fixture
def said(supervisor, monkeypatch):
    lines = []
    monkeypatch.setattr(supervisor, "say", lambda words, name="run": lines.append((name, words)))
    return lines


def attend_until(supervisor, ready):
    assert supervisor.wait_until(ready, within=10)


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return state.stdout.strip()[:1] in {"", "Z"}


def test_children_are_stopped_in_their_order(supervisor, said):
    for rank, name in ((2, "first started"), (0, "second"), (1, "third")):
        supervisor.start(child(name, WAITING, rank))
    attend_until(supervisor, lambda: [words for _, words in said].count("up") == 3)
    supervisor.stop()
    assert [name for name, words in said if words == "bye"] == ["second", "third", "first started"]
    assert all(one.process.returncode == 0 for one in supervisor.children)


def test_a_killed_child_is_started_again(supervisor, said):
    prepared = []
    supervisor.start(child("web", WAITING, prepare=lambda: prepared.append(True)))
    first = supervisor.children[0].process.pid
    attend_until(supervisor, lambda: ("web", "up") in said)
    os.kill(first, signal.SIGKILL)
    attend_until(supervisor, lambda: said.count(("web", "up")) == 2)
    assert supervisor.children[0].process.pid != first
    assert len(prepared) == 2


def test_a_child_that_keeps_falling_ends_the_run(supervisor, said):
    supervisor.start(child("worker", "import sys; sys.exit(3)"))
    supervisor.keep()
    assert supervisor.failed
    assert supervisor.stopping == f"worker fell {RESTARTS + 1} times in 30 seconds"


def test_old_falls_are_forgiven(supervisor, said):
    supervisor.start(child("worker", WAITING))
    supervisor.children[0].falls = [time.monotonic() - 31.0] * RESTARTS
    os.kill(supervisor.children[0].process.pid, signal.SIGKILL)
    attend_until(supervisor, lambda: ("worker", "up") in said)
    assert not supervisor.failed


def test_a_deaf_child_is_killed_after_its_grace(supervisor, said):
    supervisor.start(child("web", DEAF, grace=0.3))
    attend_until(supervisor, lambda: ("web", "up") in said)
    supervisor.stop()
    assert ("run", "web did not stop in time and was killed.") in said
    assert supervisor.children[0].process.returncode == -signal.SIGKILL


def test_grandchildren_do_not_stay(supervisor, said):
    supervisor.start(child("worker", PARENT))
    attend_until(supervisor, lambda: any(words.isdecimal() for _, words in said))
    grandchild = int(next(words for _, words in said if words.isdecimal()))
    supervisor.stop()
    until = time.monotonic() + 5
    while not gone(grandchild):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_signal_stops_and_a_second_one_kills(supervisor, said):
    supervisor.start(child("web", DEAF, grace=60))
    attend_until(supervisor, lambda: ("web", "up") in said)
    for number in (signal.SIGINT, signal.SIGTERM):
        supervisor._on_signal(number, None)
    since = time.monotonic()
    supervisor.keep()
    supervisor.stop()
    assert supervisor.stopping == "SIGINT"
    assert time.monotonic() - since < 5


@pytest.mark.parametrize(("program", "well"), [("print('done')", True), ("import sys; sys.exit(1)", False)])
def test_a_single_step_tells_how_it_went(supervisor, said, program, well):
    assert supervisor.once("step", [sys.executable, "-c", program]) is well


def test_the_last_words_are_passed_on_even_without_a_line_end(supervisor, said):
    supervisor.once("step", [sys.executable, "-c", "import sys; sys.stdout.write('no newline')"])
    assert ("step", "no newline") in said
