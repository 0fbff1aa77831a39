"""What to look for in everything on record, and to what to narrow it. It is posted: no word of it stands in an address."""

from django import forms
from django.core.exceptions import ValidationError

from mash.forms.fields import Choose, Day, Line

from .search_parts import Group
from .search_rules import terms_in
from .searching import Sought
from .states import Rag

SHOW = (("open", "Open cases"), ("closed", "Closed cases"))
RATINGS = (*Rag.choices(), ("none", "Not rated"))
NARROWS = ("show", "kind", "rag", "since", "until")


class SearchForm(forms.Form):
    """Words that must all stand on a case, and which records count."""

    dense = True
    mark_optional = False
    sought = Line(
        label="Words, a name, a number or a reference", max_length=300, missing="Enter what you are looking for",
        help_text="Every word must be somewhere on the case. Put a “phrase” in quotation marks.",
    )  # fmt: skip
    show = Choose(label="Cases", choices=SHOW, required=False, empty="Open and closed")
    kind = Choose(label="Kind of record", choices=Group.choices(), required=False, empty="Everything on record")
    rag = Choose(label="RAG", choices=RATINGS, required=False, empty="Any rating")
    since = Day(label="Recorded from", required=False, what="The first day")
    until = Day(label="Recorded until", required=False, what="The last day")

    def clean_sought(self) -> str:
        said = self.cleaned_data["sought"]
        if not terms_in(said):
            raise ValidationError("Enter at least one word or number")
        return said

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must be the first day or a later one")

    def asked(self) -> Sought:
        """What was asked, as the search takes it."""
        said = self.cleaned_data
        return Sought(words=said["sought"], **{name: said[name] for name in NARROWS})

    @property
    def narrowed(self) -> bool:
        """Whether anything but words was asked, or something about it is wrong."""
        said = getattr(self, "cleaned_data", {})
        return any(said.get(name) for name in NARROWS) or any(name in self.errors for name in NARROWS)
