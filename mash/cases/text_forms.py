"""New wording of a standard text, piece by piece."""

from collections.abc import Sequence
from typing import Any

from django import forms

from mash.forms.fields import Words

from .text_rules import Piece
from .texts import StandardText

PREFIX = "words__"


class TextForm(forms.Form):
    """Every piece of the text as it shall be, and why."""

    dense = True
    mark_optional = False
    base = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(label="Why should this change?", rows=3, missing="Say why this should change")

    def __init__(self, *args: Any, text: StandardText, pieces: Sequence[Piece], **kwargs: Any) -> None:
        self.text, self.pieces = text, pieces
        kwargs["initial"] = {PREFIX + piece.key: piece.words for piece in pieces} | kwargs.pop("initial", {})
        super().__init__(*args, **kwargs)
        for piece in pieces:
            self.fields[PREFIX + piece.key] = Words(
                label=piece.title, help_text=piece.note, rows=text.rows, max_length=text.longest, missing=f"{piece.title}: write what it says",
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> dict[str, Any]:
        for piece in self.pieces:
            written = self.cleaned_data.get(PREFIX + piece.key)
            problem = self.text.problem(piece, written) if written else ""
            if problem:
                self.add_error(PREFIX + piece.key, f"{piece.title}: {problem}")
        return self.cleaned_data

    def words(self) -> dict[str, str]:
        """What each piece shall say."""
        return {piece.key: self.cleaned_data[PREFIX + piece.key] for piece in self.pieces}

    def boxes(self) -> list[forms.BoundField]:
        """The pieces, for the page."""
        return [self[PREFIX + piece.key] for piece in self.pieces]
