"""Short files, short functions: the stops of the house."""

import ast
from itertools import chain
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parents[2]
APPS = ["mash", "partners", "thresholds", "referrals", "triage", "enquiries", "audit", "ops", "bench"]
MODULES = [
    path for path in chain.from_iterable((ROOT / app).rglob("*.py") for app in APPS) if "migrations" not in path.parts
]
TESTS = [*(ROOT / "tests").rglob("*.py")]
TEMPLATES = [*(ROOT / "templates").rglob("*.html")]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> list[tuple[str, int]]:
    """Name and length of each function's body, docstring left out: explaining is free."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno - body[0].lineno + 1) if body else 0
            found.append((f"{path.relative_to(ROOT)}:{node.name}", length))
    return found


def test_no_module_is_over_400_lines():
    assert [(str(p), lines(p)) for p in [*MODULES, *TESTS] if lines(p) > 400] == []


def test_most_modules_are_within_300_lines():
    assert quantiles([lines(p) for p in MODULES], n=20)[-1] <= 300


def test_no_template_is_over_150_lines():
    assert [(str(p), lines(p)) for p in TEMPLATES if lines(p) > 150] == []


def test_functions_are_short():
    found = list(chain.from_iterable(functions(path) for path in MODULES))
    lengths = [length for _, length in found]
    assert [row for row in found if row[1] > 50] == []
    assert quantiles(lengths, n=20)[-1] <= 30
    assert median(lengths) <= 8


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "models.py" or p.parent.name == "models"], ids=str)
def test_edges_are_at_most_three_lines(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and any("transition" in ast.dump(d) for d in node.decorator_list):
            assert node.body[-1].end_lineno - node.body[0].lineno < 3, node.name


def test_every_module_opens_with_a_sentence():
    silent = [str(p) for p in MODULES if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []


def test_no_file_is_called_utils():
    banned = {"utils.py", "helpers.py", "common.py", "signals.py"}
    assert [str(p) for p in MODULES if p.name in banned] == []
