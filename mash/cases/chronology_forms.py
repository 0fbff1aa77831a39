"""Choosing what of the chronology to see, weighing an entry, and marking two as the same event."""

from collections.abc import Sequence
from typing import Any

from django import forms

from mash.forms.fields import Choose, Day, Pick, Words
from mash.forms.worded import WordedForm

from .chronology import Chosen
from .chronology_states import Confidence, EntryKind, Relation
from .states import Nature

VIEWS = [("full", "Every word"), ("compact", "A line each")]


class ChronologyForm(forms.Form):
    """A GET form: what is chosen stands in the address, and nothing of it names a person."""

    dense = True
    mark_optional = False
    lane = Choose(label="Source", required=False, empty="Every source")
    kind = Choose(label="Kind", choices=EntryKind.choices(), required=False, empty="Every kind")
    nature = Choose(label="Fact, opinion, hearsay", choices=Nature.choices(), required=False, empty="All three")
    since = Day(label="From", required=False, what="The first day")
    until = Day(label="To", required=False, what="The last day")
    view = Choose(label="Show", choices=VIEWS, required=False, empty="Every word")

    def __init__(self, *args: Any, lanes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lane"].choices = [(lane, lane) for lane in lanes]

    def chosen(self) -> Chosen:
        """What was chosen; where the address is strange, everything is shown."""
        said = self.cleaned_data if self.is_valid() else {}
        return Chosen(
            lane=said.get("lane", ""), kind=said.get("kind", ""), nature=said.get("nature", ""), since=said.get("since"),
            until=said.get("until"),
        )  # fmt: skip

    @property
    def compact(self) -> bool:
        """Whether each entry is one line."""
        return self.is_valid() and self.cleaned_data.get("view") == "compact"


class WeighForm(WordedForm):
    """How far the hub trusts what it was told."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    confidence = Pick(
        label="How far can the hub rely on this?", choices=Confidence.choices(), missing="Choose how far the hub can rely on this",
        hints={
            Confidence.CONFIRMED: "Somebody else who knows it says the same",
            Confidence.SINGLE: "One source says so, and nothing speaks against it",
            Confidence.DOUBTFUL: "Something speaks against it, or the source could not know",
        },
    )  # fmt: skip
    words = Words(label="Why", rows=3, max_length=2000, missing="Say why: what speaks for it or against it")


class LinkEntriesForm(WordedForm):
    """Which other entry tells of the same, or contradicts it."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    other = Choose(label="Which other entry?", missing="Choose the other entry")
    relation = Pick(
        label="How do the two stand to each other?", choices=Relation.choices(), missing="Choose how the two stand to each other",
        hints={Relation.SAME: "Both stay as they were told: nothing is merged"},
    )  # fmt: skip
    words = Words(label="Why", rows=3, max_length=2000, missing="Say why: what is the same, or where they differ")

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = others
