"""What a worker types is kept while they type, so that no time-out and no closed browser costs an adult an assessment."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import case_beside
from ..drafts import KEPT, Answers, Seen, content_of, sealed_content
from ..models import Case, Draft, Presence

LONGEST = 200_000
SENT_FOR = timedelta(days=1)
SWEEP = System("Sweep")


class DraftTooLong(Exception):
    """More than anybody writes by hand: it is not kept."""


@transaction.atomic
def keep_draft(
    *, reference: str, path: str, page: str, load: str, answers: Answers, seen: Seen | None, by: User
) -> datetime | None:
    """The words are safe before they are sent. They say nothing about the adult to anybody else, and decide nothing.

    What an earlier step of the same form was answered stays. Nothing is kept where nothing is answered, and a page that was
    sent keeps no more. The trail gets a line when a draft is begun, not at each word.
    """
    case, now = case_beside(by, reference, purpose="draft"), timezone.now()
    draft = Draft.objects.select_for_update().filter(owner=by, path=path).first()
    if draft and not draft.sealed and load and draft.load == load:
        return None
    before = content_of(draft) if draft and draft.sealed else None
    kept = (before[0] if before else {}) | answers
    if not any(value.strip() for values in kept.values() for value in values):
        Draft.objects.filter(owner=by, path=path).delete()
        return now
    if sum(len(value) for values in kept.values() for value in values) > LONGEST:
        raise DraftTooLong
    sealed = sealed_content(by, path, kept, seen or (before[1] if before else None))
    said = {"load": load, "sealed": sealed, "saved_at": now}
    if before:
        Draft.objects.filter(pk=draft.pk).update(**said)
        return now
    Draft.objects.update_or_create(owner=by, path=path, defaults=said | {"case": case, "page": page, "begun_at": now})
    record(Verb.WORK_KEPT, chain=f"drafts:{by.pk}", by=by, subject=reference)
    return now


@transaction.atomic
def discard_draft(*, reference: str, path: str, by: User) -> str:
    """Whoever wrote it no longer wants it. Returns where its form is found; nothing if there was none."""
    case_beside(by, reference, purpose="draft")
    draft = Draft.objects.select_for_update().filter(owner=by, path=path).exclude(sealed=b"").first()
    if draft is None:
        return ""
    Draft.objects.filter(pk=draft.pk).delete()
    record(Verb.WORK_DISCARDED, chain=f"drafts:{by.pk}", by=by, subject=reference)
    return draft.page


def draft_sent(*, reference: str, path: str, load: str, by: User) -> None:
    """The form was sent, and what it did has its own line: the draft goes. A save of that page that is still under way
    finds an empty row, and must not tell this person later that they never sent it.
    """
    mine = Draft.objects.filter(owner=by, path=path)
    if not load:
        mine.delete()
        return
    now = timezone.now()
    case = Case.objects.filter(reference=reference).values_list("pk", flat=True).first()
    if not mine.update(sealed=b"", load=load, saved_at=now) and case:
        empty = Draft(owner=by, case_id=case, path=path, page=path, load=load, sealed=b"", begun_at=now, saved_at=now)
        Draft.objects.bulk_create([empty], ignore_conflicts=True)


@transaction.atomic
def sweep_drafts() -> int:
    """What its owner did not come back for is removed, and who looked at a case yesterday is nobody's business. Returns
    how many drafts were.
    """
    now = timezone.now()
    Draft.objects.filter(sealed=b"", saved_at__lt=now - SENT_FOR).delete()
    Presence.objects.filter(seen_at__lt=now - SENT_FOR).delete()
    old = Draft.objects.filter(saved_at__lt=now - KEPT).select_for_update(of=("self",), skip_locked=True)
    found = list(old.select_related("case")[:500])
    Draft.objects.filter(pk__in=[draft.pk for draft in found]).delete()
    for draft in found:
        record(Verb.WORK_DISCARDED, chain=f"drafts:{draft.owner_id}", by=SWEEP, subject=draft.case.reference)
    return len(found)
