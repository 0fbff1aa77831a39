"""Questions about a new version of the matrix."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mash.forms.fields import Choose, Words

from ..exchange import LARGEST, from_yaml
from ..matrix import InvalidMatrix


class MatrixText(Words):
    """A whole matrix as YAML; answers its data."""

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value)
        try:
            return from_yaml(text) if text else {}
        except InvalidMatrix as wrong:
            raise ValidationError(list(wrong.problems)) from None


class DraftForm(forms.Form):
    """A draft, sent as a file or changed on the page. A file counts more than what stands on the page."""

    dense = True
    mark_optional = False
    edition = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    file = forms.FileField(
        label="Upload a changed file", required=False, help_text=f"The file that you exported, with your changes: YAML, up to {LARGEST // 1024} KB",
    )  # fmt: skip
    text = MatrixText(
        label="Or change it here", max_length=LARGEST, rows=28, missing="Upload a file, or put the matrix here",
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true", "class": "mash-code"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        if files and files.get("file") and files["file"].size <= LARGEST:
            data = data.copy()
            data["text"] = _read(files["file"])
        super().__init__(data, files, **kwargs)

    def clean_file(self) -> Any:
        """Too large a file is not read: what stands on the page stays as it is."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise ValidationError(f"The file is too large: the most is {LARGEST // 1024} KB, and yours has {-(-file.size // 1024):,} KB")
        return file

    def clean(self) -> dict[str, Any]:
        """Whoever sent too large a file is told that alone: what stands on the page is not what they sent."""
        if "file" in self.errors:
            self.errors.pop("text", None)
        return self.cleaned_data


class ProposeForm(forms.Form):
    """Why the Board should agree."""

    dense = True
    edition = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(label="Why should this change?", rows=3, help_text="The Board reads this with the differences", missing="Say why this should change")


class CompareForm(forms.Form):
    """Which version to lay beside this one."""

    dense = True
    beside = Choose(label="Compare with", missing="Choose a version")

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = versions


def _read(file: Any) -> str:
    """What stands in a file; what is no UTF-8 becomes a character that `from_yaml` refuses with its place."""
    return file.read().decode("utf-8-sig", errors="replace")
