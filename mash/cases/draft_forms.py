"""What an open page sends by itself: the words that are being typed, and that somebody is there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mash.accounts.models import User

from .drafts import Answers, Place, answers_in, page_of, place_in

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


class DiscardPlaceForm(forms.Form):
    """Which draft outside a case is not wanted any more. Only its owner's own are looked for."""

    path = forms.CharField(max_length=200)
    one = forms.CharField(max_length=36, required=False)


class _Kept(forms.Form):
    """One form as it stands: `load` the one opening of its page, `turn` which of its saves this is, `person` whose page it is,
    `seen` what the page showed. A page that was opened before saves were counted says no turn.
    """

    load = forms.RegexField(r"^[0-9a-f]{32}$")
    turn = forms.IntegerField(required=False, min_value=1, max_value=10**6)
    person = forms.CharField(max_length=40)
    seen = forms.CharField(max_length=2000, required=False)
    answers = forms.JSONField()

    def clean_answers(self) -> Answers:
        found = self.cleaned_data["answers"]
        if not isinstance(found, dict) or len(found) > MOST_ANSWERS or not all(map(_listed, found.values())):
            raise ValidationError("Not answers of a form")
        return answers_in(found.items())


class KeepForm(_Kept, _OfCase):
    """A form of a case: `path` it is sent to, `page` it is found on."""

    page = forms.CharField(max_length=200)

    def clean_page(self) -> str:
        return self._ours(self.cleaned_data["page"])


class KeepPlaceForm(_Kept):
    """A form outside any case: what its page was given says which."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person_asking = person

    def clean_seen(self) -> Place:
        place = place_in(self.cleaned_data["seen"], self.person_asking)
        if place is None:
            raise ValidationError("Not a page of this person")
        return place


def _listed(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
