"""Passing a report on to the service that it was meant for, and that service's receipt."""

from collections.abc import Sequence
from typing import Any

from mash.forms.fields import Choose, Line, Moment, OnceKey, Pick, Words
from mash.forms.worded import WordedForm

from ..states import Passing
from .sorting import SafeNow

TAKEN, NOT_TAKEN = "taken", "not_taken"


class PassOnForm(SafeNow):
    """To whom, how, and whether they have it already."""

    dense = True
    needed = ("organisation", "service")
    field_order = ("organisation", "service", "how", "passed_at", "why", "received_by", "their_reference")
    organisation = Choose(
        label="To which service?", required=False, empty="Choose from the directory",
        help_text="Choose it here, or enter its name below",
    )  # fmt: skip
    service = Line(
        label="Name of the service, if it is not in the directory", required=False, max_length=150, width="two-thirds"
    )
    how = Pick(label="How did you pass it on?", choices=Passing.choices(), missing="Choose how you passed it on")
    passed_at = Moment(label="When did you pass it on?", required=False, past_only=True, help_text="Leave empty for just now")
    why = Words(label="Why it is theirs, and what you told them", rows=3, missing="Enter why it is theirs and what you told them")
    received_by = Line(
        label="Who there has taken it?", required=False, max_length=150, width="two-thirds",
        help_text="Leave empty if you don't know yet: a task then stays open until they say that they have it.",
    )  # fmt: skip
    their_reference = Line(label="Their reference", required=False, max_length=60, width=20)
    once = OnceKey()

    def __init__(self, *args: Any, directory: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = directory

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        given = [name for name in ("organisation", "service") if answers.get(name)]
        if not given and "organisation" not in self.errors:
            self.add_error("organisation", "Choose the service, or enter its name")
        if len(given) == 2:
            self.add_error("service", "Choose from the list or enter a name, not both")
        if answers.get("their_reference") and not answers.get("received_by"):
            self.add_error("received_by", "Enter who there gave you this reference")
        return answers


class ReceiptForm(WordedForm):
    """What became of a report that was passed on."""

    dense = True
    became = Pick(
        label="What do they say?", missing="Choose what they say",
        choices=[(TAKEN, "They have it"), (NOT_TAKEN, "They will not take it")],
        hints={NOT_TAKEN: "It comes back to the duty board, and is rated there"},
    )  # fmt: skip
    received_by = Line(label="Who there has taken it?", required=False, max_length=150, width="two-thirds")
    received_at = Moment(label="When did they take it?", required=False, past_only=True, help_text="Leave empty for just now")
    their_reference = Line(label="Their reference", required=False, max_length=60, width=20)
    why = Words(label="If they will not take it: why not?", required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if answers.get("became") == TAKEN and not answers.get("received_by") and "received_by" not in self.errors:
            self.add_error("received_by", "Enter who there has taken it")
        if answers.get("became") == NOT_TAKEN and not answers.get("why") and "why" not in self.errors:
            self.add_error("why", "Enter why they will not take it")
        return answers
