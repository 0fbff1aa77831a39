"""Finding a case from the board: by the adult's name, by a name that a report gives, or by a part of the reference."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.models import Case, Deadline
from mash.cases.queries import with_name
from mash.cases.reported import saying, sounding
from mash.cases.states import Outcome, Stage
from mash.people.queries import named
from mash.people.rules import sound_of

MOST_CLOSED = 20


@dataclass(frozen=True)
class ClosedRow:
    """One closed case that was found."""

    reference: str
    adult_name: str
    said_name: str
    closed_at: datetime
    outcome: str


def search_for(user: User, words: str, part: str) -> Q:
    """The cases that these words mean, as widely as people are searched. One query, however many there are."""
    written = words.split()
    called = Q()
    for word in written:
        called &= named(word, of="adult__")
    found = called | saying(written) | sounding(visible_cases(user), words)
    if sound := sound_of(words):
        found |= Q(adult__sound=sound)
    if not part:
        return found
    signs = "-?".join(part)
    return found | Q(reference__regex=signs) | Q(pk__in=Case.objects.filter(referrals__reference__regex=signs).values("pk"))


def case_of_report(user: User, report: str) -> str:
    """The reference of the case on which this report stands, if this person may see it."""
    found = visible_cases(user).filter(referrals__reference=report).values_list("reference", flat=True)
    return found.first() or ""


def closed_rows(user: User, search: Q) -> list[ClosedRow]:
    """The closed cases that were found, the newest first."""
    found = _closed(user).filter(search).select_related("adult").order_by("-closed_at", "-pk")[:MOST_CLOSED]
    return [
        ClosedRow(
            reference=case.reference, adult_name=case.adult.name if case.adult else "", said_name=case.said_name,
            closed_at=case.closed_at, outcome=Outcome(case.outcome).label,
        )
        for case in found
    ]  # fmt: skip


def _closed(user: User) -> QuerySet[Case]:
    """Those of which nothing is owed any more: the others are on the board."""
    return with_name(visible_cases(user).filter(stage=Stage.CLOSED).exclude(pk__in=Deadline.objects.open().values("case")))
