"""The record of a case as it stands, and as it stood at a moment: what decisions keep and pages show again."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q
from django.utils import timezone

from mash.people.models import Adult
from mash.people.states import SafeBy
from mash.people.telling import years_old

from .chronology_rules import when_in_words
from .chronology_states import Precision
from .models import Case
from .past import PARENTS, as_it_stood, began_after
from .queries import Open, what_is_open
from .record_parts import DATED, PARTS, STANDING, in_words, reports_left
from .rules import capacity_found
from .states import Rag, Stage, StepName, Tri

SHAPE = 1
"""The shape in which decisions keep what was known. A later shape gets the next number; what was kept stays as it is."""
Record = dict[str, Any]
OUTSTANDING = "Outstanding"
"""What a step without a row is called."""
PK, AT = -1, datetime(1, 1, 1, tzinfo=UTC)
"""Where a case and a moment stand in the question that is asked of every one."""
RETRACED = ("given_name", "family_name", "known_as", "born_on", "nhs_number", "phone", "description")
"""What of an adult's record is only changed by corrections, and each correction keeps what stood there before."""
HELD = {
    "owner": "owner__name", "team": "team__name", "always_enquiry": "always_enquiry", "danger_now": "danger_now",
    "restricted": "restricted",
}  # fmt: skip
SAFE = {"by": "adult__safe_by", "when": "adult__safe_when", "needs": "adult__communication_needs", "las_id": "adult__las_id"}
IN_PLACE = tuple(table for table in PARENTS if table not in ("cases_case", "people_adult"))
"""Where the parts of a record lie that change in place."""


@dataclass(frozen=True)
class Seen:
    """What stood before whoever decides: the record, and what was still open."""

    record: Record
    open: Open


def look_at(case: Case) -> Seen:
    """The case as it stands, before anything is decided. Four queries."""
    return Seen(record_of(case), what_is_open(case))


def record_of(case: Case) -> Record:
    """All that is on record of a case now, as plain data in words."""
    adult = case.adult
    rows = _read(case, (*DATED, *STANDING))
    return {
        "case": {
            "reference": case.reference, "stage": Stage(case.stage).label, "stage_code": str(case.stage),
            "rag": Rag(case.rag).label if case.rag else "", "rag_code": str(case.rag), "danger_now": case.danger_now,
            "always_enquiry": case.always_enquiry, "restricted": case.restricted, "opened_at": case.opened_at.isoformat(),
            "owner": case.owner.name if case.owner else "", "team": case.team.name,
        },
        "adult": _identity(adult, timezone.localdate()) if adult else None,
        "safe": {"by": adult.get_safe_by_display(), "when": adult.safe_when, "needs": adult.communication_needs,
                 "las_id": adult.las_id} if adult else None,
        **rows, "risks": _risks(rows),
    }  # fmt: skip


def record_at(case: Case, at: datetime) -> tuple[Record, int, datetime | None]:
    """The record as it stood at a moment; how many decisions had been made by then; and when the history of what changes in
    place began, if that is later than the moment.

    Rows that were on record by then, without what was added to them later; what changes in place as the database kept it; the
    adult as named then. Nothing that is recorded after the moment can change it.
    """
    rows, began = _read(case, DATED, at), began_after(case.pk, at)
    standing, head, safe = _kept_before(case, at) if began else _stood(case, at)
    ratings = rows["ratings"]
    rag = {key: ratings[-1][key] for key in ("rag", "rag_code")} if ratings else {"rag": "", "rag_code": ""}
    opened = {"reference": case.reference, "opened_at": case.opened_at.isoformat()}
    about = {"case": opened | head | _stage_then(case, at) | rag, "adult": _adult_then(case, at), "safe": safe}
    return rows | standing | about | {"risks": _risks(rows | standing)}, len(rows["decisions"]), began


def _kept_before(case: Case, at: datetime) -> tuple[Record, Record, Record | None]:
    """Before its history was kept: as it lay before whoever made the last decision; nothing where none had been made."""
    last = case.decisions.filter(decided_at__lte=at).order_by("pk").values_list("snapshot__record", flat=True).last() or {}
    return {name: last.get(name, []) for name in STANDING}, {name: last.get("case", {}).get(name, "") for name in HELD}, last.get("safe")


