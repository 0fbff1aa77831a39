"""Every template lives with the strict Content-Security-Policy, and what the pages are built from is pinned."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# PDFs and e-mails are read elsewhere than in a browser under our policy.
PAGES = [path for path in TEMPLATES if not {"pdf", "email"} & set(path.relative_to(ROOT).parts)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_inline_style_or_script(path: Path) -> None:
    html = path.read_text()
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\son\w+=[\"']", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "javascript:" not in html
    assert "|safe" not in html


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in entry for entry in lock.values())
    assert all("integrity" in entry for name, entry in lock.items() if name)


def test_nothing_of_the_crown_or_its_letters_is_in_the_style_sheets() -> None:
    for path in (ROOT / "static" / "scss").rglob("*.scss"):
        scss = path.read_text().lower()
        assert "gds transport" not in scss
        assert "url(" not in scss
        assert not re.search(r"components/(header|footer)\"", scss)
