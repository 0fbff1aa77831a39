"""Changing the timescales: a MASH Manager proposes, the Head of Service approves, and running clocks follow if so chosen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mash.accounts.governing import (
    BaseMoved,
    NothingChanged,
    approve,
    due,
    next_name,
    propose,
    put_in_force,
    send_back,
    waiting,
    withdraw,
)
from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import System

from ..access import permit
from ..calendar import forget
from ..models import TimescaleVersion
from ..timescale_changes import differences, with_values
from .proposals import answer_proposal, ask_to_approve, tell_proposer
from .recalculating import apply_to_running

SWEEP = System("Sweep")


@transaction.atomic
def propose_timescales(*, values: Mapping[str, Any], base_id: int, reason: str, by: User) -> TimescaleVersion:
    """How long an adult may wait is to change: every value as it shall be, with the reason. Nothing changes yet."""
    permit(by, Permission.PROPOSE_TIMESCALES, subject="timescales")
    running = TimescaleVersion.objects.in_force().get()
    if running.pk != base_id:
        raise BaseMoved
    data = with_values(running.data, values)
    if not differences(running.data, data):
        raise NothingChanged
    version = propose(
        TimescaleVersion, rivals=TimescaleVersion.objects.awaited(), name=next_name(TimescaleVersion), data=data, reason=reason, by=by,
    )  # fmt: skip
    question = f"{by} proposes new timescales, {version}. Approve them, or send them back."
    ask_to_approve(question, about=f"timescales {version.pk}", may=Permission.APPROVE_TIMESCALES, by=by)
    return version


@transaction.atomic
def approve_timescales(*, version_id: int, starts_at: datetime | None, apply: bool, by: User) -> TimescaleVersion:
    """A second person agrees: in force at once, or from a moment to come. `apply`: clocks that run already follow too."""
    permit(by, Permission.APPROVE_TIMESCALES, subject="timescales")
    version, now = waiting(TimescaleVersion, version_id), timezone.now()
    approve(version, starts_at=starts_at or now, apply_to_running=apply, by=by)
    if version.starts_at <= now:
        _begin(version, by)
    answer_proposal(version, by=by, **_of(version))
    return version


@transaction.atomic
def send_back_timescales(*, version_id: int, why: str, by: User) -> TimescaleVersion:
    """The change doesn't come, and whoever proposed it reads why. What was approved for later is called off in the same way."""
    permit(by, Permission.APPROVE_TIMESCALES, subject="timescales")
    version = send_back(waiting(TimescaleVersion, version_id, approved=True), why=why, by=by)
    answer_proposal(version, by=by, **_of(version))
    return version


@transaction.atomic
def withdraw_timescales(*, version_id: int, by: User) -> TimescaleVersion:
    """Whoever proposed the change takes it back before it is approved."""
    permit(by, Permission.PROPOSE_TIMESCALES, subject="timescales")
    version = withdraw(waiting(TimescaleVersion, version_id), by=by)
    answer_proposal(version, by=by, **_of(version))
    return version


@transaction.atomic
def sweep_versions() -> int:
    """What was approved for a moment that has come is in force from now on."""
    version = due(TimescaleVersion)
    if version is None:
        return 0
    _begin(version, SWEEP)
    tell_proposer(version, by=SWEEP, **_of(version))
    return 1


def _begin(version: TimescaleVersion, by: Any) -> None:
    put_in_force(version, at=timezone.now(), by=by)
    if version.apply_to_running:
        apply_to_running(version.pk)
    transaction.on_commit(forget)


def _of(version: TimescaleVersion) -> dict[str, Any]:
    """How its proposer is told of it."""
    return {"called": f"timescales {version}", "about": f"timescales {version.pk}", "may": Permission.PROPOSE_TIMESCALES}
