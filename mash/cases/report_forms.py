"""What somebody writes in a report: the analysis, and recommendations with who does each and by when."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from mash.forms.fields import Day, Line, Words
from mash.forms.worded import WordedForm

from .models import WrittenReport

ROWS = range(1, 6)
PARTS = ("what", "who", "by_on")
PAST = "“By when” has passed: give a day that is today or still to come"
MISSING = {"what": "Say what is to be done", "who": "Say who does it", "by_on": "Say by when"}


class WriteReportForm(WordedForm):
    """A draft may lack anything; what is signed may not. One recommendation is asked for, and another when there is more
    to say (`more`): so many questions at once look as if all had to be answered.
    """

    dense = True
    mark_optional = False
    number = forms.IntegerField(widget=forms.HiddenInput)
    edition = forms.IntegerField(widget=forms.HiddenInput)
    analysis = Words(
        label="Analysis", rows=8, required=False, max_length=10000,
        help_text="What the facts mean for this adult: risks, strengths, what they want, what is not known. The facts themselves come from the record.",
    )  # fmt: skip

    def __init__(self, *args: Any, signing: bool = False, more: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signing, self.more = signing, more
        for number in ROWS:
            self.fields[f"what_{number}"] = Words(label="What is to be done", rows=2, required=False, max_length=2000)
            self.fields[f"who_{number}"] = Line(label="Who does it", required=False, max_length=150, help_text="Name and agency")
            self.fields[f"by_on_{number}"] = Day(label="By when", required=False)

    def clean(self) -> dict[str, Any]:
        if self.signing and not self.errors:
            if not self.cleaned_data["analysis"].strip():
                self.add_error("analysis", "Write your analysis before you sign")
            begun = [number for number in ROWS if any(self._row(number).values())]
            for number in begun or [1]:
                for part in PARTS:
                    if not self._row(number)[part]:
                        self.add_error(f"{part}_{number}", MISSING[part])
                by_on = self._row(number)["by_on"]
                if by_on and by_on < timezone.localdate():
                    self.add_error(f"by_on_{number}", PAST)
        return self.cleaned_data

    def rows(self) -> list[dict[str, Any]]:
        """The questions of each recommendation that is begun, for the page; one more if it is wished."""
        begun = [number for number in ROWS if any(_said(self[f"{part}_{number}"].value()) for part in PARTS)]
        last = min(max([1, *begun]) + self.more, ROWS[-1])
        return [{"number": number, "fields": [self[f"{part}_{number}"] for part in PARTS]} for number in range(1, last + 1)]

    @property
    def most(self) -> int:
        """How many recommendations a report takes."""
        return ROWS[-1]

    def answers(self) -> dict[str, Any]:
        """What the service is asked with."""
        rows = [self._row(number) for number in ROWS]
        kept = [row | {"by_on": row["by_on"].isoformat() if row["by_on"] else ""} for row in rows if any(row.values())]
        return {name: self.cleaned_data[name] for name in ("number", "edition", "analysis")} | {"recommendations": kept}

    def _row(self, number: int) -> dict[str, Any]:
        return {part: self.cleaned_data.get(f"{part}_{number}") or "" for part in PARTS}


def _said(value: Any) -> bool:
    return any(value) if isinstance(value, list) else bool(value)


def typed_so_far(data: QueryDict) -> dict[str, Any]:
    """What was sent, unjudged, to be shown again with room for more."""
    fields = WriteReportForm().fields
    return {name: field.widget.value_from_datadict(data, {}, name) for name, field in fields.items()}


def begun_with(draft: WrittenReport | None, number: int) -> dict[str, Any]:
    """What the form begins with: the draft, if there is one."""
    if draft is None:
        return {"number": number, "edition": 0}
    found: dict[str, Any] = {"number": number, "edition": draft.edition, "analysis": draft.analysis}
    for number, row in enumerate(draft.recommendations, start=1):
        day = date.fromisoformat(row["by_on"]) if row["by_on"] else None
        found |= {f"what_{number}": row["what"], f"who_{number}": row["who"], f"by_on_{number}": day}
    return found
