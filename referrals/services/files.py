"""Files that come with a report: taken in while it is written, held by it once it is sent, watched until they are safe."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from mash.accounts.roles import Permission
from mash.cases.services.sweeps import SWEEP
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import WorkKind
from mash.documents.models import Document
from mash.documents.queries import named, old_uploads, unheld_bytes
from mash.documents.rules import MOST_FILES, MOST_UNSENT
from mash.documents.services import remove_file, take_in
from mash.documents.states import Refusal, State
from mash.trail.services import Actor

from ..models import Referral, ReferralFile, SavedDraft

MOST_ROWS = 2 * MOST_FILES
"""With those that could not be taken, whose fact alone is kept."""
PATIENCE = timedelta(minutes=10)
"""A scanner that restarts loads its signatures for a minute or two; what lasts longer is somebody's business."""


@dataclass(frozen=True)
class Sent:
    """One file as it came: what its sender calls it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Added:
    """What became of some files: taken, or each with the reason why not."""

    taken: list[Document]
    not_taken: list[tuple[str, str]]


def add_files(*, held: Sequence[str], files: Iterable[Sent], by: Actor) -> Added:
    """Somebody shows what they saw. What can't be taken is told at once; the concern goes on with or without it.

    `held`: tokens of what the report has already. Those that could not be taken are among the taken, as their fact.
    """
    rows = named(held)
    full = unheld_bytes(held=_held()) > MOST_UNSENT
    added = Added([], [])
    for sent in files:
        refusal = Refusal.NO_ROOM if full else _too_many([*rows, *added.taken])
        if refusal:
            added.not_taken.append((sent.name, refusal.label))
            continue
        document = take_in(name=sent.name, content=sent.content, by=by)
        added.taken.append(document)
        if document.refusal:
            added.not_taken.append((sent.name, document.why))
    return added


def _too_many(rows: list[Document]) -> Refusal | None:
    good = sum(document.state != State.REFUSED for document in rows)
    return Refusal.TOO_MANY if good >= MOST_FILES or len(rows) >= MOST_ROWS else None


def attach_files(referral: Referral, documents: Sequence[int]) -> None:
    """The files are the report's from now on. One that is gone or belongs to another report is left out: no file ever
    stops a concern. Part of the caller's transaction.
    """
    if not documents:
        return
    # In one order, so that two reports that name the same file wait for each other and not for ever.
    there = Document.objects.filter(pk__in=documents, uploaded=True).order_by("pk").select_for_update()
    locked = set(there.values_list("pk", flat=True))
    free = locked - set(ReferralFile.objects.filter(document__in=locked).values_list("document_id", flat=True))
    kept = [pk for pk in dict.fromkeys(documents) if pk in free]
    referral.files.bulk_create(
        ReferralFile(referral=referral, document_id=pk, position=position) for position, pk in enumerate(kept, start=1)
    )


def left_out(referral: Referral, documents: Sequence[int]) -> bool:
    """Whether one of these files is on no report, and what it shows is not on this one either."""
    free = Document.objects.filter(pk__in=documents, uploaded=True).exclude(Exists(ReferralFile.objects.filter(document=OuterRef("pk"))))
    return free.exclude(sha256__in=referral.files.values("document__sha256")).exists()


def take_back_file(*, token: str, by: Actor) -> None:
    """Its sender doesn't want it sent. Once it has been sent it is the record's, and stays."""
    for document in named([token]):
        remove_file(token=document.token, by=by)


def throw_away_files(*, once_key: UUID, tokens: Sequence[str], by: Actor) -> None:
    """Somebody begins anew: no photo of the report before stays behind, unless that was saved and may be gone on with."""
    if SavedDraft.objects.filter(once_key=once_key).exists():
        return
    for token in tokens:
        take_back_file(token=token, by=by)


def flag_files() -> int:
    """A file that stays closed may hold what decides: the desk is asked, once, how it learns of it in another way."""
    raised = 0
    while _flag_one():
        raised += 1
    return raised


@transaction.atomic
def _flag_one() -> bool:
    """The files of one report in one task: lines of two cases are never held together."""
    waiting = _troubled()
    reports = Referral.objects.filter(Exists(waiting.filter(referral=OuterRef("pk")))).select_related("case")
    referral = reports.select_for_update(of=("self",), skip_locked=True).order_by("pk").first()
    if referral is None:
        return False
    # Looked at again, now that the report is locked: another sweep may just have asked.
    for state in (State.INFECTED, State.QUARANTINED):
        if count := waiting.filter(referral=referral, document__state=state).update(flagged_as=state):
            raise_work_item(
                WorkKind.UNCHECKED_FILE, question=_question(state, count, referral.reference), case=referral.case,
                about=referral.reference, for_permission=Permission.READ_REFERRAL, by=SWEEP,
            )  # fmt: skip
    return True


def _troubled() -> QuerySet[ReferralFile]:
    late = timezone.now() - PATIENCE
    closed = Q(document__state=State.INFECTED) | Q(document__state=State.QUARANTINED, document__made_at__lt=late)
    return ReferralFile.objects.filter(closed).exclude(flagged_as=F("document__state"))


def _question(state: State, count: int, report: str) -> str:
    files = "A file" if count == 1 else f"{count} files"
    if state == State.INFECTED:
        return f"{files} sent with {report} cannot be opened: the check found a virus. How did we learn what it shows instead?"
    return (
        f"{files} sent with {report} could not be checked for viruses and cannot be opened yet. Who was told that the "
        "check is down, and did we ask the referrer what it shows?"
    )


def remove_unsent() -> int:
    """What was added to a report that was never sent goes again, a day after the last draft could have been."""
    return sum(remove_file(token=token, by=SWEEP) for token in old_uploads(held=_held()))


def _held() -> QuerySet:
    return ReferralFile.objects.order_by().values("document_id")
