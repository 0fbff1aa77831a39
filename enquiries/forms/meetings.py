"""Questions about meetings."""

from typing import Any

from django import forms

from mash.forms.fields import Line, Moment, Words, YesNo
from mash.forms.worded import WordedForm

from ..states import Agreement, MeetingKind, NotInvited, Support
from .answers import ChooseOf, PickManyOf, PickOf

AGREE = [(a.value, a.label) for a in (Agreement.AGREED, Agreement.REFUSED)]


class PlanMeetingForm(WordedForm):
    """A meeting to come. The adult is invited unless somebody says why not."""

    dense = True
    kind = PickOf(MeetingKind, label="Kind of meeting", missing="Choose the kind of meeting")
    at = Moment(label="When", missing="Enter when the meeting takes place")
    agenda = Words(label="Agenda", rows=4, missing="Write the agenda")
    adult_invited = YesNo(label="Is the adult invited?", initial=True, missing="Say whether the adult is invited")
    not_invited = ChooseOf(NotInvited, label="If not: the reason", required=False, empty="No reason: they are invited")
    not_invited_words = Words(label="If not: why, in words", rows=2, required=False)
    supports = PickManyOf(
        Support, label="What will help the adult to take part?", required=False, help_text="Offered, or already accepted"
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("adult_invited") is False:
            if not said.get("not_invited"):
                self.add_error("not_invited", "Choose the reason why the adult is not invited")
            if not said.get("not_invited_words"):
                self.add_error("not_invited_words", "Say in words why the adult is not invited")
        return said


class AttendanceForm(forms.Form):
    """Somebody in the room."""

    dense = True
    name = Line(label="Name", max_length=150, missing="Enter the attendee’s name", width="two-thirds")
    organisation = Line(
        label="Organisation or relationship", max_length=150, missing="Enter the organisation, or who they are to the adult",
        width="two-thirds",
    )  # fmt: skip


class AgreementForm(forms.Form):
    """Whether an attendee agreed to the statement."""

    agreement = PickOf(Agreement, label="Agreement", missing="Say whether they agreed")
    read = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].choices = AGREE


class HoldMeetingForm(WordedForm):
    """What was said and decided; the adult's part comes first."""

    dense = True
    said_by_others = ("contribution",)
    contribution = Words(
        label="The adult’s contribution", rows=4, missing="Write what the adult contributed, or why nothing came from them",
        help_text="What they said, wrote or had somebody say for them. It is read first.",
    )  # fmt: skip
    minutes = Words(label="Minutes", rows=10, max_length=20000, missing="Write the minutes")
    told = Words(
        label="What was the adult told of it?", rows=3, required=False, help_text="By whom too, if they were told; also if they were there",
    )  # fmt: skip
    held_at = Moment(label="When the meeting was held", missing="Enter when the meeting was held", past_only=True)
