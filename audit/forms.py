"""Choosing which lines of the trail to see."""

from urllib.parse import urlencode

from django import forms

from mash.cases.states import Clock, PatternRule, PatternState, Rag, Stage
from mash.cases.wording.states import WordingKind
from mash.forms.fields import Choose, Pick
from mash.labels import Labelled
from referrals.states import Channel

from .states import Fate, Period, TrailKind


class PeriodForm(forms.Form):
    """How far back to look."""

    dense = True
    mark_optional = False
    period = Pick(label="Received in the last", choices=Period.choices(), required=False, inline=True)


class NarrowForm(forms.Form):
    """To what part of a figure a list is narrowed. It stands in the address; what is strange narrows to nothing."""

    clock = forms.CharField(required=False, max_length=30)
    stage = forms.CharField(required=False, max_length=20)
    rag = forms.CharField(required=False, max_length=10)
    agency = forms.CharField(required=False, max_length=150)
    channel = forms.CharField(required=False, max_length=20)
    fate = forms.ChoiceField(required=False, choices=Fate.choices())
    day = forms.DateField(required=False)
    since = forms.DateField(required=False)

    def words(self) -> str:
        """The narrowing as a person reads it; empty for the whole list."""
        chosen = self.cleaned_data
        labels = [
            _label(Clock, chosen.get("clock")), _label(Stage, chosen.get("stage")), _label(Rag, chosen.get("rag")),
            "Not rated" if chosen.get("rag") == "none" else "", chosen.get("agency", ""),
            _label(Channel, chosen.get("channel")), _label(Fate, chosen.get("fate")),
            f"received on {chosen['day']:%-d %B %Y}" if chosen.get("day") else "",
            f"received since {chosen['since']:%-d %B %Y}" if chosen.get("since") else "",
        ]  # fmt: skip
        return ", ".join(label for label in labels if label)

    def address(self) -> str:
        """The same as it stands in an address."""
        return urlencode({name: str(value) for name, value in self.cleaned_data.items() if value})


def _label(kind: type[Labelled], value: str | None) -> str:
    return kind(value).label if value in list(kind) else ""


class PatternForm(forms.Form):
    """Which patterns to see."""

    dense = True
    mark_optional = False
    rule = Choose(label="Rule", choices=PatternRule.choices(), required=False, empty="Every rule")
    state = Pick(label="Show", choices=PatternState.choices(), required=False, inline=True)


class LetThroughForm(forms.Form):
    """How far back to look, and at which kind."""

    dense = True
    mark_optional = False
    period = Pick(label="Let through in the last", choices=Period.choices(), required=False, inline=True)
    kind = Choose(label="Kind", choices=WordingKind.choices(), required=False, empty="Every kind")


class TrailForm(forms.Form):
    """All lines, or one kind."""

    dense = True
    mark_optional = False
    kind = Pick(label="Show", choices=[("", "Everything"), *TrailKind.choices()], required=False, inline=True)
