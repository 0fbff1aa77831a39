"""A report that is not finished yet is put away, and found again by reference and code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from mash.references import new_reference, read_reference
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..codes import new_code
from ..models import SavedDraft
from ..sealing import pretend, seal, unseal
from .accepting import REFERRER

KEPT = timedelta(days=7)
TRIES = 5
LONGEST = 500_000


class DraftTooLong(Exception):
    """More than anybody writes by hand: it is not put away."""


@dataclass(frozen=True)
class Ticket:
    """What the person writes down. It is shown once: nobody can show the code again."""

    reference: str
    code: str
    expires_at: datetime
    replaced: str = ""


@transaction.atomic
def save_draft(*, once_key: UUID, text: str, resumed: str = "") -> Ticket:
    """Somebody can stop before they are ready, without an account or an address that others might read.

    `resumed`: the reference of the draft that these answers were begun with. It goes, because nobody has its code to give again.
    Any other draft of the same report may hold words that this page never had: it stays, with its own code.
    """
    if len(text) > LONGEST:
        raise DraftTooLong
    replaced = _remove(SavedDraft.objects.filter(once_key=once_key, reference=resumed))
    code = new_code()
    salt, sealed = seal(text, code)
    draft = SavedDraft.objects.create(
        reference=new_reference("D"), once_key=once_key, salt=salt, sealed=sealed, expires_at=timezone.now() + KEPT
    )
    _record(Verb.DRAFT_SAVED, draft)
    return Ticket(draft.reference, code, draft.expires_at, resumed if replaced else "")


@transaction.atomic
def open_draft(*, reference: str, code: str) -> str | None:
    """What was put away, or nothing: an unknown reference, a wrong code and a locked draft are the same."""
    draft = _locked(reference)
    if draft is None or draft.wrong_codes >= TRIES:
        pretend(code)
        return None
    text = _try(draft, code)
    if text is not None:
        _record(Verb.DRAFT_OPENED, draft)
    return text


@transaction.atomic
def delete_draft(*, reference: str, code: str) -> str | None:
    """Gone at once, locked or not; what it was is given back, so that its files can go too. A wrong code counts, and
    deletes nothing.
    """
    draft = _locked(reference)
    if draft is None:
        pretend(code)
        return None
    text = _try(draft, code)
    if text is not None:
        _remove(SavedDraft.objects.filter(pk=draft.pk))
    return text


@transaction.atomic
def forget_saved(*, once_key: UUID, reference: str) -> None:
    """The report that was begun with it has been sent: the draft is no longer needed."""
    _remove(SavedDraft.objects.filter(once_key=once_key, reference=reference))


@transaction.atomic
def sweep_drafts() -> int:
    """What nobody came back for in its seven days is removed. Returns how many were."""
    due = SavedDraft.objects.filter(expires_at__lte=timezone.now()).select_for_update(skip_locked=True)[:500]
    return _remove(SavedDraft.objects.filter(pk__in=[draft.pk for draft in due]))


def sweep_sessions() -> None:
    """What was typed and left in a browser that has been closed is removed with its session."""
    SessionStore.clear_expired()


def _locked(reference: str) -> SavedDraft | None:
    reference = read_reference(reference)
    if not reference.isprintable():
        return None
    found = SavedDraft.objects.select_for_update().filter(reference=reference, expires_at__gt=timezone.now())
    return found.first()


def _try(draft: SavedDraft, code: str) -> str | None:
    text = unseal(bytes(draft.sealed), bytes(draft.salt), code)
    if text is None and draft.wrong_codes < TRIES:
        draft.wrong_codes += 1
        draft.save(update_fields=["wrong_codes"])
    return text


def _remove(drafts) -> int:  # noqa: ANN001 (a queryset)
    removed = list(drafts)
    drafts.filter(pk__in=[draft.pk for draft in removed]).delete()
    for draft in removed:
        _record(Verb.DRAFT_REMOVED, draft)
    return len(removed)


def _record(verb: Verb, draft: SavedDraft) -> None:
    record(verb, chain="drafts", by=REFERRER, subject=draft.reference)
