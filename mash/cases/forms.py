"""Questions about a case: noting, protecting, closing, reopening, handing a shift over."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from mash.forms.fields import Choose, Day, Line, Moment, OnceKey, Pick, Words
from mash.forms.worded import WordedForm

from .adult_states import OutcomesMet
from .rules import Without
from .states import DREW_BACK, CareKind, Hold, Nature, Outcome, ProtectionKind, Tri

MINUTE = timedelta(minutes=1)
CLOSING_OUTCOMES = [choice for choice in Outcome.choices() if choice[0] != Outcome.SET_ASIDE]
HOW_FAR = [choice for choice in OutcomesMet.choices() if choice[0] != OutcomesMet.NONE_EXPRESSED]


class Versioned(WordedForm):
    """A form that carries the version of the case its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(WordedForm):
    """One thing that happened or was said."""

    dense = True
    what = Words(label="What happened, or was said", missing="Write what happened or was said")
    source = Line(label="Who says so", missing="Say who this comes from", width="two-thirds")
    nature = Pick(label="This is", choices=Nature.choices(), missing="Choose fact, opinion or what somebody said they heard", inline=True)
    happened_at = Moment(label="When", missing="Enter when it happened", past_only=True)
    withheld = Words(
        label="Must the adult or their family not be told of this? Say why", rows=2, max_length=1000, required=False,
        help_text="It is then left out of every version that is drawn for somebody outside the hub",
    )  # fmt: skip


class AsKnownForm(forms.Form):
    """The minute to which somebody looks back."""

    dense = True
    mark_optional = False
    at = Moment(label="As known at", missing="Enter the day and the time to look back to", past_only=True, or_now=False)

    def clean_at(self) -> datetime:
        """Only a minute that is over stays as it is."""
        if self.cleaned_data["at"] + MINUTE > timezone.now():
            raise forms.ValidationError("That minute is not over yet. Choose an earlier one, or look at the case as it is now")
        return self.cleaned_data["at"]

    def moment(self) -> datetime:
        """The last instant of that minute."""
        return self.cleaned_data["at"] + MINUTE - timedelta(microseconds=1)


class ProtectForm(forms.Form):
    """Something done at once to keep the adult safe."""

    dense = True
    kind = Pick(label="What was done?", choices=ProtectionKind.choices(), missing="Choose what was done")
    what = Words(label="More about it", required=False, rows=2, help_text="For example a crime number, where they are now, who stays with them")
    by_whom = Line(label="Who did it", missing="Say who did it", width="two-thirds", help_text="Name and organisation")
    taken_at = Moment(label="When", missing="Enter when it was done", past_only=True)
    safe_now = Pick(label="Is the adult safe now?", choices=Tri.choices(), missing="Choose whether the adult is safe now", inline=True)

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("kind") == ProtectionKind.OTHER and not self.cleaned_data.get("what"):
            self.add_error("what", "Write what was done to keep the adult safe")
        return self.cleaned_data

    def values(self) -> dict[str, object]:
        """The action as the use case takes it."""
        said = self.cleaned_data
        return said | {"kind": ProtectionKind(said["kind"]), "safe_now": Tri(said["safe_now"])}


class TakeOverForm(forms.Form):
    """Why a case goes from one worker to another: who had it reads this, and writes what must be known."""

    dense = True
    reason = Line(label="Why do you take it over?", missing="Say why you take it over", max_length=200, width="two-thirds")


class CareEventForm(WordedForm):
    """One dated thing that happened in the adult's care."""

    dense = True
    mark_optional = False
    kind = Pick(label="What happened?", choices=CareKind.choices(), missing="Choose what happened")
    happened_at = Moment(label="When", missing="Enter when it happened", past_only=True)
    service = Line(
        label="Which hospital or service", missing="Enter the hospital or service", max_length=150, width="two-thirds",
        help_text="Write a ward after a comma: Luton Vale Hospital, Ward 7. Where the adult asked for help, whom they asked",
    )  # fmt: skip
    words = Words(label="What is known of it, if anything", rows=3, required=False)
    attempts = Words(
        label="What was done to reach the adult", rows=3, required=False,
        help_text="Needed where they missed something or were closed for not engaging: who tried, how and when, and what the adult needs to be able to come",
    )  # fmt: skip
    once = OnceKey()

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("kind") in DREW_BACK and "attempts" in answers and not answers["attempts"]:
            self.add_error("attempts", "Say what was done to reach the adult")
        return answers


class DismissPatternForm(WordedForm):
    """Why a pattern needs nothing more."""

    dense = True
    edition = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(
        label="Why does this pattern need nothing more?", rows=3, missing="Say why this pattern needs nothing more",
        help_text="For example that they are two people of the same name, or where it is being worked on. It comes back when there is a new record",
    )  # fmt: skip


class ReopenPatternForm(WordedForm):
    """Why a pattern that was dismissed is looked at again."""

    dense = True
    edition = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(
        label="Why is this pattern to be looked at again?", rows=3, missing="Say why this pattern is to be looked at again",
        help_text="Whoever works its cases reads this beside the reason for which it was dismissed",
    )  # fmt: skip


