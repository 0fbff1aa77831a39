"""The information protection statement, as a standard text: one piece, read aloud at the beginning of every meeting."""

from collections.abc import Mapping, Sequence
from typing import Any

from mash.cases.text_rules import Piece, Sample, problem_of
from mash.cases.texts import StandardText

from .models import StatementVersion

TITLE = "Information protection statement"


class Protection(StandardText):
    """What each attendee agrees to before a meeting begins."""

    slug = "protection"
    label = TITLE
    about = "Read aloud at the beginning of every safeguarding meeting. Whoever can't agree to it leaves."
    model = StatementVersion
    longest = 6000
    rows = 16

    def pieces(self, version: StatementVersion) -> list[Piece]:
        return [Piece("statement", TITLE, version.text)]

    def columns(self, base: StatementVersion, words: Mapping[str, str]) -> dict[str, Any]:
        return {"text": words["statement"]}

    def problem(self, piece: Piece, words: str) -> str:
        """It is read aloud as it stands."""
        return problem_of(words, known=())

    def samples(self, pieces: Sequence[Piece], changed: Sequence[str]) -> list[Sample]:
        return [Sample("On the page of a meeting, to be read aloud", (piece.words,)) for piece in pieces if piece.key in changed]


PROTECTION = Protection()
