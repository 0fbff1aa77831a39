"""What is recorded around the adults of the demo's stories: needs, what the services do together, warning markers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mash.cases.adult_rules import MarkerSaid, NeedSaid, Part, RedressSaid, ResponseSaid, TraumaSaid
from mash.cases.adult_states import Advocate, Facet, FacetAnswer, MarkerKind, Met, NeedKind, NeedState, SeenBy
from mash.cases.rules import AdvocacySaid
from mash.cases.services.advocates import record_advocacy
from mash.cases.services.identity import record_identity, record_redress, record_trauma
from mash.cases.services.markers import set_marker
from mash.cases.services.needs import record_need, record_response
from mash.cases.services.required import Came, answer_required
from mash.cases.states import Difficulty, Nature, Tri

from .telling import Telling

TOLD = {
    "R3": "PC Ann Ames, the police's hub desk", "R4": "The duty social worker of the children's MASH",
    "R5": "The lead officer for people in positions of trust", "R6": "The coroner's officer",
}  # fmt: skip
"""Whom the worker spoke with about what a rule of the matrix asks for."""


def answer_for(tale: Telling) -> None:
    """What the matrix asked for whatever the level is done before a case closes."""
    for row in tale.case.required_actions.filter(answered_at=None):
        came = Came(True, "They know what we know, and say what they will do.", TOLD.get(row.code, "The service it is about"), tale.cursor)
        answer_required(reference=tale.reference, code=row.code, came=came, by=tale.worker)


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
    if "advocacy" in told:
        record_advocacy(reference=tale.reference, said=_advocacy(told["advocacy"]), seen=0, by=tale.worker)
    _listen(tale, told)


def _listen(tale: Telling, told: dict[str, Any]) -> None:
    """What the adult says of themselves, what helps them, and what they need to be safe and to have it put right."""
    if "identity" in told:
        answers = {Facet(facet): (FacetAnswer.SAID, words) if words else (FacetAnswer.NOT_SAID, "") for facet, words in told["identity"].items()}
        record_identity(reference=tale.reference, answers=answers, approach=told["approach"], seen=(0, 0), by=tale.worker)
    if "trauma" in told:
        said = TraumaSaid(**told["trauma"] | {"seen_by": SeenBy(told["trauma"]["seen_by"]), "nature": Nature.FACT})
        record_trauma(reference=tale.reference, said=said, seen=0, by=tale.worker)
    if "redress" in told:
        record_redress(reference=tale.reference, said=RedressSaid(**told["redress"]), seen=0, by=tale.worker)


def _need(kind: str, words: dict[str, Any]) -> NeedSaid:
    kinds = {"state": NeedState(words["state"]), "met": Met(words["met"]) if "met" in words else None, "nature": Nature(words.get("nature", "fact"))}
    return NeedSaid(NeedKind(kind), **{"source": "The adult"} | words | kinds)


def _advocacy(words: dict[str, Any]) -> AdvocacySaid:
    kinds = {"difficulty": Tri.YES, "appropriate": Tri.NO, "areas": tuple(map(Difficulty, words["areas"])), "advocate": Advocate(words["advocate"])}
    return AdvocacySaid(**words | kinds)


def _response(words: dict[str, Any]) -> ResponseSaid:
    parts = tuple(Part(NeedKind(kind), service, what, _in(days)) for kind, service, what, days in words["parts"])
    return ResponseSaid(words["agency"], words["person"], words["aim"], _in(words["look_on"]), parts)


def _in(days: int) -> object:
    """So many days after it is told."""
    return timezone.localdate() + timedelta(days=days)


MOVES = (look_around,)
