"""Figures of the threshold lab as tables: what heads them, what stands in their cells, and what each number opens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.utils.timezone import localtime

from thresholds.rules import FEWEST, protected, protected_share, protected_total, rounded

DEGREES = 4
"""How many shades of a cell there are."""


@dataclass(frozen=True)
class Cell:
    """One cell as it is told: a number or words, the list behind it, and how dark it is."""

    told: str
    url: str = ""
    shade: int = 0
    note: str = ""


@dataclass(frozen=True)
class Column:
    """What heads a column."""

    label: str
    rag: str = ""
    number: bool = True


@dataclass(frozen=True)
class Line:
    """One row."""

    label: str
    cells: list[Cell]
    rag: str = ""


@dataclass(frozen=True)
class Table:
    """A whole table, for the page and the file alike. `first` heads its rows; `across`, where it is crossed, all its columns."""

    caption: str
    first: str
    columns: list[Column]
    lines: list[Line]
    foot: list[Line] = field(default_factory=list)
    across: str = ""

    @property
    def rows(self) -> Iterable[tuple[Line, list[tuple[Column, Cell]]]]:
        """Each row with its cells, each beside what heads it."""
        return [(line, list(zip(self.columns, line.cells, strict=True))) for line in self.lines]

    @property
    def feet(self) -> Iterable[tuple[Line, list[tuple[Column, Cell]]]]:
        """The same of what closes the table."""
        return [(line, list(zip(self.columns, line.cells, strict=True))) for line in self.foot]


@dataclass(frozen=True)
class Told:
    """How numbers are told to one person: exactly, each opening what it counts, or protected, opening nothing."""

    exactly: bool
    url: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    def count(self, number: int, /, *, most: int = 0, note: str = "", **narrow: str) -> Cell:
        """One count, the darker the nearer to the largest of its table."""
        seen = number if self.exactly else rounded(number)
        shade = -(-DEGREES * seen // most) if most and seen else 0
        return Cell(self.words(number), self._opens(number, narrow), min(shade, DEGREES), note)

    def tells(self, number: int) -> bool:
        """Whether anything but nothing is told of this count."""
        return bool(number if self.exactly else rounded(number))

    def lines(self, lines: list[Line]) -> list[Line]:
        """The rows of a table. Whoever reads protected figures reads no row in which all is hidden, as it would tell that
        there is somebody, and no order by size.
        """
        if self.exactly:
            return lines
        return sorted((line for line in lines if any(cell.told.rstrip("%").isdigit() for cell in line.cells)), key=lambda line: line.label)

    def words(self, number: int) -> str:
        """One count, on its own."""
        return str(number) if self.exactly else protected(number)

    def total(self, parts: Iterable[int], /, **narrow: str) -> Cell:
        """What some counts of the table come to."""
        parts = list(parts)
        return Cell(str(sum(parts)) if self.exactly else protected_total(parts), self._opens(sum(parts), narrow))

    def share(self, part: Iterable[int], parts: Iterable[int], /, note: str = "", **narrow: str) -> Cell:
        """How much of the whole some of its parts are, with numerator and denominator."""
        part, parts = list(part), list(parts)
        some, whole = sum(part), sum(parts)
        if not self.exactly:
            return Cell(protected_share(part, parts), note=note)
        words = f"{100 * some / whole:.0f}% ({some} of {whole})" if whole else "none yet"
        return Cell(words, self._opens(some, narrow), note=note)

    def _opens(self, number: int, narrow: Mapping[str, str]) -> str:
        return f"{self.url}?{urlencode({**self.query, **narrow})}" if self.exactly and self.url and number else ""


def about_file(what: list[list[str]], at: datetime) -> list[list[str]]:
    """What heads a file of figures, so that it can be read where nobody knows the hub: of what, from when, and what is hidden."""
    day = localtime(at)
    hidden = f"Numbers under {FEWEST} are hidden, the others are rounded to {FEWEST}; totals and shares are worked out from what is shown"
    return [*what, ["Figures as they stood on", f"{day.day} {day:%B %Y, %H:%M}"], ["Small numbers", hidden], []]


def sheet(tables: Iterable[Table]) -> list[list[str]]:
    """The same as rows of a file, one table below the other."""
    rows: list[list[str]] = []
    for table in tables:
        rows += [[table.caption], *([["", table.across]] if table.across else []), [table.first, *(column.label for column in table.columns)]]
        rows += [[line.label, *(cell.told for cell in line.cells)] for line in (*table.lines, *table.foot)]
        rows.append([])
    return rows
