"""The trail of one case, in words for somebody who oversees."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from mash.accounts.roles import Permission
from mash.cases.states import (
    Bounce,
    Clock,
    ConnectionState,
    Instead,
    Outcome,
    Party,
    Rag,
    Reached,
    StepName,
    StepState,
    WorkKind,
)
from mash.labels import Labelled
from mash.trail.models import Detail, Event
from mash.trail.queries import faults_of
from mash.trail.verbs import Verb

from ..states import TrailKind

PAGE_SIZE = 50
# What may be said of a line's detail: how a person reads the key, and the words its value stands for.
# A key that is not here is not shown: it may hold what only the record itself should say.
SAFE: dict[str, tuple[str, type[Labelled] | None]] = {
    "purpose": ("page", None),
    "permission": ("was not allowed to", Permission),
    "outcome": ("outcome", Outcome),
    "rag": ("rating", Rag),
    "suggested": ("suggested", Rag),
    "level": ("level", None),
    "step": ("step", StepName),
    "state": ("as", StepState),
    "party": ("with", Party),
    "reached": ("result", Reached),
    "to": ("as", ConnectionState),
    "why": ("because", Bounce),
    "instead": ("instead", Instead),
    "clock": ("clock", Clock),
    "kind": ("kind", WorkKind),
    "agency": ("agency", None),
    "answer": ("answer", None),
    "team": ("team", None),
    "template": ("message", None),
}


@dataclass(frozen=True)
class TrailLine:
    """One line: when, who, what, and what else may be said of it."""

    at: datetime
    actor: str
    label: str
    detail: str
    chain: str
    seq: int
    refused: bool


@dataclass(frozen=True)
class TrailPage:
    """One page of the trail, and whether the case's chains verify now."""

    page: Page
    faults: list[str]
    lines: int


def trail_of(reference: str, kind: TrailKind | None, page: str) -> TrailPage:
    """What was done with a case, who saw it and who was refused it, the newest first."""
    found = Paginator(_events(reference, kind).order_by("-at", "-seq"), PAGE_SIZE).get_page(page)
    events = list(found.object_list)
    keys = Q(pk__in=[])
    for event in events:
        keys |= Q(chain=event.chain, seq=event.seq)
    details = {(d.chain, d.seq): d.text for d in Detail.objects.filter(keys).order_by("pk")}
    found.object_list = [_line(event, details.get((event.chain, event.seq), "{}")) for event in events]
    return TrailPage(found, faults_of(*_chains(reference)), found.paginator.count)


def _chains(reference: str) -> tuple[str, str]:
    return f"case:{reference}", f"reads:{reference}"


def _events(reference: str, kind: TrailKind | None) -> QuerySet[Event]:
    changes, reads = _chains(reference)
    refused = Q(verb=Verb.REFUSED, subject=reference)
    wanted = {
        TrailKind.CHANGES: Q(chain=changes),
        TrailKind.READS: Q(chain=reads) | refused,
        None: Q(chain__in=[changes, reads]) | refused,
    }[kind]
    return Event.objects.filter(wanted)


def _line(event: Event, detail: str) -> TrailLine:
    return TrailLine(
        at=datetime.fromisoformat(event.at), actor=event.actor, label=Verb(event.verb).label,
        detail=in_words(json.loads(detail)), chain=event.chain, seq=event.seq, refused=event.verb == Verb.REFUSED,
    )  # fmt: skip


def in_words(detail: dict[str, Any]) -> str:
    """The safe part of a detail as a phrase: "step: Partner checks; as: Done"."""
    said = [f"{SAFE[key][0]}: {_value(value, SAFE[key][1])}" for key, value in detail.items() if key in SAFE and value not in ("", None)]
    return "; ".join(said)


def _value(value: object, words: type[Labelled] | None) -> str:
    if words is not None and value in list(words):
        return words(value).label
    return str(value).replace("_", " ")
