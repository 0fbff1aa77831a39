"""Choosing what to look at: figures, lists, lines of the trail, and the threshold lab."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from mash.cases.dispute_rules import LEVELS
from mash.cases.dispute_states import DisputeAge, DisputeOutcome
from mash.cases.states import Clock, PatternRule, PatternState, Rag, Stage
from mash.cases.wording.states import WordingKind
from mash.forms.fields import Choose, Number, OnceKey, Pick, Words
from mash.labels import Labelled
from referrals.states import Channel
from thresholds.rules import Move
from thresholds.urgencies import Urgency
from triage.forms import how_soon

from .states import Choice, Ending, Fate, Half, LabPeriod, Part, Period, TrailKind


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


class DisputesForm(forms.Form):
    """Which disputes to list. It stands in the address; what is strange narrows to nothing."""

    dense = True
    mark_optional = False
    level = Choose(label="With", choices=[(str(level), role.label) for level, role in LEVELS.items()], required=False, empty="Either level")
    goes_on = Choose(label="State", choices=[("yes", "Going on"), ("no", "Over")], required=False, empty="All")
    age = Choose(label="Raised", choices=DisputeAge.choices(), required=False, empty="At any time")
    outcome = Choose(label="Last answer", choices=DisputeOutcome.choices(), required=False, empty="Any or none")
    raised = forms.CharField(required=False, max_length=150, widget=forms.HiddenInput)


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


WHOLE_MONTHS = "Counted from the first of a month"


class LabPeriodForm(forms.Form):
    """How far back the lab looks."""

    dense = True
    mark_optional = False
    period = Pick(label="Ratings made in the last", choices=LabPeriod.choices(), required=False, inline=True, help_text=WHOLE_MONTHS)

    def chosen(self) -> LabPeriod:
        """A year, unless another is chosen."""
        said = self.cleaned_data.get("period") if self.is_valid() else ""
        return LabPeriod(said or LabPeriod.YEAR)


class LabForm(LabPeriodForm):
    """Which version of the matrix to try on past concerns, and on which."""

    version = Choose(label="Version to try", required=False)
    field_order = ("version", "period")

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = versions


class MoveCutForm(forms.Form):
    """Which figure of the lab a list is behind. It stands in the address; what is strange narrows nothing."""

    then = forms.ChoiceField(required=False, choices=Rag.choices())
    now = forms.ChoiceField(required=False, choices=[*Rag.choices(), ("none", "Can't be re-run")])
    move = forms.ChoiceField(required=False, choices=Move.choices())
    route = forms.ChoiceField(required=False, choices=[("to", "newly to MASH enquiry"), ("from", "no longer to MASH enquiry")])
    code = forms.CharField(required=False, max_length=200)
    part = forms.ChoiceField(required=False, choices=Part.choices())
    value = forms.CharField(required=False, max_length=200)

    def narrowing(self) -> dict[str, str]:
        """What is well formed."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value or name == "value"}


class ChoiceCutForm(MoveCutForm):
    """The same for the lists behind overrides and the use of thresholds."""

    choice = forms.ChoiceField(required=False, choices=[*Choice.choices(), ("otherwise", "Otherwise than suggested")])
    suggested = forms.ChoiceField(required=False, choices=Rag.choices())
    ending = forms.ChoiceField(required=False, choices=Ending.choices())
    half = forms.ChoiceField(required=False, choices=Half.choices())
    asked = forms.ChoiceField(required=False, choices=Rag.choices())
    urgency = forms.CharField(required=False, max_length=40)


class DrawForm(forms.Form):
    """Which ratings are to be rated again, how many, and by whom."""

    dense = True
    once_key = OnceKey()
    rater = Choose(label="Who rates them again?", missing="Choose who rates them again", help_text="They are given only concerns that they have never rated, do not hold and may see")
    period = Pick(label="Ratings made in the last", choices=LabPeriod.choices(), missing="Choose how far back", inline=True, help_text=WHOLE_MONTHS)
    size = Number(
        label="How many?", min_value=1, max_value=100, help_text="Between 1 and 100. With fewer than 20 the agreement can be anything",
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "Say how many concerns are drawn: from 1 to 100"),
    )  # fmt: skip

    def __init__(self, *args: Any, raters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rater"].choices = raters


class BlindRatingForm(forms.Form):
    """The second worker's own decision, with nothing chosen beforehand."""

    dense = True
    rag = Pick(label="Your rating", missing="Choose Red, Amber or Green")
    urgency = how_soon()
    rationale = Words(label="Why this level?", rows=4, missing="Say why you chose this level")

    def __init__(self, *args: Any, rags: list[Rag], urgencies: tuple[Urgency, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rag"].choices = [(rag.value, rag.label) for rag in rags]
        self.fields["urgency"].choices = [(each.code, f"{each.said}. {each.words}") for each in urgencies]
        if not urgencies:
            del self.fields["urgency"]


class DeclineForm(forms.Form):
    """Why somebody can't rate a concern a second time."""

    dense = True
    why = Words(label="Why can't you rate this one?", rows=3, missing="Say why you can't rate it", help_text="You know the adult, you heard of the case, or something else. It is left out of the agreement")
