"""Changing a standard text: somebody proposes new wording, the Head of Service approves it, and what was said before stays."""

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
from mash.accounts.models import Governed, User
from mash.accounts.roles import Permission
from mash.trail.services import System

from ..access import permit
from ..text_rules import changes
from ..texts import StandardText, standard_texts
from .proposals import answer_proposal, ask_to_approve, tell_proposer

SWEEP = System("Sweep")


class TextRefused(Exception):
    """These words can't be sent as they stand; the message says why."""


@transaction.atomic
def propose_text(*, text: StandardText, base_id: int, words: Mapping[str, str], reason: str, by: User) -> Governed:
    """What adults, referrers or partners are told is to read otherwise: every piece as it shall be. Nothing changes yet."""
    permit(by, Permission.PROPOSE_TEXTS, subject=text.slug)
    running = text.model.objects.in_force().get()
    if running.pk != base_id:
        raise BaseMoved
    before, after = text.pieces(running), text.reworded(running, words)
    problems = (text.problem(old, new.words) for old, new in zip(before, after, strict=True))
    problem = next(filter(None, problems), "")
    if problem:
        raise TextRefused(problem)
    if not changes(before, after):
        raise NothingChanged
    content = text.columns(running, words) | {"name": next_name(text.model)}
    version = propose(text.model, rivals=text.model.objects.awaited(), reason=reason, by=by, **content)
    text.fill(version, running, words)
    question = f"{by} proposes new wording, {text.label.lower()} {version}. Approve it, or send it back."
    ask_to_approve(question, about=_about(text, version), may=Permission.APPROVE_TEXTS, by=by)
    return version


@transaction.atomic
def approve_text(*, text: StandardText, version_id: int, starts_at: datetime | None, by: User) -> Governed:
    """A second person agrees: in force at once, or from a moment to come. What was said before keeps its words."""
    permit(by, Permission.APPROVE_TEXTS, subject=text.slug)
    version, now = waiting(text.model, version_id), timezone.now()
    approve(version, starts_at=starts_at or now, by=by)
    if version.starts_at <= now:
        put_in_force(version, at=now, by=by)
    answer_proposal(version, by=by, **_of(text, version))
    return version


@transaction.atomic
def send_back_text(*, text: StandardText, version_id: int, why: str, by: User) -> Governed:
    """The wording doesn't come, and whoever proposed it reads why. What was approved for later is called off in the same way."""
    permit(by, Permission.APPROVE_TEXTS, subject=text.slug)
    version = send_back(waiting(text.model, version_id, approved=True), why=why, by=by)
    answer_proposal(version, by=by, **_of(text, version))
    return version


@transaction.atomic
def withdraw_text(*, text: StandardText, version_id: int, by: User) -> Governed:
    """Whoever proposed the wording takes it back before it is approved."""
    permit(by, Permission.PROPOSE_TEXTS, subject=text.slug)
    version = withdraw(waiting(text.model, version_id), by=by)
    answer_proposal(version, by=by, **_of(text, version))
    return version


def sweep_texts() -> int:
    """What was approved for a moment that has come is said from now on: each text by itself."""
    return sum(_begin(text=text) for text in standard_texts())


@transaction.atomic
def _begin(*, text: StandardText) -> bool:
    """From now on it reads so; nothing if its time has not come, or another sweep has it."""
    version = due(text.model)
    if version is not None:
        put_in_force(version, at=timezone.now(), by=SWEEP)
        tell_proposer(version, by=SWEEP, **_of(text, version))
    return version is not None


def _of(text: StandardText, version: Governed) -> dict[str, Any]:
    """How its proposer is told of it."""
    return {"called": f"{text.label.lower()} {version}", "about": _about(text, version), "may": Permission.PROPOSE_TEXTS}


def _about(text: StandardText, version: Governed) -> str:
    return f"text {text.slug} {version.pk}"
