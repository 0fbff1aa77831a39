"""Questions about warning markers: setting one, and looking whether it still holds."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from mash.forms.fields import Day, Line, Pick, Words, YesNo
from mash.forms.worded import WordedForm

from .adult_rules import MARKER_MONTHS, MarkerSaid, marker_problems, review_problem
from .adult_states import MarkerKind

TOLD = {
    "label": "Does the person whom it is about know of it?",
    "missing": "Choose whether the person knows of it",
    "help_text": "Tell them, unless that makes somebody less safe. They can answer it, and may show that it is wrong",
}


class MarkerForm(WordedForm):
    """A warning on an adult: what it is, what to do, what it rests on."""

    dense = True
    mark_optional = False
    kind = Pick(label="What must others know?", choices=MarkerKind.choices(), missing="Choose what others must know")
    advice = Line(
        label="What should they do?", max_length=300, missing="Say what others should do",
        help_text="In one sentence, such as “Two workers, daytime, ring from the car first”. It shows with the marker on every case of the adult: no names, no story",
    )  # fmt: skip
    evidence = Words(
        label="What does it rest on?", rows=3, missing="Say what it rests on",
        help_text="What happened, when, and who saw it. What is true of a place or of somebody else is not said of the adult",
    )  # fmt: skip
    source = Line(label="Who says so?", max_length=150, missing="Say who this comes from", width="two-thirds")
    disclosed = YesNo(**TOLD)
    why_not_disclosed = Words(label="If not: why?", rows=2, required=False)
    review_on = Day(
        label="When is it looked at again?", missing="Enter the day on which it is looked at again", future_only=True,
        help_text=f"Within {MARKER_MONTHS} months, sooner if it may pass. It never lapses by itself",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            for name, problem in marker_problems(self.said(), timezone.localdate()).items():
                self.add_error(name, problem)
        return self.cleaned_data

    def said(self) -> MarkerSaid:
        """The marker, as a value."""
        return MarkerSaid(**self.cleaned_data | {"kind": MarkerKind(self.cleaned_data["kind"])})


class ReviewMarkerForm(WordedForm):
    """Whether a marker still holds."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    holds = Pick(
        label="Does it still hold?", choices=[("yes", "Yes: it stays until the next look"), ("no", "No: it ends now")], missing="Choose whether it still holds"
    )
    words = Words(label="What do you base this on?", rows=3, missing="Say what you base this on", help_text="Whom you asked, and what has changed or has not")
    disclosed = YesNo(**TOLD)
    why_not_disclosed = Words(label="If not: why?", rows=2, required=False)
    next_on = Day(label="If it stays: when is it looked at again?", required=False, future_only=True, help_text=f"Within {MARKER_MONTHS} months")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("holds") != "yes":
            return said
        if "next_on" not in self.errors:
            day = said.get("next_on")
            problem = review_problem(day, timezone.localdate()) if day else "Enter the day on which it is looked at again"
            if problem:
                self.add_error("next_on", problem)
        if said.get("disclosed") is False and not said.get("why_not_disclosed"):
            self.add_error("why_not_disclosed", "Say why the person is not told")
        return said

    def answers(self) -> dict[str, Any]:
        """The review as the use case takes it."""
        said = {name: self.cleaned_data[name] for name in ("seen", "words", "disclosed", "why_not_disclosed")}
        return said | {"next_on": self._next()}

    def _next(self) -> date | None:
        return self.cleaned_data["next_on"] if self.cleaned_data["holds"] == "yes" else None
