"""Editing the table of timescales: the values that can be changed, a table with some of them changed, and what differs."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from mash.cases.states import Rag
from mash.cases.timescales import ANY_RATING, WEEKDAYS, read
from mash.cases.working_time import Unit

PARTS = ("timescales", "exceptions")
OPENING = ("opens", "closes")
RATING_LABELS = {
    "last_receipt": "Rated the same day if received by",
    "next_day_by": "Otherwise rated on the next working day by",
    "danger_now_hours": "With danger now, rated within",
}


@dataclass(frozen=True)
class Line:
    """One row of the table as a page shows it."""

    key: str
    clock: str
    starts: str
    note: str
    rating: str
    rag: str
    amount: int
    unit: str
    confirmed: bool
    first: bool = False

    @property
    def words(self) -> str:
        """4 working hours; 1 working day; the same working day."""
        return span(self.amount, self.unit)


@dataclass(frozen=True)
class Difference:
    """One value that differs: what it is, what it was, and what it becomes."""

    what: str
    old: str
    new: str


def span(amount: int, unit: str) -> str:
    """An amount with its unit, as people say it."""
    if unit == Unit.WORKING_DAYS and amount == 0:
        return "the same working day"
    label = Unit(unit).label
    return f"{amount} {label.removesuffix('s') if amount == 1 else label}"


def lines_of(data: Mapping[str, Any]) -> list[Line]:
    """Every row, clock by clock in the order of the table, the ordinary ones before the exceptions."""
    kinds = {kind["clock"]: kind for kind in data["clocks"]}
    order = {clock: place for place, clock in enumerate(kinds)}
    rows = [(part, row) for part in PARTS for row in data.get(part, [])]
    rows.sort(key=lambda found: order[found[1]["clock"]])
    found: list[Line] = []
    for part, row in rows:
        kind = kinds[row["clock"]]
        first = not found or found[-1].clock != kind["label"]
        found.append(_line(part, row, kind, first=first))
    return found


def _line(part: str, row: Mapping[str, Any], kind: Mapping[str, Any], *, first: bool) -> Line:
    rating = row.get("words") or ("Any rating" if row["rag"] == ANY_RATING else Rag(row["rag"]).label)
    return Line(
        key=_key(row), clock=kind["label"], starts=kind["starts"], note=kind.get("note", ""), rating=rating,
        rag="" if row["rag"] == ANY_RATING else row["rag"], amount=row["amount"], unit=row["unit"],
        confirmed=bool(row.get("confirmed")), first=first,
    )  # fmt: skip


def _key(row: Mapping[str, Any]) -> str:
    """What tells one row from all others, and can name a field: seen__any__danger_now."""
    return "__".join([row["clock"], row["rag"], row.get("when", "")])


def values_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Every value that can be changed, by the name of its field."""
    hours, rating = data["office_hours"], data["rating"]
    values: dict[str, Any] = {name: hours[name] for name in OPENING} | {"weekdays": list(hours["weekdays"])}
    values |= {name: rating[name] for name in RATING_LABELS}
    values |= {"hours_confirmed": bool(hours.get("confirmed")), "rating_confirmed": bool(rating.get("confirmed"))}
    for line in lines_of(data):
        values |= {
            f"amount__{line.key}": line.amount, f"unit__{line.key}": line.unit, f"confirmed__{line.key}": line.confirmed,
        }  # fmt: skip
    return values


def with_values(data: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The same table with these values; refused whole if it can't be used (InvalidTimescales says why)."""
    changed = deepcopy(dict(data))
    changed["office_hours"] |= {name: values[name] for name in (*OPENING, "weekdays")} | _mark(values["hours_confirmed"])
    changed["rating"] |= {name: values[name] for name in RATING_LABELS} | _mark(values["rating_confirmed"])
    for part in PARTS:
        for row in changed.get(part, []):
            key = _key(row)
            row |= {"amount": values[f"amount__{key}"], "unit": values[f"unit__{key}"]} | _mark(values[f"confirmed__{key}"])
    read(changed)
    return changed


def _mark(confirmed: bool) -> dict[str, bool]:
    return {"confirmed": bool(confirmed)}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """What one table says otherwise than another, value by value, in the order of the page."""
    before, after = _said(old), _said(new)
    changed = [what for what in {**after, **before} if before.get(what) != after.get(what)]
    return [Difference(what, before.get(what, "not in the table"), after.get(what, "not in the table")) for what in changed]


def _said(data: Mapping[str, Any]) -> dict[str, str]:
    hours, rating = data["office_hours"], data["rating"]
    days = ", ".join(day.capitalize() for day in WEEKDAYS if day in hours["weekdays"])
    said = {"Office hours": f"{hours['opens']} to {hours['closes']}, {days}{_status(hours)}"}
    said |= {label: f"{rating[name]}{' clock hours' if name == 'danger_now_hours' else ''}" for name, label in RATING_LABELS.items()}
    said["The rule for ratings"] = "confirmed" if rating.get("confirmed") else "an assumption"
    for line in lines_of(data):
        said[f"{line.clock}: {line.rating}"] = f"{line.words}{' (confirmed)' if line.confirmed else ' (assumption)'}"
    return said


def _status(part: Mapping[str, Any]) -> str:
    return " (confirmed)" if part.get("confirmed") else " (assumption)"


def assumptions(data: Mapping[str, Any]) -> int:
    """How many values the council has still to confirm."""
    parts = [data["office_hours"], data["rating"], *(row for part in PARTS for row in data.get(part, []))]
    return sum(not part.get("confirmed") for part in parts)
