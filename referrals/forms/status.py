"""What a referrer answers on the status page: which report they mean, and what they want to add."""

from django import forms

from mash.forms.fields import OnceKey, Pick, Words, YesNoNotSure

from ..states import ReplyKind
from .public import StatusForm


class ReplyForm(forms.Form):
    """Their own words are enough; whether anyone is in danger is asked because it decides how fast somebody reads them."""

    kind = Pick(label="What do you want to tell us?", choices=ReplyKind.choices(), missing="Choose what you want to tell us")
    words = Words(
        label="In your own words", rows=6, missing="Write what you want to tell us",
        help_text="One sentence is enough. You do not need to repeat what you told us before.",
    )  # fmt: skip
    danger = YesNoNotSure(label="Is anyone in danger now?", missing="Say if anyone is in danger now")
    once = OnceKey()

    def __init__(self, *args: object, decided: bool = True, **kwargs: object) -> None:
        """`decided`: they have been told of a decision, so that there is one to disagree with."""
        super().__init__(*args, **kwargs)
        if not decided:
            self.fields["kind"].choices = [(kind, label) for kind, label in ReplyKind.choices() if kind != ReplyKind.DISAGREE]


class KeptKeys(StatusForm):
    """The reference and the code travel with the reply, in the body only."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()
