"""The concerns behind a figure of the threshold lab."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from mash.cases.models import Case
from mash.cases.queries import called, with_name
from thresholds.queries import matrix_in_force

from ..states import Part
from .rated import Rated, names

PAGE_SIZE = 50


@dataclass(frozen=True)
class LabLine:
    """One concern behind a figure: what was suggested, what the figure lays beside it, and in words what differs."""

    reference: str
    adult_name: str
    at: datetime
    suggested: str
    beside: str
    words: str
    kinds: str
    partner: str


def lab_page(rows: list[tuple[Rated, str, str]], number: str) -> Page:
    """One page of rows, each with the rating and the words that stand beside it. Two queries."""
    shown = Paginator(rows, PAGE_SIZE).get_page(number)
    rows = list(shown.object_list)
    cases = with_name(Case.objects.filter(pk__in=[row.case_id for row, *_ in rows])).select_related("adult")
    adults = {case.pk: called(case, case.said_name) for case in cases}
    kinds = names(Part.TYPE, (row for row, *_ in rows), matrix_in_force()[1])
    shown.object_list = [
        LabLine(row.reference, adults[row.case_id], row.at, row.suggested, beside, words, ", ".join(kinds[code] for code in row.types), row.partner)
        for row, beside, words in rows
    ]  # fmt: skip
    return shown
