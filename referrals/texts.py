"""The statements to referrers, as a standard text: each is worded by itself, and messages are composed of them.

Which statements there are, to whom and how much they say, stays as it is: the rules choose them by their codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mash.cases.states import Hold, Stage
from mash.cases.text_rules import Piece, Sample, blanks_of, problem_of
from mash.cases.texts import StandardText
from mash.hub.contact import hub

from .models import Statement, StatementVersion
from .queries import lines_of, statements_in_force
from .rules import POLICE, Facts, Line, offered, suggested_codes, wording
from .states import Extent, FeedbackKind, Safety, Voice
from .ways import Reach

ANYWHERE = ("$reference", "$phone")
DATED = ("$read_on", "$again_by")
"""Days are said only in statements that the rules choose for having one."""
EXAMPLE = {"reference": "R-7K2M-94XT", "read_on": "2 November 2026", "again_by": "13 November 2026"}
OUTCOME = "outcome-"


class Feedback(StandardText):
    """What referrers are told, in approved sentences."""

    slug = "feedback"
    label = "Statements to referrers"
    about = "The approved sentences of which feedback to a referrer is composed, and the holding message that goes by itself."
    model = StatementVersion
    blanks = {
        "$reference": "the reference of their report", "$phone": "the hub's telephone number",
        "$read_on": "the day on which a person read the report, where it says so today",
        "$again_by": "the day by which they hear again, where it says so today",
    }  # fmt: skip
    rows = 2

    def pieces(self, version: StatementVersion) -> list[Piece]:
        return [Piece(line.code, line.code.replace("-", " ").capitalize(), line.text, _note(line)) for line in lines_of(version)]

    def columns(self, base: StatementVersion, words: Mapping[str, str]) -> dict[str, Any]:
        return {"excludes": base.excludes, "look_again": base.look_again}

    def fill(self, version: StatementVersion, base: StatementVersion, words: Mapping[str, str]) -> None:
        """Every statement again with its words, said in the same messages and to the same people as before."""
        rows = list(base.statements.all())
        for row in rows:
            row.pk, row.version, row.text = None, version, words[row.code]
        Statement.objects.bulk_create(rows)

    def problem(self, piece: Piece, words: str) -> str:
        """A day that is not known would be promised to somebody: $read_on and $again_by stay where they are."""
        kept = [blank for blank in DATED if blank in blanks_of(piece.words)]
        return problem_of(words, known=[*ANYWHERE, *kept], kept=kept)

    def samples(self, pieces: Sequence[Piece], changed: Sequence[str]) -> list[Sample]:
        """Each changed statement once, in a whole message; those that fit together share one."""
        words = {piece.key: piece.words for piece in pieces}
        lines = [replace(line, text=words.get(line.code, line.text)) for line in lines_of(statements_in_force())]
        together: dict[tuple[FeedbackKind, Voice, Extent, str], list[str]] = {}
        for line in lines:
            if line.code in changed:
                together.setdefault(_message_of(line), []).append(line.code)
        return [_sample(lines, *message, codes) for message, codes in together.items()]


def _message_of(line: Line) -> tuple[FeedbackKind, Voice, Extent, str]:
    """The message that a statement is shown in. Two outcomes are never said together."""
    kind = next(kind for kind in FeedbackKind if kind in line.kinds)
    alone = line.code if line.code.startswith(OUTCOME) else POLICE if line.code == POLICE else ""
    return kind, Voice(line.voices[0]) if line.voices else Voice.RELATIVE, line.extent, alone


def _sample(lines: Sequence[Line], kind: FeedbackKind, voice: Voice, extent: Extent, alone: str, codes: Sequence[str]) -> Sample:
    facts = Facts(
        voice=voice, reach=Reach(Safety.SAFE), read=True, consent=None, stage=Stage.TRIAGE, outcome=None,
        decided=kind != FeedbackKind.HOLDING, hold=Hold.LIMITS if alone == POLICE else None,
    )  # fmt: skip
    wanted = suggested_codes(facts, kind, extent) | set(codes)
    said = [line for line in offered(lines, facts, kind, extent) if line.code in wanted]
    return Sample(f"{kind.label}, to: {voice.label.lower()}", (wording(said, EXAMPLE | {"phone": hub().phone}),))


def _note(line: Line) -> str:
    kinds = ", ".join(FeedbackKind(kind).label.lower() for kind in line.kinds)
    voices = ", ".join(Voice(voice).label.lower() for voice in line.voices) or "anyone"
    much = " Only where the outcome may be told." if line.extent == Extent.FULL else ""
    return f"In: {kinds}. To: {voices}.{much}"


FEEDBACK = Feedback()
