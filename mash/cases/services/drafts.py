"""What a worker types is kept while they type, so that no time-out and no closed browser costs an adult an assessment."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import case_beside
from ..drafts import KEPT, Answers, Place, Seen, content_of, page_name, sealed_content
from ..models import Case, Draft, Presence

LONGEST = 200_000
SENT = 2**31 - 1
"""The number of the last save of a page that was sent: whatever it saved before comes too late."""
MOST_PAGES = 20
SENT_FOR = timedelta(days=1)
SWEEP = System("Sweep")


class DraftTooLong(Exception):
    """More than anybody writes by hand: it is not kept."""


@transaction.atomic
def keep_draft(*, place: Place, answers: Answers, seen: Seen | None, by: User, load: str = "", turn: int = SENT) -> datetime | None:
    """The words are safe before they are sent. They say nothing about the adult to anybody else, and decide nothing.

    `load` is one opening of the page and `turn` the number of its save; without a number the page itself was sent. A save that
    comes after a later one of the same opening, or after the page was sent, keeps nothing and returns None. What an earlier
    step of the same form was answered stays. The trail gets a line when a draft is begun, not at each word.
    """
    case, now = _case(place, by), timezone.now()
    draft = _row(place, case, by)
    if any(each == load and turn < last for each, last, _ in draft.pages):
        return None
    before = content_of(draft) if draft.sealed else None
    kept = (before[0] if before else {}) | answers
    draft.pages, draft.saved_at = _heard(draft, load, turn, now), now
    if not any(value.strip() for values in kept.values() for value in values):
        draft.sealed = b""
        draft.save()
        return now
    if sum(len(value) for values in kept.values() for value in values) > LONGEST:
        raise DraftTooLong
    draft.sealed = sealed_content(by, place, kept, seen or (before[1] if before else None))
    if before is None:
        draft.page, draft.begun_at = place.page, now
    draft.save()
    if before is None:
        record(Verb.WORK_KEPT, chain=f"drafts:{by.pk}", by=by, subject=place.reference or page_name(place.path))
    return now


@transaction.atomic
def discard_draft(*, place: Place, by: User) -> str:
    """Whoever wrote it no longer wants it, and no save that is under way brings it back. Returns where its form is found;
    nothing if there was none.
    """
    _case(place, by)
    draft = _mine(place, by).select_for_update(of=("self",)).exclude(sealed=b"").first()
    if draft is None:
        return ""
    draft.pages, draft.sealed, draft.saved_at = [[load, SENT, at] for load, _, at in draft.pages], b"", timezone.now()
    draft.save()
    record(Verb.WORK_DISCARDED, chain=f"drafts:{by.pk}", by=by, subject=place.reference or page_name(place.path))
    return draft.page


def draft_sent(*, place: Place, load: str, by: User, opened: datetime | None = None) -> None:
    """The form was sent, and what it did has its own line: the draft goes. A save of that page that is still under way
    finds an empty row, and must not tell this person later that they never sent it.

    `opened`: when the page that was sent was. What the same person wrote after that in the same form elsewhere was not on
    it, and stays.
    """
    if not load:
        _mine(place, by).delete()
        return
    case = Case.objects.filter(reference=place.reference).first() if place.reference else None
    if case or not place.reference:
        with transaction.atomic():
            _take_away(place, case, load, opened, by)


def _take_away(place: Place, case: Case | None, load: str, opened: datetime | None, by: User) -> None:
    draft, now = _row(place, case, by), timezone.now()
    elsewhere = [at for each, last, at in draft.pages if each != load and last != SENT]
    if not opened or all(datetime.fromisoformat(at) <= opened for at in elsewhere):
        draft.sealed = b""
    draft.pages, draft.saved_at = _heard(draft, load, SENT, now), now
    draft.save()


def outdate_drafts(case: Case, path: str) -> None:
    """The page there asks another question from now: what somebody had begun to answer was for the earlier one, and must not
    stand in its form. Part of the caller's transaction.
    """
    Draft.objects.filter(case=case, path=path).delete()


def _mine(place: Place, by: User) -> QuerySet[Draft]:
    return Draft.objects.filter(owner=by, path=place.path, one=place.one)


def _row(place: Place, case: Case | None, by: User) -> Draft:
    """The one row of this form, locked; an empty one where there is none yet, so that two first saves meet on it too."""
    locked = _mine(place, by).select_for_update(of=("self",))
    found = locked.first()
    if found is None:
        now = timezone.now()
        empty = Draft(owner=by, case=case, path=place.path, one=place.one, page=place.page, sealed=b"", begun_at=now, saved_at=now)
        Draft.objects.bulk_create([empty], ignore_conflicts=True)
        found = locked.get()
    return found


def _heard(draft: Draft, load: str, turn: int, at: datetime) -> list[list[str | int]]:
    """The openings that have saved, with this one as the last."""
    if not load:
        return draft.pages
    return [each for each in draft.pages if each[0] != load][1 - MOST_PAGES:] + [[load, turn, at.isoformat()]]


def _case(place: Place, by: User) -> Case | None:
    """The case that the form is about, if this person may see it."""
    return case_beside(by, place.reference, purpose="draft") if place.reference else None


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
        subject = draft.case.reference if draft.case else page_name(draft.path)
        record(Verb.WORK_DISCARDED, chain=f"drafts:{draft.owner_id}", by=SWEEP, subject=subject)
    return len(found)
