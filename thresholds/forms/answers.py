"""One section of a draft as it stands on its page: as it is kept, as it was typed, or as it was sent to be kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..matrix import AbuseType, Matrix, RoutingRule
from ..rules import Codes, Section, edited, names_it, with_rule, with_type
from .parts import RowForm, Rows, SectionForm, moved, rows_of, typed_in, values_of
from .sections import HEADS, PART_HEADS, ROWS, IndicatorRow

Values = dict[str, Any]
BY_LEVEL = (Section.TYPES, Section.MENU)


@dataclass
class Answers:
    """A section, or one type or rule of it (`part`), with its own questions (`head`) and its rows."""

    section: Section
    matrix: Matrix
    part: str | None = None
    head: SectionForm | None = None
    rows: Rows | None = None
    problems: list[str] = field(default_factory=list)
    stuck: int | None = None
    """The row that can't be removed; why, is the first of the problems."""

    @property
    def forms(self) -> list[SectionForm]:
        """Every form of the page, in its order."""
        return [*([self.head] if self.head else []), *(self.rows.forms if self.rows is not None else [])]

    @property
    def failed(self) -> list[Any]:
        """What was sent and isn't right, for the list of errors."""
        whole = [self.rows] if self.rows is not None and self.rows.is_bound else []
        return [each for each in (*whole, *self.forms) if each.is_bound and not each.is_valid()]

    def is_valid(self) -> bool:
        """Each question is answered well; what wrong there is of the whole is known once it is put together."""
        return all(form.is_valid() for form in (self.head, self.rows) if form is not None)

    def matrix_with(self, base: Matrix, given: Iterable[str]) -> Matrix:
        """The whole matrix as it would be. `given`: every code that was ever given."""
        codes = Codes({*given, *base.all_codes})
        head = self.head.said() if self.head else {}
        rows = self.rows.said() if self.rows is not None else []
        if self.part is None:
            return edited(base, self.section, head, rows, codes)
        if self.section == Section.TYPES:
            return with_type(base, self.part, head, rows, codes)
        return with_rule(base, self.part, head, codes)

    @property
    def groups(self) -> list[Values]:
        """Rows that stand at a level by their levels, the gravest first, each with its place among them."""
        numbered = list(enumerate(self.rows.forms)) if self.rows is not None else []
        found = {str(level.number): {"level": level, "rows": []} for level in self.matrix.levels[::-1]}
        for number, row in numbered:
            found.setdefault(str(row.value_of("level")), {"level": None, "rows": []})["rows"].append((number, row))
        return list(found.values())


def fresh(section: Section, matrix: Matrix, part: str | None) -> Answers | None:
    """As the draft says it. None if it has no such part; an empty `part` is a new one."""
    found = _part(section, matrix, part) if part else None
    if part is not None and (section not in PART_HEADS or part and found is None):
        return None
    head, row = _kinds(section, part)
    return Answers(
        section, matrix, part, head(matrix=matrix, initial=_head_values(section, matrix, found, new=part is not None)) if head else None,
        rows_of(row, matrix, initial=_row_values(section, matrix, part, found)) if row else None,
    )  # fmt: skip


def judged(section: Section, matrix: Matrix, part: str | None, data: Mapping[str, Any]) -> Answers:
    """As it was sent, to be kept."""
    found = _part(section, matrix, part) if part else None
    head, row = _kinds(section, part)
    return Answers(
        section, matrix, part, head(data, matrix=matrix, initial=_head_values(section, matrix, found, new=part is not None)) if head else None,
        rows_of(row, matrix, data=data) if row else None,
    )  # fmt: skip


def retained(section: Section, matrix: Matrix, part: str | None, data: Mapping[str, Any], do: str) -> Answers:
    """As it was typed, unjudged, after a row was added, moved or removed. What something else names is not removed."""
    sent = judged(section, matrix, part, data)
    rows = [typed_in(form, data) for form in sent.rows.forms] if sent.rows is not None else []
    problems = _hindrances(section, matrix, part, rows, do)
    _, at = do.partition("-")[::2]
    rows = rows if problems else moved(rows, do, {"level": at} if at else {})
    if section in BY_LEVEL:
        rows.sort(key=lambda row: int(row["level"]) if str(row.get("level", "")).isdecimal() else 0, reverse=True)
    head, row = _kinds(section, part)
    values = sent.head.initial | typed_in(sent.head, data) if sent.head else {}
    return Answers(
        section, matrix, part, head(matrix=matrix, initial=values) if head else None,
        rows_of(row, matrix, initial=rows) if row else None, problems, int(at) if problems else None,
    )  # fmt: skip


def _hindrances(section: Section, matrix: Matrix, part: str | None, rows: list[Values], do: str) -> list[str]:
    verb, _, at = do.partition("-")
    if verb != "remove" or not at.isdecimal() or int(at) >= len(rows):
        return []
    code = rows[int(at)].get("code", "")
    users = names_it(matrix, section if part is None else Section.WHOLE, code) if code else []
    return [f"{code} can't be removed while it is named by {', '.join(users)}. Take it out there first."] if users else []


def _kinds(section: Section, part: str | None) -> tuple[type[SectionForm] | None, type[RowForm] | None]:
    if part is None:
        return HEADS.get(section), ROWS.get(section)
    return PART_HEADS[section], IndicatorRow if section == Section.TYPES else None


def _part(section: Section, matrix: Matrix, code: str) -> AbuseType | RoutingRule | None:
    parts = {Section.TYPES: matrix.types, Section.ROUTING: matrix.routing}.get(section, ())
    return next((part for part in parts if part.code == code), None)


def _head_values(section: Section, matrix: Matrix, part: AbuseType | RoutingRule | None, *, new: bool) -> Values:
    if isinstance(part, RoutingRule):
        return values_of(part) | values_of(part.when)
    if part:
        return values_of(part)
    if new:
        return {"least_level": 1}
    if section in (Section.REPEAT, Section.PATTERNS):
        return values_of(getattr(matrix, section.value))
    return {**values_of(matrix), "name": matrix.name}


def _row_values(section: Section, matrix: Matrix, part: str | None, found: Any) -> list[Values]:
    if section == Section.MENU:
        return [{**values_of(action), "level": level.number} for level in matrix.levels[::-1] for action in level.menu]
    if section == Section.LEVELS:
        return [{**values_of(level), "was": level.number} for level in matrix.levels]
    if part is not None:
        rows = sorted(found.indicators, key=lambda sign: -sign.level) if found else ()
    else:
        rows = getattr(matrix, section.value)
    return [values_of(row) for row in rows]
