"""One line of time with a lane for each source: where marks stand, for a picture drawn by the server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from .chronology import HUB, Line
from .chronology_states import Precision
from .states import Nature

MARGIN = 1.5
"""Per cent at either end, so that no mark is cut."""


@dataclass(frozen=True)
class Mark:
    """One entry: where it stands, in per cent of the line, and in which shape."""

    number: int
    x: str
    shape: str


@dataclass
class Lane:
    """One source with its marks, and in words what the picture shows of it."""

    name: str
    marks: list[Mark] = field(default_factory=list)
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Picture:
    """The lanes and the days at which the line of time begins, is halved and ends."""

    lanes: list[Lane]
    ticks: list[date]


def picture_of(lines: Sequence[Line]) -> Picture | None:
    """The dated lines as lanes, the hub's own last; nothing where all happened on one day or its day is not known."""
    dated = [line for line in lines if line.precision != Precision.UNKNOWN]
    days = [line.on for line in dated]
    if not days or min(days) == max(days):
        return None
    begin, whole = min(days), (max(days) - min(days)).days
    lanes: dict[str, Lane] = {}
    for line in dated:
        lane = lanes.setdefault(line.lane, Lane(line.lane, first=line.when))
        lane.last = line.when
        place = MARGIN + (100 - 2 * MARGIN) * (line.on - begin).days / whole
        lane.marks.append(Mark(line.number, f"{place:.2f}%", _shape(line)))
    ordered = sorted(lanes.values(), key=lambda lane: ("MASH" in lane.name or lane.name == HUB, lane.name))
    return Picture(ordered, [begin, begin + timedelta(days=whole // 2), max(days)])


def _shape(line: Line) -> str:
    return {Nature.OPINION: "opinion", Nature.HEARSAY: "hearsay"}.get(line.nature, "fact" if line.nature else "report")
