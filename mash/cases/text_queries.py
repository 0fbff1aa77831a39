"""Reading the standard texts and their versions, shaped for their pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import Governed
from mash.accounts.states import Standing

from .text_rules import Change, Piece, Sample, changes
from .texts import StandardText, standard_texts
from .timescale_queries import PEOPLE, TONES


@dataclass(frozen=True)
class TextView:
    """One kind of text: the version in force, and the one that waits."""

    text: StandardText
    running: Governed
    proposal: Governed | None


@dataclass(frozen=True)
class Row:
    """One version in the list of all."""

    version: Governed
    standing: Standing
    tone: str


@dataclass(frozen=True)
class VersionView:
    """One version as its page shows it, with what it says otherwise than the one before it."""

    version: Governed
    standing: Standing
    tone: str
    pieces: list[Piece]
    changes: list[Change]
    samples: list[Sample]
    compared_with: str


@dataclass(frozen=True)
class Preview:
    """What would change, and what its readers would see."""

    changes: list[Change]
    samples: list[Sample]


def texts() -> list[TextView]:
    """Every kind of text."""
    return [text_view(text) for text in standard_texts()]


def text_view(text: StandardText) -> TextView:
    """One kind of text."""
    return TextView(text, running(text), _versions(text).awaited().first())


def running(text: StandardText) -> Governed:
    """The version that is said today."""
    return _versions(text).in_force().get()


def history(text: StandardText) -> list[Row]:
    """Every version there was, the newest first."""
    return [Row(version, version.standing, TONES[version.standing]) for version in _versions(text).order_by("-pk")]


def version_view(text: StandardText, version_id: int) -> VersionView | None:
    """One version as it was, against the one before it, or against what is in force if it never was."""
    version = _versions(text).filter(pk=version_id).first()
    if version is None:
        return None
    earlier = _versions(text).filter(in_force_from__isnull=False).exclude(pk=version.pk)
    before = earlier.filter(in_force_from__lt=version.in_force_from or version.ended_at or timezone.now()).first()
    pieces = text.pieces(version)
    seen = _preview(text, text.pieces(before), pieces) if before else Preview([], [])
    return VersionView(
        version=version, standing=version.standing, tone=TONES[version.standing], pieces=pieces, changes=seen.changes,
        samples=seen.samples, compared_with=before.name if before else "",
    )  # fmt: skip


def preview(text: StandardText, base: Governed, words: Mapping[str, str]) -> Preview:
    """What these words would change."""
    return _preview(text, text.pieces(base), text.reworded(base, words))


def _preview(text: StandardText, old: list[Piece], new: list[Piece]) -> Preview:
    before = {piece.key: piece.words for piece in old}
    return Preview(changes(old, new), text.samples(new, [piece.key for piece in new if before.get(piece.key) != piece.words]))


def _versions(text: StandardText) -> QuerySet[Governed]:
    return text.model.objects.select_related(*PEOPLE)
