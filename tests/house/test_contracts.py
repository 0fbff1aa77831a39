"""Imports run one way, and the contract that says so notices when one does not."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ["mash", "partners", "thresholds", "referrals", "triage", "enquiries", "audit"]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run([*command, "--no-cache"], cwd=folder, capture_output=True, text=True)


def test_the_contracts_hold():
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


def test_a_broken_contract_is_noticed(tmp_path):
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    wrongs = {
        "mash/cases/rules.py": "import django.db",
        "mash/people/services.py": "import triage.services",
        "triage/views/board.py": "import mash.cases.models",
        "partners/queries.py": "import mash.trail.services",
        "enquiries/models.py": "import enquiries.services",
    }
    for path, line in wrongs.items():
        file = tmp_path / path
        file.write_text(file.read_text() + f"\n{line}\n")
    result = lint_imports(tmp_path)
    assert result.returncode != 0
    assert "Contracts: 1 kept, 5 broken." in result.stdout


def test_style_is_kept():
    result = subprocess.run([sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
