"""What is recorded around the adults of the demo's stories: needs, what the services do together, warning markers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mash.cases.adult_rules import MarkerSaid, NeedSaid, Part, ResponseSaid
from mash.cases.adult_states import MarkerKind, Met, NeedKind, NeedState
from mash.cases.services.markers import set_marker
from mash.cases.services.needs import record_need, record_response
from mash.cases.states import Nature

if TYPE_CHECKING:
    from .moves import Telling


def look_around(tale: Telling) -> None:
    """Everything of the adult's life is asked about, not only what was reported."""
    told = tale.story.around
    for kind, words in told.get("needs", {}).items():
        record_need(reference=tale.reference, said=_need(kind, words), seen=0, by=tale.worker)
    if "response" in told:
        record_response(reference=tale.reference, said=_response(told["response"]), seen=0, by=tale.worker)
    for words in told.get("markers", ()):
        said = MarkerSaid(**words | {"kind": MarkerKind(words["kind"]), "review_on": _in(words["review_on"])})
        set_marker(reference=tale.reference, said=said, by=tale.worker)


def _need(kind: str, words: dict[str, Any]) -> NeedSaid:
    kinds = {"state": NeedState(words["state"]), "met": Met(words["met"]) if "met" in words else None, "nature": Nature(words.get("nature", "fact"))}
    return NeedSaid(NeedKind(kind), **{"source": "The adult"} | words | kinds)


def _response(words: dict[str, Any]) -> ResponseSaid:
    parts = tuple(Part(NeedKind(kind), service, what, _in(days)) for kind, service, what, days in words["parts"])
    return ResponseSaid(words["agency"], words["person"], words["aim"], _in(words["look_on"]), parts)


def _in(days: int) -> object:
    """So many days after it is told."""
    return timezone.localdate() + timedelta(days=days)


MOVES = (look_around,)
