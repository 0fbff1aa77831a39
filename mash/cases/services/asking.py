"""Questions that a sweep asks when their time has come: each once, and never across somebody's work on its case."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from ..models import Case

MOST = 500
Row = TypeVar("Row", bound=Model)


def ask_due(*, due: Callable[[], QuerySet[Row]], ask: Callable[[Case, Row], None]) -> int:
    """Nothing that was put down for a day is forgotten. `due`: the rows of cases whose time has come and about which nobody
    has been asked; it is read anew under the lock, so `ask` must leave a row that it no longer finds. Returns how many were.
    """
    found = list(due().values_list("pk", "case")[:MOST])
    return sum(_ask_one(due=due, ask=ask, pk=pk, case_id=case) for pk, case in found)


@transaction.atomic
def _ask_one(*, due: Callable[[], QuerySet[Row]], ask: Callable[[Case, Row], None], pk: int, case_id: int) -> bool:
    """One question in one transaction; not while somebody works on the case, nor if a second sweep was quicker."""
    case = Case.objects.select_for_update(skip_locked=True).filter(pk=case_id).first()
    row = due().filter(pk=pk).first() if case else None
    if row is None:
        return False
    ask(case, row)
    return True
