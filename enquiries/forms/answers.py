"""Questions whose answer is one of a list of our own words, and comes back as that word."""

from typing import Any

from mash.forms.fields import Choose, Pick, PickMany
from mash.labels import Labelled


class PickOf(Pick):
    """Radios of an enum; the answer is its member."""

    def __init__(self, kind: type[Labelled], **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(choices=kind.choices(), **kwargs)

    def clean(self, value: Any) -> Labelled | str:
        answer = super().clean(value)
        return self.kind(answer) if answer else ""


class ChooseOf(Choose):
    """A drop-down of an enum; the answer is its member."""

    def __init__(self, kind: type[Labelled], **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(choices=kind.choices(), **kwargs)

    def clean(self, value: Any) -> Labelled | str:
        answer = super().clean(value)
        return self.kind(answer) if answer else ""


class PickManyOf(PickMany):
    """Checkboxes of an enum; the answer is its members."""

    def __init__(self, kind: type[Labelled], **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(choices=kind.choices(), **kwargs)

    def clean(self, value: Any) -> list[Labelled]:
        return [self.kind(answer) for answer in super().clean(value)]


class ChooseRow(Choose):
    """A drop-down of rows that the page passes in; the answer is the row's number."""

    def clean(self, value: Any) -> int | None:
        answer = super().clean(value)
        return int(answer) if answer else None
