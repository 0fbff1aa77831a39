"""What was known of a case when it was rated, for somebody who rates it again: nothing of the rating itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mash.cases.models import Decision
from partners.models import Check
from referrals.models import Referral, Reply
from thresholds.rules import Repeats


@dataclass(frozen=True)
class KnownThen:
    """Everything on record at one moment that a rating could rest on, the earliest first."""

    at: datetime
    reports: list[Referral]
    replies: list[Reply]
    contacts: list[Any]
    wishes: list[Any]
    actions: list[Any]
    sources: list[Any]
    answers: list[Check]
    repeated: list[str]
    outstanding: list[str]


def known_then(decision: Decision) -> KnownThen:
    """The record of the case as it stood at the rating. The chronology is left out, because ratings stand in it.

    Eight queries, however much there is.
    """
    case, at = decision.case, decision.decided_at
    reports = case.referrals.filter(received_at__lte=at, keyed_at__lte=at).order_by("received_at", "pk")
    before = {"recorded_at__lte": at}
    return KnownThen(
        at=at,
        reports=list(reports),
        replies=list(Reply.objects.filter(referral__case=case, written_at__lte=at).order_by("written_at", "pk")),
        contacts=list(case.contacts.filter(**before).order_by("happened_at", "pk")),
        wishes=list(case.wishes.filter(**before).order_by("pk")),
        actions=list(case.protective_actions.filter(**before).order_by("taken_at", "pk")),
        sources=list(case.sources_of_harm.filter(**before)),
        answers=list(Check.objects.filter(case=case, answered_at__lte=at).select_related("agency").order_by("answered_at", "pk")),
        repeated=_repeated((decision.snapshot.get("facts") or {}).get("repeats") or {}),
        outstanding=decision.outstanding,
    )


def _repeated(counted: dict[str, int]) -> list[str]:
    """Where there was more than this one concern. None counts none of a thing that nobody named, and one counts itself."""
    found = Repeats(**{name: counted.get(name) or 0 for name in ("adult", "source", "service")})
    return [f"{many} about {what}, this one included" for what, many in found.named() if many > 1]