def _stood(case: Case, at: datetime) -> tuple[Record, Record, Record | None]:
    standing = _read(case, STANDING, stood=as_it_stood(IN_PLACE, case.pk, at))
    return standing, *_held_then(case, at)


def _held_then(case: Case, at: datetime) -> tuple[Record, Record | None]:
    """Who had the case, what was known of danger, and how the adult could be reached, as the database kept it. One query."""
    asked = Case.objects.filter(pk=case.pk).values_list(*HELD.values(), *SAFE.values())
    sql, params = asked.query.sql_with_params()
    stood, moment = as_it_stood(("cases_case", "people_adult"), case.pk, at)
    with connection.cursor() as cursor:
        cursor.execute(stood + sql, [*moment, *params])
        found = cursor.fetchone()
    if found is None:
        return dict.fromkeys(HELD, ""), None
    held, safe = dict(zip(HELD, found, strict=False)), dict(zip(SAFE, found[len(HELD):], strict=True))
    known = safe["by"] is not None
    return {name: value or "" for name, value in held.items()}, safe | {"by": SafeBy(safe["by"]).label if safe["by"] else ""} if known else None


def _stage_then(case: Case, at: datetime) -> dict[str, str]:
    """A case moves only by a decision, and each decision keeps the stage in which it found the case."""
    after = case.decisions.filter(decided_at__gt=at).order_by("pk").values_list("snapshot__record__case", flat=True)[:1]
    if not after:
        return {"stage": Stage(case.stage).label, "stage_code": str(case.stage)}
    found = after[0] or {}
    return {"stage": found.get("stage", ""), "stage_code": found.get("stage_code", "")}


def _read(case: Case, names: tuple[str, ...], at: datetime | None = None, stood: tuple[str, list[Any]] = ("", [])) -> Record:
    """The rows of these parts in one query, each part in the order its rows were made. `stood`: puts tables as they stood then
    in front of the question.
    """
    columns, sql, params = _question(names, dated=at is not None)
    before, moment = stood
    with connection.cursor() as cursor:
        cursor.execute(before + sql, [*moment, *(case.pk if param == PK else at if param == AT else param for param in params)])
        found = dict(zip(columns, cursor.fetchone(), strict=True))
    rows = {name: [json.loads(row) for row in rows] for name, rows in found.items()}
    if "reports" in rows:
        rows["reports"] = sorted([*rows["reports"], *rows.pop("left", [])], key=lambda row: row["received_at"])
    return {name: [_row(name, row, at) for row in rows[name]] for name in names}


@lru_cache
def _question(names: tuple[str, ...], *, dated: bool) -> tuple[list[str], str, tuple[Any, ...]]:
    """What is asked for these parts, put into SQL once for all cases: writing it takes longer than answering it."""
    at = AT if dated else None
    same = Case.objects.filter(pk=OuterRef("pk"))
    parts = {name: PARTS[name] for name in names} | ({"left": reports_left(at)} if at and "reports" in names else {})
    asked = {f"part_{name}": ArraySubquery(part.rows(same, at)) for name, part in parts.items()}
    sql, params = Case.objects.filter(pk=PK).values(**asked).query.sql_with_params()
    return list(parts), sql, params


def _row(name: str, row: dict[str, Any], at: datetime | None) -> dict[str, Any]:
    """One row in words, as it stood: what was filled in later is taken out."""
    kept = in_words(name, row)
    if at is not None:
        part = PARTS[name]
        for when, filled in part.later.items():
            if kept[when] and datetime.fromisoformat(kept[when]) > at:
                kept |= dict.fromkeys((when, *filled), "") | {when: None}
        for column in part.only_now:
            del kept[column]
    return SHAPED[name](kept) if name in SHAPED else kept