class PoliceHoldForm(WordedForm):
    """What the police asked, and until when that is taken for granted."""

    dense = True
    hold = Pick(
        label="What did the police ask?", choices=Hold.choices(), missing="Choose what the police asked",
        hints={
            Hold.LIMITS: "No outcome. An approved sentence says that we cannot say more now",
            Hold.FORBIDS: "Not even that. The hub sends nothing by itself, and a manager is asked",
        },
    )  # fmt: skip
    asked_by = Line(
        label="Who asked", missing="Say who asked", max_length=150, width="two-thirds",
        help_text="Name, rank or number, and how to reach them",
    )  # fmt: skip
    police_reference = Line(label="Police reference", required=False, max_length=60, width=20)
    reason = Words(label="Why", rows=3, missing="Say why they asked")
    since_on = Day(label="When did the hold begin?", missing="Enter the day on which the hold began", past_only=True)
    review_on = Day(label="Ask them again by", missing="Enter the day by which you ask again", future_only=True)


class LiftHoldForm(WordedForm):
    """Who said that we may speak again; of the hold that was `seen`."""

    dense = True
    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(label="Why it ends", rows=3, missing="Say why it ends", help_text="Who in the police said so, and when.")


class CloseCaseForm(Versioned):
    """How the hub's work ends. Where triage has decided the outcome (`decided`), it is not asked again."""

    dense = True
    mark_optional = False
    outcome = Choose(label="Outcome", choices=CLOSING_OUTCOMES, missing="Choose the outcome")
    outcomes_met = Pick(
        label="How far was what the adult wanted met?", choices=HOW_FAR, missing="Choose how far what the adult wanted was met",
        help_text="As the adult sees it, or whoever speaks for them.",
    )  # fmt: skip
    adult_told = Words(
        label="How was the adult told?", rows=3, missing="Say how the adult was told, or why they were not",
        help_text="Who told them, when, and what they said. If they were not told, the reason.",
    )  # fmt: skip
    protection = Words(
        label="What protection is in place?", rows=3, missing="Say what protection is in place, or why none is needed",
        help_text="If none is needed, the reason.",
    )  # fmt: skip
    rationale = Words(label="Why the case can close", rows=3, missing="Say why the case can close")
    would_change = Words(
        label="What would change this decision?", rows=2, missing="Say what would change this decision",
        help_text="Another report, a move, a carer who falls ill…",
    )  # fmt: skip
    without_handover_reason = Words(
        label="Why there is no handover", rows=2, required=False,
        help_text="This Red case was not handed over to a locality team. Needed before it can close.",
    )  # fmt: skip

    without_response_reason = Words(
        label="Why there is no system response", rows=2, missing="Say why the case closes without one, or record first who leads",
        help_text="Several needs are not met, and nobody leads the services together. Needed before the case can close.",
    )  # fmt: skip

    without_advocate_reason = Words(
        label="Why there is no advocate", rows=2, missing="Say why the case closes without an advocate, or record first who it is",
        help_text="The adult is owed an independent advocate, and none is named. Needed before the case can close.",
    )  # fmt: skip

    def __init__(
        self, *args: object, without_handover: bool, without_response: bool, without_advocate: bool, wishes_known: bool,
        decided: Outcome | None, **kwargs: object,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.decided = decided
        if decided:
            del self.fields["outcome"]
        if not wishes_known:
            del self.fields["outcomes_met"]
        if not without_response:
            del self.fields["without_response_reason"]
        if not without_advocate:
            del self.fields["without_advocate_reason"]
        if not without_handover:
            del self.fields["without_handover_reason"]

    def values(self) -> dict[str, Any]:
        """The ending as the use case takes it."""
        said = dict(self.cleaned_data)
        met = OutcomesMet(said["outcomes_met"]) if "outcomes_met" in said else None
        without = Without(**{name: said.pop(f"without_{name}_reason", "") for name in ("handover", "response", "advocate")})
        return said | {"outcome": self.decided or Outcome(said["outcome"]), "outcomes_met": met, "without": without}


class ExplainBreachForm(WordedForm):
    """Why a clock ran over."""

    dense = True
    reason = Words(label="Why is it overdue?", rows=3, missing="Say why it is overdue")


class ReopenCaseForm(Versioned):
    """Why the case comes back."""

    dense = True
    reason = Words(label="Why is the case reopened?", rows=4, missing="Say why the case is reopened")


class HandOverShiftForm(forms.Form):
    """What the next shift must know beside the list."""

    dense = True
    words = Words(
        label="What must the next shift know?", rows=3, required=False,
        help_text="For example whom you are waiting for, and what you promised to whom",
    )  # fmt: skip
    once = OnceKey()


class AcceptShiftForm(forms.Form):
    """Which list is accepted."""

    change = forms.IntegerField(widget=forms.HiddenInput)
