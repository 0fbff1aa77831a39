"""The benchmark says what it measured, and says no when a promise is broken."""

import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from bench.journeys import Journey, measure
from bench.place import memory
from bench.run import report, spread

ASKED = Namespace(cases=100, open=20, workers=2)


def looked(queries: int, bare: float | None = 0.01) -> dict:
    return {"board": {"queries": queries, "bare": bare}}


def test_the_middle_and_the_slow_end():
    assert spread([n / 1000 for n in range(1, 101)]) == ("50", "95")


@pytest.mark.parametrize(
    ("small", "large", "used", "kept"),
    [(13, 13, 100.0, True), (13, 14, 100.0, False), (16, 16, 100.0, False), (13, 13, 151.0, False)],
)
def test_a_broken_promise_is_said(small, large, used, kept):
    page, said = report(ASKED, {"board": [[0.02], [0.08]]}, {10: looked(small), 20: looked(large)}, [(used, used)])
    assert said is kept
    assert f"All promises kept: {'yes' if kept else 'NO'}" in page
    assert "| board | 20 | 20 | 80 | 80 | 10.0 | 2.0 |" in page


def test_each_browser_asks_its_share():
    asked = []
    measure(Journey("x", lambda browser: asked.append(browser) or 0.1), ["one", "two"], 10)
    assert sorted(asked) == ["one"] * 5 + ["two"] * 5


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is told by Linux")
def test_memory_is_read():
    own, mapped = memory("self")
    assert 0 < own <= mapped


@pytest.mark.drill
def test_a_small_benchmark_runs_from_end_to_end():
    command = [sys.executable, "-m", "bench.run", "--cases", "60", "--open", "30", "--times", "8", "--port", "8793", "--no-write"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert all(f"| {name} |" in done.stdout for name in ("board", "case page", "rating page", "rating, submitted", "public report, sent")), done.stderr
