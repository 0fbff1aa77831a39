"""Decisions are numbered one by one, each under its own number."""

from pathlib import Path


def test_each_decision_has_a_number_of_its_own_and_says_it():
    found = sorted(Path("docs/adr").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    for number, path in enumerate(found, 1):
        assert path.read_text().startswith(f"# {number} "), path.name
