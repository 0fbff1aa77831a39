"""For whom a chronology is drawn, and which file is compared with what the hub keeps."""

import re
from hashlib import sha256
from typing import Any

from django import forms

from mash.forms.fields import Line, Pick, Words
from mash.forms.worded import WordedForm

from .chronology_states import Audience

DIGEST = re.compile(r"[0-9a-f]{64}")


class DrawChronologyForm(WordedForm):
    """For whom, and for others than the hub: to whom and why."""

    dense = True
    mark_optional = False
    audience = Pick(
        label="Who is it for?", choices=Audience.choices(), missing="Choose who it is for",
        hints={
            Audience.HUB: "With weights, contradictions, silences, and what must not be disclosed, each with its mark",
            Audience.ADULT: "Without reports, contacts and answers, what must not be disclosed, and what the police asked us to keep",
            Audience.PARTNERS: "The same as for the adult. Each agency's own answers, and what was taken out of them, stay with it: ask them instead",
        },
    )  # fmt: skip
    why = Words(
        label="To whom does it go, and why?", rows=2, max_length=500, required=False,
        help_text="Needed for others than the hub. It stands in the document",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("audience") not in (None, Audience.HUB) and not given.get("why"):
            self.add_error("why", "Say to whom it goes, and why")
        return given


class CheckPaperForm(forms.Form):
    """A file or its hash; neither is kept."""

    dense = True
    mark_optional = False
    file = forms.FileField(
        label="The file", required=False, allow_empty_file=True, help_text="It is compared and not kept",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={"invalid": "Choose the file again"},
    )  # fmt: skip
    digest = Line(
        label="Or its SHA-256", required=False, max_length=200, width="full", help_text="64 letters and figures, such as a computer shows for a file"
    )

    def clean_digest(self) -> str:
        """Spaces and capitals make no difference."""
        said = "".join(self.cleaned_data["digest"].split()).lower()
        if said and not DIGEST.fullmatch(said):
            raise forms.ValidationError("Enter all 64 letters and figures of the hash, 0 to 9 and a to f")
        return said

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and not given.get("file") and not given.get("digest"):
            self.add_error("file", "Choose the file, or enter its hash")
        return given

    def hash(self) -> str:
        """The hash of the file, or the one that was entered."""
        sent = self.cleaned_data.get("file")
        if not sent:
            return self.cleaned_data["digest"]
        whole = sha256()
        for part in sent.chunks():
            whole.update(part)
        return whole.hexdigest()
