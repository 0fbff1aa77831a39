"""The standard texts: what the hub says in the same words each time. Each app brings its own; two people decide each wording."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from mash.accounts.models import Governed

from .text_rules import Piece, Sample


class StandardText:
    """One kind of standard text: how its versions are taken apart, made, checked and shown as their reader sees them."""

    slug: ClassVar[str]
    label: ClassVar[str]
    about: ClassVar[str]
    model: ClassVar[type[Governed]]
    blanks: ClassVar[Mapping[str, str]] = {}
    """What may stand in it to be filled in, and with what."""
    longest: ClassVar[int] = 600
    rows: ClassVar[int] = 3

    def pieces(self, version: Any) -> list[Piece]:
        """Every part of a version, in the order in which it is shown."""
        raise NotImplementedError

    def columns(self, base: Any, words: Mapping[str, str]) -> dict[str, Any]:
        """What a new version of these words says in columns of its own; the rest is as in `base`."""
        raise NotImplementedError

    def fill(self, version: Any, base: Any, words: Mapping[str, str]) -> None:
        """The rows that belong to a new version, if any do."""

    def problem(self, piece: Piece, words: str) -> str:
        """Why a piece can't say this, and what to do; empty when it can. `piece`: as it reads in force."""
        raise NotImplementedError

    def samples(self, pieces: Sequence[Piece], changed: Sequence[str]) -> list[Sample]:
        """What its reader would see, as far as a changed piece stands in it."""
        raise NotImplementedError

    def reworded(self, base: Any, words: Mapping[str, str]) -> list[Piece]:
        """The pieces of `base` with these words."""
        return [replace(piece, words=words[piece.key]) for piece in self.pieces(base)]


@cache
def _all() -> dict[str, StandardText]:
    """An app above is reached by its name in the settings: this storey imports none of them."""
    return {text.slug: text for text in map(import_string, settings.STANDARD_TEXTS)}


def standard_texts() -> list[StandardText]:
    """Every kind there is."""
    return list(_all().values())


def text_named(slug: str) -> StandardText | None:
    """One kind, or nothing."""
    return _all().get(slug)
