"""Events that others tell of, how the hub weighs what it was told, and which entries tell of the same."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.organisations.models import Organisation
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..access import permit_on, refuse, visible_cases
from ..chronology_rules import Told
from ..chronology_states import Confidence, EntryKind, Relation
from ..models import Case, ChronologyEntry, EntryLink, Weighing

LONDON = ZoneInfo("Europe/London")


class EntryRefused(Exception):
    """It can't be recorded so; the message says why. Nothing has been changed."""


def tell_event(
    case: Case, told: Told, *, agency: Organisation, kind: EntryKind, about: str, by: User, quote: str = ""
) -> ChronologyEntry:
    """An event as an agency tells it, at the first moment at which it can have been. Part of the caller's transaction."""
    at = datetime.combine(told.on, time(), LONDON).astimezone(UTC) if told.on else timezone.now()
    return case.chronology.create(
        kind=kind, happened_at=at, precision=told.precision, what=told.what, quote=quote, source=told.who or agency.name,
        agency=agency, nature=told.nature, sureness=told.sureness, withheld=told.withheld, about=about, recorded_by=by,
    )  # fmt: skip


@transaction.atomic
def weigh_entry(*, reference: str, number: int, seen: int, confidence: Confidence, words: str, by: User) -> Weighing:
    """How far the hub trusts what it was told about the adult, and why. What was told is not touched by it."""
    case = _locked(reference, by)
    entry = _entry(case, number, seen)
    weighing = entry.weighings.create(confidence=confidence, words=words, weighed_by=by)
    detail = {"entry": number, "confidence": confidence}
    record(Verb.ENTRY_WEIGHED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return weighing


@transaction.atomic
def link_entries(*, reference: str, number: int, other: int, seen: int, relation: Relation, words: str, by: User) -> EntryLink:
    """Two sources tell of the same, or contradict each other, about the adult. Both stay as they were told."""
    case = _locked(reference, by)
    if number == other:
        raise EntryRefused("Choose another entry: this is the one you are looking at.")
    entry, second = _entry(case, number, seen), _entry(case, other)
    one, two = sorted((entry, second), key=lambda each: each.pk)
    link = EntryLink.objects.create(one=one, other=two, relation=relation, words=words, linked_by=by)
    detail = {"entries": sorted((number, other)), "relation": relation}
    record(Verb.ENTRIES_LINKED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return link


def _locked(reference: str, by: User) -> Case:
    """Also when the case has closed: what a review finds out later belongs on record."""
    case = visible_cases(by).select_for_update(of=("self",)).filter(reference=reference).first()
    if case is None or by.is_partner:
        refuse(by, reference, "weigh_entry")
    permit_on(by, case, Permission.WORK_CASES)
    return case


def _entry(case: Case, number: int, seen: int | None = None) -> ChronologyEntry:
    """The n-th that was recorded. `seen`: how many judgements of it somebody had before them."""
    found = case.chronology.order_by("pk")[number - 1 : number].first() if 0 < number < 100_000 else None
    if found is None:
        raise EntryRefused("There is no such entry. Choose one from the list.")
    if seen is not None and seen != found.weighings.count() + found.links.count() + found.links_back.count():
        raise EntryRefused("Somebody else judged this entry meanwhile. Read what they wrote, then send yours again.")
    return found
