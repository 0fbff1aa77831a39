"""Questions about a term of the list: what it is, why it is asked about, and what to say instead."""

from django import forms

from mash.forms.fields import Line, Words, YesNo


class AddTermForm(forms.Form):
    """A term that may be disrespectful."""

    dense = True
    phrase = Line(
        label="Word or phrase", max_length=80, width="one-half", missing="Enter the word or phrase",
        help_text="Capitals make no difference. A * stands for any ending: manipulat* is manipulates, manipulative and the like.",
    )  # fmt: skip
    why = Line(label="Why it is asked about", max_length=300, missing="Say why it is asked about", help_text="Whoever wrote it reads this sentence.")
    instead = Line(label="What can be said instead", max_length=300, missing="Say what can be said instead")
    reason = Words(label="Why is the list changed?", rows=2, missing="Say why the list is changed", help_text="Kept with your name.")

    def clean_phrase(self) -> str:
        phrase = self.cleaned_data["phrase"]
        if sum(sign.isalpha() for sign in phrase) < 3:
            raise forms.ValidationError("Enter at least three letters: anything shorter would be found everywhere")
        return phrase


class ChangeTermForm(AddTermForm):
    """Better words for it, or that nobody is asked about it any more."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    active = YesNo(label="Ask about it?", missing="Say whether it is asked about", help_text="Switched off, it stays on the list with its history.")
    field_order = ("phrase", "why", "instead", "active", "reason")
