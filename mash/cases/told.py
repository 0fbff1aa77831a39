"""What the adult was told, by whom and when, whoever told them: one list, so that nobody tells them something else (S26)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from .models import Case
from .states import DecisionKind


@dataclass(frozen=True)
class Told:
    """One thing that the adult was told, as whoever told them wrote it down."""

    at: datetime
    words: str
    by: str
    how: str


def told_adult(case: Case) -> list[Told]:
    """From talks, meetings, partners' answers, what the hub wrote to an adult who reported for themselves, and closings; the
    newest first. One query.
    """
    mine = Case.objects.filter(pk=case.pk)
    arms = [
        _arm(mine.filter(contacts__told__gt=""), "contacts__happened_at", "contacts__told", F("contacts__recorded_by__name"), "Talk"),
        _arm(mine.filter(meetings__told__gt=""), "meetings__held_at", "meetings__told", F("meetings__planned_by__name"), "Meeting"),
        _arm(mine.filter(checks__told__gt=""), "checks__answered_at", "checks__told", _partner(), "Partner’s answer"),
        _arm(mine.filter(referrals__voice="self", referrals__feedback__text__gt=""), "referrals__feedback__composed_at",
             "referrals__feedback__text", F("referrals__feedback__composed_by__name"), "Written to them"),
        _arm(mine.filter(decisions__kind=DecisionKind.CLOSING, decisions__snapshot__adult_told__gt=""), "decisions__decided_at",
             KeyTextTransform("adult_told", "decisions__snapshot"), F("decisions__decided_by__name"), "Closing"),
    ]  # fmt: skip
    rows = arms[0].union(*arms[1:], all=True)
    return sorted((Told(*row) for row in rows), key=lambda told: told.at, reverse=True)


def _arm(rows: QuerySet[Case], at: str, words: Any, by: Any, how: str) -> QuerySet:
    """One source: when, what, by whom, and on what occasion."""
    said = F(words) if isinstance(words, str) else words
    return rows.order_by().annotate(
        told_at=Cast(at, DateTimeField()), told_words=Cast(said, TextField()),
        told_by=Coalesce(Cast(by, TextField()), Value("The hub", TextField())), told_how=Value(how, CharField()),
    ).values_list("told_at", "told_words", "told_by", "told_how")  # fmt: skip


def _partner() -> Concat:
    return Concat(F("checks__answered_by__name"), Value(", "), F("checks__agency__name"), output_field=TextField())
