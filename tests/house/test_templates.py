"""Templates: each compiles, each is used, and a link in one leads somewhere."""

import re
from pathlib import Path

import pytest
from django.template import engines

from mash.outbox.states import Channel

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
ALL = sorted(p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*") if p.is_file())
FOUND_BY_DJANGO = re.compile(r"^(4\d\d|5\d\d)\.html$|^(django/forms|account|mfa|socialaccount|allauth)/")
OURS = [p for app in ("mash", "partners", "thresholds", "referrals", "triage", "enquiries", "audit")
        for p in (ROOT / app).rglob("*.py")]  # fmt: skip
CODE = "\n".join(p.read_text() for p in [*OURS, *FOLDER.rglob("*.html"), *FOLDER.rglob("*.txt")])


@pytest.mark.parametrize("name", ALL)
def test_a_template_compiles(name):
    engines["django"].get_template(name)


@pytest.mark.parametrize("name", [n for n in ALL if not FOUND_BY_DJANGO.match(n)])
def test_a_template_is_used(name):
    folder, _, short = name.removesuffix(".txt").partition("/")
    assert f'"{name}"' in CODE or f"'{name}'" in CODE or (folder in [*Channel] and f'"{short}"' in CODE)
