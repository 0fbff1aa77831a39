"""The way of everything that two people decide: one proposes, another approves or sends back, and in force it stays as it is.

Whoever uses it checks the permission first and opens the transaction; each step here leaves its line of trail.
"""

from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from mash.trail.services import Actor, record
from mash.trail.verbs import Verb

from .models import Governed, Proposed, User
from .states import Standing

P = TypeVar("P", bound=Proposed)
G = TypeVar("G", bound=Governed)


class AlreadyProposed(Exception):
    """Somebody else's proposal for the same thing still waits. Carries it, so that the loser can be told."""

    def __init__(self, rival: Proposed | None) -> None:
        self.rival = rival
        super().__init__("Another proposal still waits.")


class Settled(Exception):
    """This proposal doesn't wait any more. Carries it as it is now."""

    def __init__(self, row: Proposed) -> None:
        self.row = row
        super().__init__(f"It is settled already: {row.standing.label}.")


class NothingChanged(Exception):
    """The proposal says what is in force already."""


class BaseMoved(Exception):
    """Another version came into force while this one was written: what it changes is no longer what its writer saw."""


class NotYours(Exception):
    """Two people are needed: nobody approves what they proposed, and only the proposer withdraws; the message says which."""


def propose(model: type[P], *, rivals: models.QuerySet, reason: str, by: User, **content: object) -> P:
    """Put forward one change. `rivals`: what may not wait at the same time; the database refuses it too."""
    try:
        with transaction.atomic():
            row = model.objects.create(reason=reason, proposed_by=by, proposed_at=timezone.now(), **content)
    except IntegrityError:
        rival = rivals.select_related("proposed_by").first()
        if rival is None:
            raise
        raise AlreadyProposed(rival) from None
    _record(Verb.CHANGE_PROPOSED, row, by)
    return row


def put_forward(row: P, *, rivals: models.QuerySet, reason: str, by: User) -> P:
    """Propose what was kept as a draft so far. `rivals` as for `propose`."""
    row.reason, row.proposed_by, row.proposed_at = reason, by, timezone.now()
    try:
        with transaction.atomic():
            row.save(update_fields=["reason", "proposed_by", "proposed_at"])
    except IntegrityError:
        rival = rivals.exclude(pk=row.pk).select_related("proposed_by").first()
        if rival is None:
            raise
        raise AlreadyProposed(rival) from None
    _record(Verb.CHANGE_PROPOSED, row, by)
    return row


def waiting(model: type[P], pk: int, *, approved: bool = False) -> P:
    """The proposal, locked, if it still waits for an answer (or, `approved`, for its time)."""
    # Without its neighbours: of a row that was waited for they come as nobody where the winner has just named them.
    row = model.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.standing not in ((Standing.PROPOSED, Standing.APPROVED) if approved else (Standing.PROPOSED,)):
        raise Settled(row)
    return row


def approve(row: P, *, by: User, **terms: object) -> P:
    """A second person agrees. `terms`: what the approver settles, such as when it begins."""
    if row.proposed_by_id == by.pk:
        raise NotYours("You proposed this, so somebody else must approve it.")
    row.approved_by, row.approved_at = by, timezone.now()
    for name, value in terms.items():
        setattr(row, name, value)
    row.save(update_fields=["approved_by", "approved_at", *terms])
    _record(Verb.CHANGE_APPROVED, row, by)
    return row


def send_back(row: P, *, why: str, by: User) -> P:
    """It doesn't come into force, and whoever proposed it is told why."""
    if row.proposed_by_id == by.pk:
        raise NotYours("This is your own proposal: withdraw it instead.")
    return _end(row, Verb.CHANGE_SENT_BACK, why, by)


def withdraw(row: P, *, by: User) -> P:
    """Whoever proposed it takes it back."""
    if row.proposed_by_id != by.pk:
        raise NotYours("Only whoever proposed this can withdraw it.")
    return _end(row, Verb.CHANGE_WITHDRAWN, "", by)


def next_name(model: type[G], least: int = 1) -> str:
    """The year and the next number that no version has: 2026-3."""
    year = timezone.localdate().year
    names = model.objects.filter(name__startswith=f"{year}-").values_list("name", flat=True)
    taken = {name.split(" ")[0] for name in names}
    number = next(n for n in range(least, least + len(taken) + 1) if f"{year}-{n}" not in taken)
    return f"{year}-{number}"


def due(model: type[G]) -> G | None:
    """What was approved for a moment that has come, locked; none if there is none, or another sweep has it."""
    come = model.objects.awaited().filter(approved_at__isnull=False, starts_at__lte=timezone.now())
    return come.select_for_update(skip_locked=True).first()


def put_in_force(version: G, *, at: datetime, by: Actor) -> G:
    """From now on this version holds, and the one before it is history. Only what was approved comes into force."""
    if version.standing != Standing.APPROVED:
        raise Settled(version)
    type(version).objects.in_force().update(superseded_at=at)
    version.in_force_from = at
    version.save(update_fields=["in_force_from"])
    _record(Verb.CHANGE_IN_FORCE, version, by)
    return version


def _end(row: P, verb: Verb, why: str, by: User) -> P:
    row.ended_by, row.ended_at, row.ended_why = by, timezone.now(), why
    row.save(update_fields=["ended_by", "ended_at", "ended_why"])
    _record(verb, row, by)
    return row


def _record(verb: Verb, row: Proposed, by: Actor) -> None:
    record(verb, chain=f"governed:{row.thread}", by=by, subject=str(row), detail={"number": row.pk})
