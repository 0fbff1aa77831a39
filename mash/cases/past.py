"""How rows stood at a moment: a question is asked of what the database kept of its tables, instead of the tables.

Each table is put in its own place by a `with` of the same name, so that one question serves for now and for then.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .models import Past

PARENTS = {
    "cases_case": "id", "people_adult": "id", "cases_step": "case_id", "cases_deadline": "case_id", "cases_workitem": "case_id",
    "enquiries_risk": "case_id", "enquiries_enquiry": "case_id", "enquiries_meeting": "case_id", "enquiries_plan": "case_id",
    "enquiries_planaction": "plan_id",
}  # fmt: skip
"""The tables whose history is kept, and the column that names what a row hangs on; their triggers are made by migrations."""

STOOD = """{table} as (
    select stood.* from (
        select distinct on (row_id) row from cases_past
        where "table" = '{table}' and at <= %s
            and row_id in (select row_id from cases_past where "table" = '{table}' and parent_id {of})
        order by row_id, at desc, id desc
    ) found, jsonb_populate_record(null::{table}, found.row) stood where found.row is not null
)"""
OF = {"enquiries_planaction": "in (select id from enquiries_plan)", "people_adult": "in (select adult_id from cases_case)"}
"""By which parents the rows of a table are found, where it is not the case itself: by what was put in place before it."""


def as_it_stood(tables: Iterable[str], case_id: int, at: datetime) -> tuple[str, list[Any]]:
    """The `with` that puts these tables, in this order, as they stood at a moment in front of a question, and its parameters."""
    parts, params = [], []
    for table in tables:
        of = OF.get(table, "= %s")
        parts.append(STOOD.format(table=table, of=of))
        params += [at] if table in OF else [at, case_id]
    return f"with {', '.join(parts)} ", params


def began_after(case_id: int, at: datetime) -> datetime | None:
    """When the history of an older case began to be kept, if that is later than this moment."""
    later = Past.objects.filter(table="cases_case", row_id=case_id, began_at__gt=at)
    return later.values_list("began_at", flat=True).first()
