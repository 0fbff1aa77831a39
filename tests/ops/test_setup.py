"""What `./run` and `./test` do with the virtual environment that they find: a broken one is made anew, a good one kept."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREPARE = f"""
cd '{ROOT}'; . ops/setup.sh
VENV="$1"; STAMP="$VENV/installed"
make_venv() {{ echo made >>"$VENV/log"; }}
prepare_python
"""
PYTHON = """#!/bin/sh
case "$*" in *"uv pip install"*) echo installed >>"$(dirname "$0")/../log"; exit "$(cat "$(dirname "$0")/../ends")" ;; esac
"""


@pytest.fixture
def venv(tmp_path):
    """An environment whose Python only writes down that packages were installed, and fails if it is told to."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(PYTHON)
    python.chmod(0o755)
    (tmp_path / "ends").write_text("0")
    return tmp_path


def prepared(venv):
    (venv / "log").write_text("")
    subprocess.run(["sh", "-c", PREPARE, "sh", str(venv)], check=False, capture_output=True)
    return (venv / "log").read_text().split()


def test_a_finished_environment_is_left_alone_and_an_older_one_gets_the_new_packages(venv):
    assert prepared(venv) == ["made", "installed"]
    assert prepared(venv) == []
    (venv / "installed").write_text(f"{ROOT}\nolder\n")
    assert prepared(venv) == ["installed"]


def test_an_installation_that_was_broken_off_begins_anew(venv):
    prepared(venv)
    (venv / "installed").write_text(f"{ROOT}\nolder\n")
    (venv / "ends").write_text("1")
    assert prepared(venv) == ["installed"]
    assert not (venv / "installed").exists()
    (venv / "ends").write_text("0")
    assert prepared(venv) == ["made", "installed"]


def test_an_environment_that_was_moved_is_made_anew(venv):
    prepared(venv)
    (venv / "installed").write_text("/another/place\nolder\n")
    assert prepared(venv) == ["made", "installed"]
