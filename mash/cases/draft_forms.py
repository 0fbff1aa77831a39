"""What an open page sends by itself: the words that are being typed, and that somebody is there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .drafts import Answers, answers_in, page_of

MOST_ANSWERS = 400


class _OfCase(forms.Form):
    """Sent by a page of one case; its addresses must be of that case."""

    path = forms.CharField(max_length=200)

    def __init__(self, *args: Any, reference: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reference = reference

    def clean_path(self) -> str:
        return self._ours(self.cleaned_data["path"])

    def _ours(self, path: str) -> str:
        if not page_of(path, self.reference):
            raise ValidationError("No page of this case")
        return path


class DiscardForm(_OfCase):
    """Which draft is not wanted any more."""


class HereForm(_OfCase):
    """Which page is open, whether its reader is writing on it, and whether they leave it now."""

    writing = forms.BooleanField(required=False)
    leaving = forms.BooleanField(required=False)


class KeepForm(_OfCase):
    """One form as it stands: `path` it is sent to, `page` it is found on, `load` the one opening of that page."""

    page = forms.CharField(max_length=200)
    load = forms.RegexField(r"^[0-9a-f]{32}$")
    person = forms.CharField(max_length=40)
    seen = forms.CharField(max_length=2000, required=False)
    answers = forms.JSONField()

    def clean_page(self) -> str:
        return self._ours(self.cleaned_data["page"])

    def clean_answers(self) -> Answers:
        found = self.cleaned_data["answers"]
        if not isinstance(found, dict) or len(found) > MOST_ANSWERS or not all(map(_listed, found.values())):
            raise ValidationError("Not answers of a form")
        return answers_in(found.items())


def _listed(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
