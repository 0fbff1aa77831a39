"""The guide as a document: where its pages break."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from mash.documents.pdf import render
from thresholds.matrix import read
from thresholds.queries import version_in_force
from thresholds.rules import shown_in_full

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lines", [5, 77])
def test_nothing_that_heads_something_stands_alone_at_the_foot_of_a_page(lines):
    """With notes so long that a type's first signs would just not fit below its heading."""
    matrix = read(version_in_force().data)
    types = tuple(replace(kind, prompts=kind.prompts or ("Remember this with it.",)) for kind in matrix.types)
    matrix = replace(matrix, note="A line of the note. " * lines, types=types)
    content = render("pdf/threshold_guide.html", shown_in_full("2026-1", matrix) | {"version": version_in_force()})
    heads = {kind.name for kind in types} | {setting.name for setting in matrix.settings}
    for number, page in enumerate(PdfReader(BytesIO(content)).pages, start=1):
        said = [line.strip() for line in page.extract_text().splitlines()]
        last = [line for line in said if line and line != "•" and not line.startswith(("Luton Adults MASH", "Threshold guide", "Guides prof", "Page "))][-1]
        assert last.rstrip(" *") not in heads, number
        assert not last.startswith(("Remember this", "Signs of each level", "What can be chosen", "The hub also")), (number, last)
        assert not last.endswith("what may be seen"), number
    assert sum(page.extract_text().count("what may be seen") for page in PdfReader(BytesIO(content)).pages) > len(types), "a table that goes on says so"
