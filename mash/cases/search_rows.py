"""What a search found, shaped for its page: cases with the records that say it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQueryCombinable
from django.db.models import BooleanField, ExpressionWrapper, F, Func, IntegerField, Q, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from mash.accounts.models import User
from mash.searched import words_of

from .access import may_protect, visible_cases
from .models import Case
from .queries import age, called, with_name
from .search_parts import PARTS, Group, Part, parts_for
from .searching import Found, Sought, within
from .states import Stage

PAGE = 15
SHOWN = 3
"""So many records of a case are shown with their words."""
OPENS, CLOSES, BETWEEN, GAP = "\x02", "\x03", " · ", " … "
TAGS, NO_TAGS = "<>", "‹›"
"""The database would leave out what looks like a tag: the signs are changed for it and changed back."""


@dataclass(frozen=True)
class Hit:
    """One record that says some of what was looked for. `words`: its words in pieces, each with whether it is marked."""

    label: str
    at: datetime
    url: str
    words: list[tuple[str, bool]]
    caution: bool


@dataclass(frozen=True)
class FoundRow:
    """One case that was found. `alike`: only because a name on it sounds like what was typed."""

    reference: str
    adult_name: str
    adult_age: int | None
    rag: str
    stage: str
    closed: bool
    restricted: bool
    owner: str
    team: str
    opened_at: datetime
    alike: bool
    may_protect: bool
    hits: list[Hit] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class _Said:
    """One record before its words are read."""

    part: Part
    pk: int
    case: int
    at: datetime
    kind: str
    tail: str
    caution: bool


def rows_of(actor: User, found: Found, sought: Sought, shown: list[int]) -> list[FoundRow]:
    """The cases of one page, in their order, each with its newest records that say it. Three queries."""
    seen = with_name(visible_cases(actor).filter(pk__in=shown)).select_related("adult", "owner", "team")
    cases = {case.pk: case for case in seen}
    said = _said(actor, found.query, sought, list(cases)) if found.query and cases else {}
    read = _read(actor, [each for row in said.values() for each in row[:SHOWN]], found.query) if found.query else {}
    heard = {*found.alike}
    return [_row(actor, cases[pk], said.get(pk, []), read, pk in heard) for pk in shown if pk in cases]


def _row(actor: User, case: Case, said: list[_Said], read: dict[tuple[Part, int], str], alike: bool) -> FoundRow:
    adult, closed = case.adult, case.stage == Stage.CLOSED
    return FoundRow(
        reference=case.reference, adult_name=called(case, case.said_name),
        adult_age=age(adult.born_on, timezone.localdate()) if adult and adult.born_on else None, rag=case.rag,
        stage=Stage(case.stage).label, closed=closed, restricted=case.restricted,
        owner=case.owner.name if case.owner else "", team=case.team.name, opened_at=case.opened_at, alike=alike, may_protect=may_protect(actor, case),
        hits=[_hit(case, each, read.get((each.part, each.pk), "")) for each in said[:SHOWN]], more=max(0, len(said) - SHOWN),
    )  # fmt: skip


def _hit(case: Case, said: _Said, text: str) -> Hit:
    page, *ends = said.part.page
    kind = _labels(said.part).get(said.kind, said.kind)
    return Hit(
        label=f"{said.part.label}: {kind}" if kind else said.part.label, at=said.at,
        url=reverse(page, args=[case.reference, *([said.tail] if ends else [])]), words=_pieces(text), caution=said.caution,
    )  # fmt: skip


def _said(actor: User, query: SearchQueryCombinable, sought: Sought, cases: list[int]) -> dict[int, list[_Said]]:
    """The records of these cases that say any of it, the newest first; who the adult is comes last. One query."""
    found = [_rows(actor, part, query, sought, cases) for part in parts_for(actor, sought.kind)]
    records = [_Said(PARTS[number], *rest) for number, *rest in found[0].union(*found[1:], all=True)]
    records.sort(key=lambda each: (each.part.group != Group.WHO, each.at, each.pk), reverse=True)
    by_case = defaultdict(list)
    for each in records:
        by_case[each.case].append(each)
    return by_case


def _rows(actor: User, part: Part, query: SearchQueryCombinable, sought: Sought, cases: list[int]) -> Any:
    """One part's share of the query: number, row, case, date, kind, end of the address, caution."""
    warned = ExpressionWrapper(~Q(**dict.fromkeys(part.caution, "")), output_field=BooleanField()) if part.caution else Value(False)
    rows = within(part.rows(actor).filter(searched=query, of_case__in=cases), part, sought).annotate(
        found_in=_number(part), found_at=F(part.at), found_kind=_text(part.kind), found_tail=_text(part.page[1] if part.page[1:] else ""),
        found_warned=warned,
    )  # fmt: skip
    return rows.values_list("found_in", "pk", "of_case", "found_at", "found_kind", "found_tail", "found_warned")


def _number(part: Part) -> Value:
    """Which part a row of the union comes from."""
    return Value(PARTS.index(part), output_field=IntegerField())


def _text(column: str) -> Any:
    return Cast(F(column), TextField()) if column else Value("", output_field=TextField())


def _read(actor: User, said: list[_Said], query: SearchQueryCombinable) -> dict[tuple[Part, int], str]:
    """The words of the records that are shown, with marks around what was looked for. One query."""
    rows = defaultdict(list)
    for each in said:
        rows[each.part].append(each.pk)
    if not rows:
        return {}
    found = [
        part.rows(actor).filter(pk__in=pks).annotate(found_in=_number(part), found_words=_marked(part, query)).values_list("found_in", "pk", "found_words")
        for part, pks in rows.items()
    ]
    return {(PARTS[place], pk): text for place, pk, text in found[0].union(*found[1:], all=True)}


def _marked(part: Part, query: SearchQueryCombinable) -> SearchHeadline:
    words = words_of(tuple(sorted(part.columns, key="reference".__eq__)), BETWEEN)
    return SearchHeadline(
        Func(words, Value(TAGS), Value(NO_TAGS), function="translate", output_field=TextField()), query, config="english", start_sel=OPENS, stop_sel=CLOSES, min_words=12, max_words=30,
        max_fragments=2, fragment_delimiter=GAP,
    )  # fmt: skip


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The words between the marks and outside them. Empty answers leave no dot behind."""
    tidy = re.sub(r"(?:\s*·\s*)+", BETWEEN, text).strip(" ·\n").translate(str.maketrans(NO_TAGS, TAGS))
    return [(piece.removeprefix(OPENS), piece.startswith(OPENS)) for piece in re.split(f"({OPENS}[^{CLOSES}]*){CLOSES}", tidy) if piece]


@lru_cache(maxsize=len(PARTS))
def _labels(part: Part) -> dict[str, str]:
    """How the codes of a kind read."""
    choices = part.model._meta.get_field(part.kind).flatchoices if part.kind and "__" not in part.kind else []
    return {str(code): str(label) for code, label in choices}
