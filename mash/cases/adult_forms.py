"""Questions about who the adult is: finding, linking, making and correcting a record; and asking their worker."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mash.forms.fields import Choose, Day, DayOrYear, Line, NhsNumber, Phone, Pick, Tick, Words
from mash.forms.worded import WordedForm
from mash.hub.contact import CHILDRENS_MASH
from mash.people.models import Adult
from mash.people.rules import Described
from mash.people.states import Gender, Pronouns
from mash.people.telling import in_words, is_child, years_old

from .forms import Versioned

CHILDREN = f"A concern about a child goes to the Children's MASH: ring {CHILDRENS_MASH}."


class FindAdultForm(forms.Form):
    """What is known of the adult: search first, with whatever there is."""

    dense = True
    mark_optional = False
    name = Line(label="Name", required=False, help_text="Any part of it, or how it sounds")
    born_on = DayOrYear(label="Date of birth", required=False, past_only=True, help_text="The year alone helps, with a part of the name")
    nhs_number = NhsNumber(label="NHS number")
    address = Line(label="Address", required=False, max_length=300, help_text="House number and street")
    postcode = Line(label="Postcode", required=False, width=10, help_text="Or its first part, like LU1")
    phone = Phone(label="Phone", required=False)

    def clean(self) -> dict[str, object]:
        known = {name for name, value in self.cleaned_data.items() if value}
        if not known and not self.errors:
            raise ValidationError("Enter at least one thing you know about the adult.")
        if known == {"born_on"} and isinstance(self.cleaned_data["born_on"], int):
            self.add_error("born_on", "A year of birth alone fits too many people. Add a part of the name, the address, "
                           "the postcode or a phone number, or the whole date of birth")  # fmt: skip
        return self.cleaned_data

    def sought(self) -> Described:
        """What to search with."""
        known = dict(self.cleaned_data)
        if isinstance(known["born_on"], int):
            known |= {"born_year": known["born_on"], "born_on": None}
        return Described(**known)


class LinkAdultForm(Versioned):
    """Which of the records found is the adult."""

    adult_id = forms.IntegerField(widget=forms.HiddenInput)


class ConfirmLinkForm(LinkAdultForm):
    """Why it is the adult, although the record says otherwise than the report."""

    dense = True
    mark_optional = False
    confirmed = forms.CharField(widget=forms.HiddenInput, initial="yes")
    reason = Words(
        label="Why is it the same person?", rows=3, missing="Say why it is the same person, or go back",
        help_text="For example: the referrer misheard the name, checked by phone with the GP",
    )  # fmt: skip


class AdultForm(WordedForm):
    """Who the adult is. How they describe themselves is for them to say, and nobody must ask."""

    dense = True
    given_name = Line(label="First names", required=False, max_length=100)
    family_name = Line(label="Family name", required=False, max_length=100)
    known_as = Line(label="Known as", required=False, max_length=100)
    born_on = Day(label="Date of birth", required=False, past_only=True)
    young = Tick(label="The date is right, and this belongs to the Adults MASH: for example, they are nearly 18", required=False)
    nhs_number = NhsNumber(label="NHS number")
    gender = Choose(label="How do they describe their gender?", choices=Gender.choices(), required=False, empty="Not asked")
    gender_words = Line(label="In their own words", required=False, max_length=100, width="one-half")
    pronouns = Choose(label="How do they wish to be spoken of?", choices=Pronouns.choices(), required=False, empty="Not asked")
    phone = Phone(label="Phone", required=False)
    address = Line(label="Address", required=False, max_length=300)
    postcode = Line(label="Postcode", required=False, width=10, max_length=10)
    las_id = Line(label="LAS id", required=False, width=20, max_length=30, help_text="Their id on the council's adult record system")
    description = Words(
        label="How to recognise or find them", required=False, rows=3, help_text="If the name is not known"
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not is_child(self._born(), timezone.localdate()):
            del self.fields["young"]

    def _born(self) -> date | None:
        """What was typed, before the form is judged: only a child's record has one question more."""
        if not self.is_bound:
            return None
        try:
            return self.fields["born_on"].clean(self["born_on"].data)
        except ValidationError:
            return None

    def clean(self) -> dict[str, object]:
        known = self.cleaned_data
        if not any(known.get(name) for name in ("given_name", "family_name", "known_as", "description")):
            raise ValidationError("Enter a name, or how to recognise or find the adult.")
        if "young" in self.fields and not known.get("young"):
            age = years_old(known["born_on"], timezone.localdate())
            self.add_error("young", f"By this date of birth they are {age}. {CHILDREN} Correct the date, or tick that it is right")
        return known

    def identity(self) -> dict[str, object]:
        """What the record holds."""
        return {name: value for name, value in self.cleaned_data.items() if name != "young"}


class CreateAdultForm(AdultForm, Versioned):
    """A new record, after a search found nobody."""


def taken_words(holder: Adult | None) -> str:
    """Whose number it is; of a record that is hidden from this person no more than that there is one."""
    if holder is None:
        return (
            "This number is in use on a record that you can't open. Check the number. If it is right, ask the MASH Manager, "
            "who can find out whose it is"
        )
    born = f", born {in_words(holder.born_on)}" if holder.born_on else ""
    return f"This number is on the record of {holder.name}{born}. Use that record, or correct the number"


class CorrectAdultForm(AdultForm):
    """What was wrong on the record, and why it is changed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(
        label="Why is it corrected?", rows=3, missing="Say why it is corrected",
        help_text="Who says so. What stood there before is kept.",
    )  # fmt: skip


class UnlinkAdultForm(Versioned):
    """Why this is not the adult."""

    dense = True
    reason = Words(label="Why is this not the adult?", rows=3, missing="Say why this is not the adult")


class SendToWorkerForm(Versioned):
    """What the worker must know at once."""

    dense = True
    words = Words(label="What must they know at once?", rows=3, missing="Write what they must know at once")


class AnswerSendingForm(WordedForm):
    """Whether the allocated worker takes the report."""

    dense = True
    mark_optional = False
    accept = Pick(
        label="Do you take it?", choices=[("yes", "Yes, it is mine from now on"), ("no", "No")],
        missing="Choose if you take it",
    )  # fmt: skip
    words = Words(label="If not: why, and what should the hub do?", rows=3, required=False)

    def clean(self) -> dict[str, object]:
        answers = self.cleaned_data
        if answers.get("accept") == "no" and not answers.get("words"):
            self.add_error("words", "Say why you do not take it")
        return answers


class WithdrawSendingForm(Versioned):
    """Why the worker need not answer any more."""

    dense = True
    reason = Words(label="Why is it withdrawn?", rows=3, missing="Say why it is withdrawn")
