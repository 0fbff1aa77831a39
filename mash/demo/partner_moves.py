"""Partners are asked in a story, and answer."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from uuid import uuid4

from django.utils import timezone

from mash.accounts.models import User
from mash.cases.chronology import lines_of
from mash.cases.chronology_rules import Told
from mash.cases.chronology_states import Confidence, EntryKind, Precision, Relation, Sureness
from mash.cases.models import Case
from mash.cases.services.chronology import link_entries, weigh_entry
from mash.cases.states import Nature
from partners.models import Check
from partners.queries import shown_to
from partners.rules import Ask, fingerprint
from partners.services.answering import answer_check
from partners.services.asking import ask_partner, read_answer
from partners.states import Answer, Basis, CheckState

from .past import at
from .telling import Telling

WORDS = {
    "shared": {"text": "Two calls to the address this year, both about noise. Nobody was charged. No weapons known."},
    "cannot_share": {"cannot_share_reason": "Part of a live criminal enquiry; the officer in charge will ring when that changes."},
    "ring_me": {"ring_number": "01632 960133"},
}
OPEN = "no answer"
LATE = "late"


def ask(tale: Telling) -> None:
    """Agencies that may know the adult are asked; those that have answered are read."""
    if not tale.story.checks:
        return
    agencies, concern = tale.town.organisations, tale.story.worry[:200]
    case = Case.objects.get(reference=tale.reference)
    seen = fingerprint(shown_to(case, agencies[key], concern, with_address=False) for key in tale.story.checks)
    ask_partner(
        reference=tale.reference, by=tale.worker, once=uuid4(), purpose="To understand the risk to the adult",
        asks=[Ask(agencies[key].pk, "What do you hold about this adult, or about where they live, in the last twelve months?")
              for key in tale.story.checks],
        basis=Basis.SAFEGUARDING, basis_reason="", concern=concern, seen=seen, would_change="If the adult says no.",
    )  # fmt: skip
    for key, answer in tale.story.checks.items():
        if answer not in (OPEN, LATE):
            with at(min(tale.cursor + timedelta(minutes=95), tale.now)):
                _answered(tale, key, answer)


def answer_late(tale: Telling) -> None:
    """An answer arrives after the decision: somebody must say whether it changes anything."""
    for key, answer in tale.story.checks.items():
        if answer == LATE:
            check = _check(tale, key)
            answer_check(reference=check.reference, answer=Answer.SHARED, by=_person(tale, key), **WORDS["shared"])


def _answered(tale: Telling, key: str, answer: str) -> None:
    check = _check(tale, key)
    events = [_told(tale, **row) for row in tale.story.told.get(key, [])]
    answer_check(reference=check.reference, answer=Answer(answer), by=_person(tale, key), events=events, **WORDS.get(answer, {}))
    if tale.story.until != "ask":
        read_answer(reference=tale.reference, check_reference=check.reference, by=tale.worker)


def _told(
    tale: Telling, what: str, known: str, days: int = 0, nature: str = "fact", sure: str = "sure", who: str = "", withheld: str = ""
) -> Told:
    """One event as its agency tells it, some days ago."""
    on = timezone.localdate(tale.now) - timedelta(days=days) if days else None
    return Told(what, on, Precision(known), Nature(nature), Sureness(sure), who, withheld)


def judge(tale: Telling) -> None:
    """The hub marks what two agencies tell differently of one day, and weighs the first of it."""
    told = [line for line in lines_of(tale.case) if line.kind == EntryKind.EVENT]
    pairs = [(one, other) for one, other in combinations(told, 2) if one.when == other.when and one.lane != other.lane]
    by, reference = tale.practitioner, tale.reference
    for one, other in pairs:
        link_entries(
            reference=reference, number=one.number, other=other.number, seen=0, relation=Relation.CONTRADICTS, by=by,
            words="The police say that he was not there; the crisis team saw him.",
        )  # fmt: skip
        weigh_entry(
            reference=reference, number=one.number, seen=1, confidence=Confidence.DOUBTFUL, by=by,
            words="The officer spoke with her at the door and saw nobody else; the house was not looked through.",
        )  # fmt: skip


def _check(tale: Telling, key: str) -> Check:
    return Check.objects.get(case=tale.case, agency=tale.town.organisations[key], state=CheckState.ASKED)


def _person(tale: Telling, key: str) -> User:
    """Whoever answers for the agency."""
    return tale.town.organisations[key].people.order_by("pk")[0]


MOVES = (ask, answer_late, judge)
