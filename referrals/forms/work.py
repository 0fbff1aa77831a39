"""What a worker tells a referrer, or why they tell them nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms

from mash.forms.fields import Day, OnceKey, Pick, PickMany, Tick, Words
from mash.forms.worded import WordedForm

from ..looking_again import delicate, not_confirmed
from ..naming import Identity, names_somebody
from ..rules import Facts, contradiction, needs_day, why_not, why_not_withhold
from ..rules import Line as Statement
from ..states import CAUTIONS, Extent, FeedbackKind, Safety, Withheld


class ChooseFeedbackForm(forms.Form):
    """Which message, and how much."""

    dense = True
    kind = Pick(label="What do you want to tell them?", missing="Choose what you want to tell them")
    extent = Pick(
        label="How much can they be told?", choices=Extent.choices(), missing="Choose how much they can be told",
        hints={
            Extent.FULL: "The outcome in one line. Never address, health, capacity or what others said",
            Extent.LIMITED: "Nothing about the adult, not even whether they were known to us",
            Extent.WITHHELD: "Only if it is unsafe, they may be the source of harm, the police asked, or they asked",
        },
    )  # fmt: skip

    def __init__(self, *args: Any, facts: Facts, kinds: Sequence[FeedbackKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.fields["kind"].choices = [(kind, kind.label) for kind in kinds]
        if list(kinds) == [FeedbackKind.HOLDING]:  # before a decision there is nothing that could be withheld
            self.fields["extent"].choices = [choice for choice in Extent.choices() if choice[0] != Extent.WITHHELD]

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if not self.errors:
            problem = why_not(self.facts, FeedbackKind(answers["kind"]), Extent(answers["extent"]))
            if problem:
                self.add_error("extent", problem)
        return answers


WORDS = {
    "health": "anybody's health", "capacity": "what anybody can decide", "allegation": "what anybody is said to have done",
}  # fmt: skip


class ComposeFeedbackForm(WordedForm):
    """Approved statements; with the fullest extent, a line of one's own."""

    dense = True
    needed = ("knowingly",)
    codes = PickMany(label="What they are told", missing="Choose at least one statement")
    again_on = Day(
        label="We will write again by", required=False, future_only=True,
        help_text="Only if you promise to write again",
    )  # fmt: skip
    added = Words(
        label="Anything to add", required=False, rows=3, max_length=600,
        help_text="For example what you ask them to do. No name, address, health, capacity or words of others.",
    )  # fmt: skip
    knowingly = PickMany(
        label="Words to look at again", required=False,
        help_text="They may tell of health, capacity or what was alleged. Take them out above, or tick those that may stand.",
    )  # fmt: skip
    once = OnceKey()
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, lines: Sequence[Statement], extent: Extent, identity: Identity, version: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.identity, self.version = lines, identity, version
        added = self.data.get("added", "") if extent == Extent.FULL else ""
        found = delicate(added, version.look_again)
        self.fields["knowingly"].choices = [
            (each.word, f"“{each.word}” may stand: it tells nothing of {WORDS.get(each.about, each.about)}") for each in found
        ]
        if not found:
            del self.fields["knowingly"]
        self.fields["codes"].choices = [(line.code, _readable(line.text)) for line in lines]
        if extent != Extent.FULL:
            del self.fields["added"]
        if not needs_day(lines):
            del self.fields["again_on"]

    def clean_added(self) -> str:
        added = self.cleaned_data["added"]
        named = names_somebody(added, self.identity)
        if named:
            raise forms.ValidationError(
                f"“{named}” is on this record: it would name somebody. Write it without, for example “the person you told us about”"
            )
        return added

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        chosen = [line for line in self.lines if line.code in answers.get("codes", [])]
        if needs_day(chosen) and not answers.get("again_on") and "again_on" not in self.errors:
            self.add_error("again_on", "Enter the day by which you will write again")
        both = contradiction(chosen, self.version.excludes)
        if both:
            self.add_error("codes", both)
        unlooked = not_confirmed(answers.get("added", ""), self.version.look_again, answers.get("knowingly", []))
        if unlooked and "knowingly" in self.fields:
            self.add_error("knowingly", unlooked)
        return {"added": "", "again_on": None, "knowingly": []} | answers


def _readable(text: str) -> str:
    """A statement with its blanks in words."""
    words = {"$reference": "[reference]", "$phone": "[our number]", "$read_on": "[day]", "$again_by": "[day]"}
    for blank, word in words.items():
        text = text.replace(blank, word)
    return text


class WithholdFeedbackForm(WordedForm):
    """Silence needs a reason from a closed list, words that a manager will read, and a day to ask whether it still holds."""

    dense = True
    reason = Pick(label="Why is nothing sent?", choices=Withheld.choices(), missing="Choose why nothing is sent")
    words = Words(label="In your words", rows=3, missing="Say why, for the manager who reads this")
    review_on = Day(
        label="Look at it again by", required=False, future_only=True,
        help_text="Silence for safety or for the police ends one day. Not needed if they asked not to hear from us.",
    )  # fmt: skip
    once = OnceKey()
    seen = forms.IntegerField(widget=forms.HiddenInput)
    """How many messages this referrer had been sent, or not been sent, when the page was opened."""

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts

    def clean_reason(self) -> Withheld:
        reason = Withheld(self.cleaned_data["reason"])
        problem = why_not_withhold(self.facts, reason)
        if problem:
            raise forms.ValidationError(problem)
        return reason

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        lasts = answers.get("reason") not in (None, Withheld.ASKED_NOT)
        if lasts and not answers.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", "Enter the day by which somebody looks at it again")
        return answers


class SeeWithheldForm(forms.Form):
    """A manager has looked, and says when to look again or that nobody need."""

    dense = True
    mark_optional = False
    feedback = forms.UUIDField(widget=forms.HiddenInput)
    review_on = Day(label="Look again by", required=False, future_only=True)
    no_need = Tick(label="No need to look again", required=False)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if answers.get("no_need"):
            return answers | {"review_on": None}
        if not answers.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", "Enter the day to look again by, or tick that there is no need to look again")
        return answers


class CautionForm(WordedForm):
    """What a worker found out about writing to this referrer."""

    dense = True
    safety = Pick(
        label="What have you found out?", missing="Choose what you have found out",
        choices=[(each, each.label) for each in CAUTIONS],
        hints={
            Safety.MAY_BE_SOURCE: "Or close to whoever may be. What they are told could put the adult at risk",
            Safety.UNSAFE: "Somebody else may see what we send, or hear the call",
        },
    )  # fmt: skip
    reason = Words(label="How do you know?", rows=3, missing="Say how you know")
    review_on = Day(label="Look at it again by", missing="Enter the day by which somebody looks at it again", future_only=True)


class LiftCautionForm(WordedForm):
    """Why the mark that was `seen` is not needed any more."""

    dense = True
    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(label="Why can they be told like anybody else?", rows=3, missing="Say why the mark can be lifted")


class AcknowledgeForm(WordedForm):
    """Somebody could not be written to: what was done instead."""

    dense = True
    words = Words(
        label="What was done?", rows=3, missing="Say what was done, or why nothing can be",
        help_text="For example: rang and read out the reference; handed a slip over; no safe way to reach them.",
    )  # fmt: skip
