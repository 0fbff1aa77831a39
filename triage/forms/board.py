"""Filtering the board, finding a case, answering a task."""

import re
from typing import Any

from django import forms

from mash.cases.states import Rag, Stage
from mash.forms.fields import Choose, Line, Tick, Words
from mash.references import LOOKALIKES, read_reference

from ..states import Show

STAGES = [(value, "Closed, something owed" if value == Stage.CLOSED else label) for value, label in Stage.choices()]
WHOLE = re.compile(r"^[MR]-[0-9A-Z]{4}-[0-9A-Z]{4}$")
PART = re.compile(r"^(?:M-)?([0-9A-Z]{1,4}-?[0-9A-Z]{0,4}|[0-9A-Z]{4,8})$")
LEAST = 4
"""So many signs of a reference find its case."""
RATINGS = [*Rag.choices(), ("none", "Not rated")]


class FilterForm(forms.Form):
    """What of the board to show. It stands in the address, so it holds nothing personal."""

    dense = True
    mark_optional = False
    show = Choose(label="Show", choices=Show.choices(), required=False, empty="Everything in hand")
    stage = Choose(label="Stage", choices=STAGES, required=False, empty="Any stage")
    rag = Choose(label="RAG", choices=RATINGS, required=False, empty="Any rating")
    mine = Tick(label="Only mine", required=False)

    def understood(self) -> dict[str, Any]:
        """What the board is filtered by: one value that nobody knows does not cost the others."""
        self.full_clean()
        return self.cleaned_data

    def not_understood(self) -> list[str]:
        """The questions whose value is none of the choices, as in an old bookmark."""
        return [str(self.fields[name].label) for name in self.errors]


class FindForm(forms.Form):
    """A reference or a name. It is posted: a name never stands in an address."""

    mark_optional = False
    find = Line(
        label="Find a case", missing="Enter a reference or a name", width=20,
        help_text="A name, or the reference of a case or report, or 4 characters of one",
    )  # fmt: skip

    def reference(self) -> str:
        """The case's reference, if that is what was typed."""
        whole = self._whole()
        return whole if whole.startswith("M") else ""

    def report(self) -> str:
        """The report's reference, which callers were given, if that is what was typed."""
        whole = self._whole()
        return whole if whole.startswith("R") else ""

    def part(self) -> str:
        """The signs of a part of a case's reference, if it may be one; it may be a name as well."""
        found = PART.match(self.cleaned_data["find"].strip().upper())
        signs = found[1].replace("-", "").translate(LOOKALIKES) if found else ""
        return signs if len(signs) >= LEAST else ""

    def _whole(self) -> str:
        text = self.cleaned_data["find"]
        reference = read_reference(text)
        is_one = WHOLE.match(reference) and (text.count("-") == 2 or any(c.isdigit() for c in text))
        return reference if is_one else ""


class AnswerTaskForm(forms.Form):
    """The answer to one task, in words."""

    dense = True
    task = forms.IntegerField(widget=forms.HiddenInput)
    answer = Words(label="Your answer", rows=3, missing="Write your answer")
