"""Services: keyword arguments, a named actor, one transaction, and a line of trail."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ["mash", "partners", "thresholds", "referrals", "triage", "enquiries", "audit"]
FILES = [p for app in APPS for p in (ROOT / app).rglob("*.py") if p.name == "services.py" or p.parent.name == "services"]
RECORDERS = {"record", "record_apart"}


def use_cases() -> list[tuple[str, ast.FunctionDef]]:
    """Public functions of a service module that open a transaction of their own."""
    found = []
    for path in FILES:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and any("atomic" in ast.dump(d) for d in node.decorator_list):
                found.append((f"{path.relative_to(ROOT)}:{node.name}", node))
    return found


CASES = use_cases()


@pytest.mark.parametrize("node", [node for _, node in CASES], ids=[name for name, _ in CASES])
def test_a_use_case_is_called_by_name_and_says_what_it_means(node):
    assert not node.args.args, "arguments are keywords"
    assert ast.get_docstring(node), "a service says what it means for the adult"
    assert node.returns is not None


@pytest.mark.parametrize("node", [node for _, node in CASES], ids=[name for name, _ in CASES])
def test_a_use_case_with_an_actor_leaves_a_line(node):
    """Directly, or through a function of its own module or a lower service that it calls with `by`."""
    names = {a.arg for a in node.args.kwonlyargs}
    if "by" not in names:
        return
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    direct = [c for c in calls if getattr(c.func, "id", "") in RECORDERS]
    handed = [c for c in calls if any("by" in (k.arg, getattr(k.value, "id", "")) for k in c.keywords)
              or any(getattr(a, "id", "") == "by" for a in c.args)]  # fmt: skip
    assert direct or handed
