"""What is known of an adult from the last twelve months, a line for each episode, with what was decided and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone

from mash.accounts.models import User
from mash.people.telling import years_old

from .access import visible_cases
from .models import Case, Decision
from .reported_words import with_first_words
from .states import DecisionKind, Outcome, Stage

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Decided:
    """One decision in a line: what, when, by whom, and the reason that was given."""

    kind: str
    outcome: str
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Episode:
    """One case of the adult. `age_then`: in years on the day it began, because today's age would mislead. `told`: what the
    first report says; `types`: of abuse or neglect, as rated last.
    """

    reference: str
    here: bool
    began_at: datetime
    age_then: int | None
    rag: str
    state: str
    told: str
    types: list[str]
    decisions: list[Decided]


@dataclass(frozen=True)
class LastYear:
    """The adult's episodes that this person may see, the newest first, and whether there are others that they may not."""

    episodes: list[Episode]
    hidden: bool


def last_year(user: User, case: Case) -> LastYear:
    """Whatever was open within the last twelve months, in three queries. Without a known adult it is this case alone.

    A case that is hidden from this person is told of in one sentence, without number, date or content (F42).
    """
    same = Q(adult=case.adult_id) if case.adult_id else Q(pk=case.pk)
    recent = same & (Q(closed_at__isnull=True) | Q(closed_at__gte=timezone.now() - YEAR))
    made = Decision.objects.select_related("decided_by").order_by("-decided_at", "-pk")
    seen = with_first_words(visible_cases(user).filter(recent)).select_related("adult").prefetch_related(Prefetch("decisions", made))
    episodes = [_episode(each, case) for each in seen.order_by("-opened_at", "-pk")]
    hidden = case.adult_id is not None and Case.objects.filter(recent).exclude(pk__in=visible_cases(user).filter(same).values("pk")).exists()
    return LastYear(episodes, hidden)


def _episode(each: Case, case: Case) -> Episode:
    born_on = each.adult.born_on if each.adult else None
    return Episode(
        reference=each.reference, here=each.pk == case.pk, began_at=each.opened_at, rag=each.rag,
        age_then=years_old(born_on, timezone.localdate(each.opened_at)) if born_on else None,
        state=f"Closed: {Outcome(each.outcome).label}" if each.stage == Stage.CLOSED else Stage(each.stage).label,
        told=each.first_words or "", types=_types(each),
        decisions=[
            Decided(DecisionKind(made.kind).label, made.outcome, made.decided_at, made.decided_by.name, made.rationale)
            for made in each.decisions.all()
        ],
    )  # fmt: skip


def _types(each: Case) -> list[str]:
    """In the words of the matrix that the last rating was made by."""
    rated = next((made for made in each.decisions.all() if made.kind == DecisionKind.RATING), None)
    graded = (rated.snapshot.get("suggestion") or {}).get("by_type") or [] if rated else []
    return [kind["name"] for kind in graded if kind.get("name")]