def _with_finding(row: dict[str, Any]) -> dict[str, Any]:
    """An assessment of capacity with what it came to: answers alone leave the reader to guess."""
    four = [Tri(row.pop(f"{name}_code")) for name in ("can_understand", "can_retain", "can_weigh", "can_communicate")]
    impairment, because = row.pop("impairment_code"), row.pop("because_of_it_code")
    found = capacity_found(four, Tri(impairment) if impairment else None, Tri(because) if because else None)
    return row | {"found": found}


def _with_types(row: dict[str, Any]) -> dict[str, Any]:
    """A rating with the names of its types, as the matrix called them then; `asked`: the colour that its reasons are for, where
    another applied until a senior had answered.
    """
    names = {grade["code"]: grade["name"] for grade in row.pop("by_type") or []}
    asked = row.pop("asked")
    return row | {
        "types": [names.get(code, code) for code in row["types"]], "called": names,
        "asked": Rag(asked).label if asked and asked != row["rag_code"] else "",
    }  # fmt: skip


def _risks(rows: Record) -> list[dict[str, Any]]:
    """Risks with the names of their types, as the ratings called them; a type that was never rated shows its code."""
    called = {code: name for rating in rows["ratings"] for code, name in rating["called"].items()}
    return [risk | {"abuse_type": called.get(risk["abuse_type"], risk["abuse_type"])} for risk in rows["risks"]]


def _with_when(row: dict[str, Any]) -> dict[str, Any]:
    """An entry of the chronology with its time as exactly as it is known."""
    at = timezone.localtime(datetime.fromisoformat(row["happened_at"]))
    return row | {"when": when_in_words(at, Precision(row.pop("precision_code")))}


SHAPED = {"capacities": _with_finding, "chronology": _with_when, "ratings": _with_types}


def _adult_then(case: Case, at: datetime) -> Record | None:
    """Whom the case was taken to be about, as the record named them: later corrections are taken back one by one."""
    now = Q(unlinked_at__isnull=True) | Q(unlinked_at__gt=at)
    link = case.adult_links.filter(now, linked_at__lte=at).select_related("adult").first()
    if link is None:
        return None
    before: dict[str, Any] = {}
    for change in link.adult.changes.filter(changed_at__gt=at).order_by("-changed_at", "-pk"):
        before |= change.before
    return _identity(link.adult, timezone.localdate(at), before)


def _identity(adult: Adult, on: date, before: dict[str, Any] | None = None) -> Record:
    """Who the adult is, as plain data. `before`: values that stood there at the time."""
    was, place = before or {}, adult.addresses.first()
    here = {"address": place.text, "postcode": place.postcode} if place else {"address": "", "postcode": ""}
    said = {name: getattr(adult, name) for name in RETRACED}
    said["born_on"] = adult.born_on.isoformat() if adult.born_on else ""
    said = {name: was.get(name, value) or "" for name, value in (said | here).items()}
    named = Adult(given_name=said["given_name"], family_name=said["family_name"], known_as=said["known_as"])
    born = date.fromisoformat(said["born_on"]) if said["born_on"] else None
    return said | {"reference": adult.reference, "name": named.name, "age": years_old(born, on) if born else None}


def steps_in(record: Record) -> list[dict[str, Any]]:
    """The seven standard steps as a record keeps them; one without a row was outstanding."""
    found = {row["name_code"]: row for row in record.get("steps", [])}
    outstanding = {"state": OUTSTANDING, "words": "", "by": ""}
    return [{"number": number, "label": name.label} | outstanding | found.get(str(name), {}) for number, name in enumerate(StepName, 1)]


def readable(kept: Any, name: str = "") -> Any:
    """Plain data with its moments and days as such again, for a page: `…_at` is an instant, `…_on` a day."""
    if isinstance(kept, dict):
        return {key: readable(value, key) for key, value in kept.items()}
    if isinstance(kept, list):
        return [readable(value) for value in kept]
    if isinstance(kept, str) and kept and (name == "at" or name.endswith("_at")):
        return datetime.fromisoformat(kept)
    if isinstance(kept, str) and kept and name.endswith("_on"):
        return date.fromisoformat(kept)
    return kept
