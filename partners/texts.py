"""The questions to partners, as a standard text: by kind of agency, one question on each line."""

from collections.abc import Mapping, Sequence
from typing import Any

from mash.cases.text_rules import Piece, Sample, problem_of
from mash.cases.texts import StandardText
from mash.organisations.states import Kind

from .models import QuestionVersion

LONGEST_QUESTION = 300


class Questions(StandardText):
    """What each kind of agency is asked about."""

    slug = "questions"
    label = "Questions to partners"
    about = "What a worker can tick when an agency is asked about an adult. One question on each line."
    model = QuestionVersion
    longest = 3000
    rows = 5

    def pieces(self, version: QuestionVersion) -> list[Piece]:
        return [Piece(kind, kind.label, "\n".join(version.prompts[kind])) for kind in Kind if kind in version.prompts]

    def columns(self, base: QuestionVersion, words: Mapping[str, str]) -> dict[str, Any]:
        return {"prompts": base.prompts | {kind: _lines(text) for kind, text in words.items()}}

    def problem(self, piece: Piece, words: str) -> str:
        """Each question stands by itself: a worker ticks one and leaves another."""
        lines = _lines(words)
        if len(set(lines)) < len(lines):
            return "The same question stands there twice. Take one of them out"
        if any(len(line) > LONGEST_QUESTION for line in lines):
            return f"A question must be {LONGEST_QUESTION} characters or fewer. Put each question on a line of its own"
        return problem_of(words, known=())

    def samples(self, pieces: Sequence[Piece], changed: Sequence[str]) -> list[Sample]:
        return [Sample(f"Questions to {piece.title}", tuple(_lines(piece.words)), listed=True) for piece in pieces if piece.key in changed]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


QUESTIONS = Questions()
