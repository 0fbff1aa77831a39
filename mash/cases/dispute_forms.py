"""Disputing a decision, answering, and saying what is made of the answer."""

from typing import Any

from django import forms

from mash.forms.fields import Line, Pick, Words, YesNo
from mash.forms.worded import WordedForm

from .dispute_queries import Disputable
from .dispute_rules import LAST, Claim, Ruling
from .dispute_states import CHANGES, DisputeAbout, DisputeOutcome, DisputeSays

OF_AGENCY = [
    (DisputeAbout.DECISION, "What the Adults MASH decided, as far as we were told"),
    (DisputeAbout.NOT_DECIDED, DisputeAbout.NOT_DECIDED.label),
]
"""What an agency may dispute: it is not told which decisions there are."""


def choices_of(found: Disputable) -> list[tuple[str, str]]:
    """What may be disputed on a case: each decision, one that is missing, the handover."""
    decisions = [(f"{DisputeAbout.DECISION}-{number}", f"{number}. {words}") for number, words in found.decisions]
    handover = [(DisputeAbout.HANDOVER, DisputeAbout.HANDOVER.label)] if found.handover else []
    return [*decisions, (DisputeAbout.NOT_DECIDED, DisputeAbout.NOT_DECIDED.label), *handover]


class RaiseDisputeForm(WordedForm):
    """What somebody disagrees with, why, and what keeps the adult safe while it is heard."""

    dense = True
    mark_optional = False
    source = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    about = Pick(label="What do you disagree with?", missing="Choose what you disagree with")
    what = Line(
        label="If it has not been made: which decision?", max_length=300, required=False,
        help_text="For example whether this goes to a section 42 enquiry",
    )  # fmt: skip
    why = Words(label="Why do you disagree?", missing="Say why you disagree", help_text="What was not known, not weighed, or seen otherwise. Facts first")
    sought = Words(label="What should happen instead?", rows=3, missing="Say what should happen instead")
    safety_at_stake = YesNo(
        label="Is somebody’s safety at stake until this is answered?", missing="Choose whether somebody’s safety is at stake",
        help_text="Then it is to be answered on the same working day. If somebody is in danger now, ring 999 first",
    )  # fmt: skip
    meanwhile = Words(
        label="What keeps the adult safe until it is settled?", rows=3, missing="Say what keeps the adult safe until it is settled",
        help_text="The dispute stops nothing: what was decided is carried out, and anybody may protect at once",
    )  # fmt: skip
    adults_view = Words(label="What does the adult think of it?", rows=2, required=False, help_text="In their words, if you know")
    why_no_view = Words(label="If you don’t know: why not?", rows=2, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = choices

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("about") == DisputeAbout.NOT_DECIDED and not said.get("what") and "what" not in self.errors:
            self.add_error("what", "Say which decision has not been made")
        if not said.get("adults_view") and not said.get("why_no_view") and not {"adults_view", "why_no_view"} & self.errors.keys():
            self.add_error("adults_view", "Say what the adult thinks of it, or below why you don’t know")
        return said

    def claim(self, **known: str) -> Claim:
        """The dispute, as a value. `known`: what the page knows better than its form."""
        said = self.cleaned_data | known
        about, _, number = said.pop("about").partition("-")
        return Claim(about=DisputeAbout(about), number=int(number or 0), **said)


class AnswerDisputeForm(WordedForm):
    """What whoever hears a dispute answers."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    outcome = Pick(label="What is your answer?", missing="Choose your answer")
    words = Words(
        label="Your reasons", missing="Give your reasons",
        help_text="In plain words, to the person who disagrees. Which of their points you share, and which you don’t",
    )  # fmt: skip
    changes = Words(
        label="If something changes: what, and who sees to it?", rows=3, required=False,
        help_text="Becomes a task. A decision is made anew on its own page: this answer does not change it",
    )  # fmt: skip
    told = Words(
        label="What the partner may be told", rows=3, required=False,
        help_text="They see this and your answer above, and nothing else of the case. Leave out what was not shared with them",
    )  # fmt: skip
    other_head = Line(
        label="Head of Service of the other side", max_length=150, required=False, help_text="Name and service of the person with whom you agreed this",
    )  # fmt: skip

    def __init__(self, *args: Any, level: int, about: str, outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outside, self.heads = outside, about == DisputeAbout.HANDOVER
        self.fields["outcome"].choices = [c for c in DisputeOutcome.choices() if level < LAST or c[0] != DisputeOutcome.PASSED_ON]
        if not outside:
            del self.fields["told"]
        if not self.heads:
            del self.fields["other_head"]

    def clean(self) -> dict[str, Any]:
        said, outcome = self.cleaned_data, self.cleaned_data.get("outcome")
        needs = [
            ("changes", outcome in CHANGES, "Say what changes, and who sees to it"),
            ("told", self.outside and outcome != DisputeOutcome.PASSED_ON, "Write what the partner may be told"),
            ("other_head", self.heads, "Name the Head of Service with whom you agreed this"),
        ]
        for name, needed, words in needs:
            if outcome and needed and not said.get(name) and name not in self.errors:
                self.add_error(name, words)
        return said

    def ruling(self) -> Ruling:
        """The answer, as a value."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Ruling(**said | {"outcome": DisputeOutcome(said["outcome"])})


class RespondForm(WordedForm):
    """What whoever raised a dispute says next."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    says = Pick(label="What do you say?", missing="Choose what you say")
    words = Words(label="Why", rows=3, missing="Say why")

    def __init__(self, *args: Any, says: list[DisputeSays], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["says"].choices = [(each, each.label) for each in says]

    def said(self) -> dict[str, Any]:
        """As the use case takes it."""
        return self.cleaned_data | {"says": DisputeSays(self.cleaned_data["says"])}
