"""What became of a letter."""

from datetime import date

from django import forms

from mash.forms.dates import Day
from mash.forms.fields import Words, YesNo


class PostLetterForm(forms.Form):
    """Posted on a day, or not, and what is done instead."""

    mark_optional = False
    posted = YesNo(label="Was the letter posted?", missing="Say whether the letter was posted")
    posted_on = Day(label="If yes, on which day?", past_only=True, required=False)
    instead = Words(label="If not, how will they be told instead?", rows=3, required=False)

    def __init__(self, *args: object, written_on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.written_on = written_on

    def clean(self) -> dict:
        given = super().clean()
        if given.get("posted") is True and "posted_on" not in self.errors:
            self._check_day(given.get("posted_on"))
        if given.get("posted") is False and not given.get("instead"):
            self.add_error("instead", "Say how they will be told instead")
        return given

    def _check_day(self, day: date | None) -> None:
        if day is None:
            self.add_error("posted_on", "Enter the day on which it was posted")
        elif day < self.written_on:
            self.add_error("posted_on", "The day cannot be before the letter was written")
