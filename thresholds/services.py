"""Changing the matrix: a manager drafts and proposes, the Board approves, and from its moment concerns are rated by it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mash.accounts.governing import approve, due, next_name, put_forward, put_in_force, send_back, waiting, withdraw
from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.accounts.services import permit
from mash.accounts.states import Standing
from mash.cases.services.proposals import tell_proposer
from mash.trail.services import Actor, System, record
from mash.trail.verbs import Verb

from .matrix import Matrix, read
from .models import DraftChange, MatrixVersion
from .queries import forget, version_in_force
from .rules import Section, differences

SWEEP = System("Sweep")
CHAIN = "governed:matrixversion"


class NothingChanged(Exception):
    """It says what is in force already, or what it said before."""


class DraftMoved(Exception):
    """Somebody else changed this draft meanwhile, or it is no draft any more. Carries it as it is now."""

    def __init__(self, version: MatrixVersion) -> None:
        self.version = version
        super().__init__("Somebody else has changed this draft.")


@transaction.atomic
def draft_matrix(*, data: Mapping[str, Any], by: User) -> MatrixVersion:
    """A new version begins as a draft that nobody rates by. `data` as `thresholds.matrix.read` takes it, else InvalidMatrix."""
    permit(by, Permission.PROPOSE_MATRIX, subject="matrix")
    matrix = read(data)
    draft = _named(data=dict(data), drafted_by=by, drafted_at=timezone.now())
    _keep_change(draft, matrix, made=(), section=Section.WHOLE, part="")
    record(Verb.MATRIX_DRAFTED, chain=CHAIN, by=by, subject=draft.name, detail={"number": draft.pk})
    return draft


@transaction.atomic
def change_draft(
    *, version_id: int, edition: int, data: Mapping[str, Any], by: User, section: Section = Section.WHOLE, part: str = ""
) -> MatrixVersion:
    """The whole draft as it shall be, and which section of it was changed, if it was one. Of two who change the same edition
    one wins, and the other is told.
    """
    permit(by, Permission.PROPOSE_MATRIX, subject="matrix")
    matrix = read(data)
    draft = _draft(version_id, edition)
    before = read(draft.data)
    if matrix == before:
        raise NothingChanged
    draft.data, draft.drafted_by, draft.drafted_at = dict(data), by, timezone.now()
    draft.edition += 1
    draft.save(update_fields=["data", "drafted_by", "drafted_at", "edition"])
    _keep_change(draft, matrix, made=matrix.all_codes - before.all_codes, section=section, part=part)
    detail = {"number": draft.pk, "edition": draft.edition, "section": section}
    record(Verb.MATRIX_DRAFTED, chain=CHAIN, by=by, subject=draft.name, detail=detail)
    return draft


@transaction.atomic
def discard_draft(*, version_id: int, edition: int, by: User) -> MatrixVersion:
    """The draft comes to nothing. It can still be read, and another begun from it."""
    permit(by, Permission.PROPOSE_MATRIX, subject="matrix")
    draft = _draft(version_id, edition)
    draft.ended_by, draft.ended_at = by, timezone.now()
    draft.save(update_fields=["ended_by", "ended_at"])
    record(Verb.CHANGE_WITHDRAWN, chain=CHAIN, by=by, subject=draft.name, detail={"number": draft.pk})
    return draft


@transaction.atomic
def propose_matrix(*, version_id: int, edition: int, reason: str, by: User) -> MatrixVersion:
    """The draft is put to the Board, and is changed no more. One proposal waits at a time."""
    permit(by, Permission.PROPOSE_MATRIX, subject="matrix")
    draft = _draft(version_id, edition)
    if not differences(read(version_in_force().data), read(draft.data)):
        raise NothingChanged
    return put_forward(draft, rivals=MatrixVersion.objects.awaited(), reason=reason, by=by)


@transaction.atomic
def approve_matrix(*, version_id: int, starts_at: datetime | None, by: User) -> MatrixVersion:
    """The Board agrees: concerns are rated by this version at once, or from a moment to come."""
    permit(by, Permission.APPROVE_MATRIX, subject="matrix")
    version, now = waiting(MatrixVersion, version_id), timezone.now()
    approve(version, starts_at=starts_at or now, by=by)
    if version.starts_at <= now:
        _begin(version, by)
    _tell(version, by)
    return version


@transaction.atomic
def send_back_matrix(*, version_id: int, why: str, by: User) -> MatrixVersion:
    """The Board does not agree, and whoever proposed it reads why. What was approved for later is called off so too."""
    permit(by, Permission.APPROVE_MATRIX, subject="matrix")
    version = send_back(waiting(MatrixVersion, version_id, approved=True), why=why, by=by)
    _tell(version, by)
    return version


@transaction.atomic
def withdraw_matrix(*, version_id: int, by: User) -> MatrixVersion:
    """Whoever proposed it takes it back before the Board has answered."""
    permit(by, Permission.PROPOSE_MATRIX, subject="matrix")
    return withdraw(waiting(MatrixVersion, version_id), by=by)


@transaction.atomic
def sweep_matrices() -> int:
    """What the Board approved for a moment that has come is what concerns are rated by from now on."""
    version = due(MatrixVersion)
    if version is None:
        return 0
    _begin(version, SWEEP)
    _tell(version, SWEEP)
    return 1


def _tell(version: MatrixVersion, by: Actor) -> None:
    tell_proposer(version, f"threshold matrix {version}", about=f"matrix {version.pk}", may=Permission.PROPOSE_MATRIX, by=by)


def _keep_change(draft: MatrixVersion, matrix: Matrix, *, made: Iterable[str], section: Section, part: str) -> None:
    DraftChange.objects.create(
        version=draft, edition=draft.edition, section=section, part=part[:200], made=sorted(made), by=draft.drafted_by, at=draft.drafted_at,
        differing=len(differences(read(version_in_force().data), matrix)),
    )  # fmt: skip


def _begin(version: MatrixVersion, by: Any) -> None:
    put_in_force(version, at=timezone.now(), by=by)
    transaction.on_commit(forget)


def _draft(version_id: int, edition: int) -> MatrixVersion:
    """The draft, locked, if it is still the one that the page showed."""
    draft = MatrixVersion.objects.select_for_update().get(pk=version_id)
    if draft.standing != Standing.DRAFT or draft.edition != edition:
        raise DraftMoved(draft)
    return draft


def _named(**content: Any) -> MatrixVersion:
    """With the next name that is free. Whoever takes it at the same moment makes this one try the next."""
    name = next_name(MatrixVersion)
    while True:
        try:
            with transaction.atomic():
                return MatrixVersion.objects.create(name=name, **content)
        except IntegrityError:
            name = next_name(MatrixVersion, least=int(name.split("-")[1]) + 1)
