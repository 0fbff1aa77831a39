"""Opening, taking and moving a case."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.organisations.queries import hub
from mash.people.models import Adult
from mash.people.services import create_adult
from mash.references import new_reference
from mash.trail.services import Actor, record
from mash.trail.verbs import Verb

from ..access import has_searched, known_adults, permit, refuse
from ..chronology_states import EntryKind
from ..models import Case, ChronologyEntry, ProtectiveAction
from ..record import look_at
from ..reported import against, reports_of
from ..rules import to_take
from ..states import Clock, DecisionKind, Nature, Outcome, ProtectionKind, Stage, Tri, WorkKind
from .clocks import revive_clock, start_clock
from .decisions import decide
from .first_steps import first_step_taken
from .locking import locked_case
from .owed_advocates import ask_again_for_advocate
from .owed_responses import ask_who_leads
from .sendings import end_sending, withdrawn_words
from .work_items import raise_work_item


def open_case(*, received_at: datetime, danger_now: bool, by: Actor) -> Case:
    """A new case for a concern nobody has linked to one yet. The hub owns it from this moment.

    Part of the transaction that accepts the referral.
    """
    case = _new_case(received_at, danger_now, by)
    start_clock(case, Clock.RATING, at=received_at, fresh=True)
    return case


def log_case(*, received_at: datetime, by: User) -> Case:
    """A case that is nobody's work and has no clock: it holds what a care provider logged, is found and counted with
    others, and opens when somebody takes it up (requirement S224). Part of the transaction that takes the entry in.
    """
    case = _new_case(received_at, False, by)
    case.set_aside(Outcome.SET_ASIDE, received_at)
    case.save()
    record(Verb.CASE_CLOSED, chain=f"case:{case.reference}", by=by, subject=case.reference, detail={"outcome": Outcome.SET_ASIDE})
    return case


def _new_case(received_at: datetime, danger_now: bool, by: Actor) -> Case:
    case = Case.objects.create(
        reference=new_reference("M"), team=hub(), opened_at=received_at, danger_now=danger_now
    )
    record(Verb.CASE_OPENED, chain=f"case:{case.reference}", by=by, subject=case.reference)
    return case


def mark_arrival(case: Case, words: str) -> None:
    """What opened this case may not be a person's words: the board says so. Part of the transaction that accepts it."""
    case.arrived_as = words
    case.save(update_fields=["arrived_as"])


def tell(
    case: Case, what: str, *, source: str, by: User | None = None, at: datetime | None = None, nature: Nature = Nature.FACT,
    kind: EntryKind = EntryKind.WORK, about: str = "", agency_id: int | None = None, withheld: str = "",
) -> ChronologyEntry:  # fmt: skip
    """Add what happened to the chronology, within the use case that made it happen.

    `agency_id`: whose knowledge it is; what somebody tells of themselves is their own organisation's.
    """
    own = by.organisation_id if by and source in (by.name, "The hub") else None
    return case.chronology.create(
        happened_at=at or timezone.now(), what=what, source=source, nature=nature, recorded_by=by, kind=kind, about=about,
        agency_id=agency_id or own, withheld=withheld,
    )  # fmt: skip


@transaction.atomic
def take_case(*, reference: str, by: User, reason: str = "") -> Case:
    """From now on this person answers for the case. Two people taking it at once: the last is told who was before. Whoever
    had it is asked what must be known.

    In an enquiry that can only be somebody who may hold it (Level 3 is held by a safeguarding practitioner).
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    permit(by, to_take(Stage(case.stage)), subject=reference)
    before, case.owner = case.owner, by
    case.save(update_fields=["owner"])
    whose = before if before != by else None
    tell(case, f"{by.name} took the case{f' from {whose.name}' if whose else ''}{f': {reason}' if reason else ''}", source="The hub", by=by)
    if whose and reason:
        raise_work_item(
            WorkKind.TAKEN_OVER, question=f"{by.name} took this case over from you: {reason} What must they know?"[:300],
            for_permission=Permission.WORK_CASES, case=case, about=reference, owner=whose, by=by,
        )  # fmt: skip
    record(Verb.CASE_TAKEN, chain=f"case:{reference}", by=by, subject=reference)
    return case


class NotSearched(Exception):
    """Nobody has searched yet whether the adult is on record already."""


class Contradicted(Exception):
    """The record says otherwise than the report: whoever links them all the same says why."""

    def __init__(self, adult: Adult, against: list[str]) -> None:
        self.adult, self.against = adult, against
        super().__init__(" ".join(against))


@transaction.atomic
def link_adult(*, reference: str, adult_id: int, version: int, by: User, reason: str = "") -> Case:
    """This case is about this adult. Nothing is merged: the adult's record gains a case, and keeps its history.

    Where the record says otherwise than the reports, only with a reason.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES, version=version)
    adult = known_adults(by).filter(pk=adult_id).first()
    if adult is None:
        refuse(by, reference, "link_adult")
    otherwise = against(reports_of(case), adult)
    if otherwise and not reason.strip():
        raise Contradicted(adult, otherwise)
    why = f"{reason.strip()} ({' '.join(otherwise)})" if otherwise else reason.strip()
    return _link(case, adult, by, why=why)


@transaction.atomic
def create_adult_for_case(*, reference: str, version: int, searched: str, by: User, **identity: object) -> Case:
    """Nobody on record is this adult: start a record and link it. Only for somebody who has searched (F9): one adult on two
    records is one whose history nobody sees. `searched`: the mark of that search.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES, version=version)
    if not has_searched(by, reference, searched):
        raise NotSearched
    return _link(case, create_adult(by=by, **identity), by, new=True)


def _link(case: Case, adult: Adult, by: User, *, why: str = "", new: bool = False) -> Case:
    before, case.adult = case.adult, adult
    case.version += 1
    case.save(update_fields=["adult", "version"])
    at = timezone.now()
    if before and before != adult:
        _end_link(case, before, "Another adult was linked instead" + (f": {why}" if why else ""), by, at)
    now = {"linked_by": by, "linked_at": at, "linked_why": why}
    if case.adult_links.get_or_create(adult=adult, unlinked_at=None, defaults=now)[1]:
        words = f"Linked to {_called(adult)}" + (", a new record" if new else "")
        tell(case, f"{words}. {why}" if why else words, source=by.name, by=by, at=at)
    detail = {"adult": adult.pk, "before": before.pk if before else None, "contradicted": bool(why)}
    record(Verb.ADULT_LINKED, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=detail)
    return case


@transaction.atomic
def unlink_adult(*, reference: str, version: int, reason: str, by: User) -> Case:
    """It was the wrong person. The case is about nobody known until somebody links the right one; the history stays."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES, version=version)
    before, case.adult = case.adult, None
    case.version += 1
    case.save(update_fields=["adult", "version"])
    if before:
        _end_link(case, before, reason, by, timezone.now())
    detail = {"before": before.pk if before else None}
    record(Verb.ADULT_UNLINKED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return case


def _end_link(case: Case, before: Adult, why: str, by: User, at: datetime) -> None:
    """The case is not about them: nor has their worker anything to do with it."""
    case.adult_links.filter(unlinked_at=None).update(unlinked_by=by, unlinked_at=at, unlinked_why=why)
    tell(case, f"No longer linked to {_called(before)}: {why}", source=by.name, by=by, at=at)
    sending = end_sending(case, why=f"The report is not about {before.name} after all.", by=by)
    if sending:
        tell(case, withdrawn_words(sending), source=by.name, by=by, at=at)


def _called(adult: Adult) -> str:
    """The name, and the reference of the record: names may be alike."""
    return f"{adult.name} ({adult.reference})"


@transaction.atomic
def add_note(*, reference: str, what: str, source: str, nature: Nature, happened_at: datetime, by: User, withheld: str = "") -> ChronologyEntry:
    """Something about the adult that should not be lost, with where it comes from and what kind of statement it is."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    entry = tell(case, what, source=source, by=by, at=happened_at, nature=nature, kind=EntryKind.NOTE, withheld=withheld)
    record(Verb.NOTE_ADDED, chain=f"case:{reference}", by=by, subject=reference)
    return entry


@transaction.atomic
def take_protective_action(
    *, reference: str, what: str, by_whom: str, taken_at: datetime, by: User, kind: ProtectionKind | None = None,
    safe_now: Tri | None = None,
) -> ProtectiveAction:  # fmt: skip
    """Something done at once to keep the adult safe; recorded at any stage, from the first minute."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    words = f"{kind.label}: {what}" if kind and what else what or kind.label
    action = case.protective_actions.create(
        kind=kind or "", what=words, by_whom=by_whom, taken_at=taken_at, safe_now=safe_now or "", recorded_by=by
    )
    first_step_taken(case, taken_at)
    safe = f" Safe now: {safe_now.label.lower()}." if safe_now else ""
    tell(case, f"Protective action: {words.rstrip('.')}.{safe}", source=by_whom, by=by, at=taken_at, kind=EntryKind.PROTECTION)
    record(Verb.PROTECTION_TAKEN, chain=f"case:{reference}", by=by, subject=reference)
    return action


@transaction.atomic
def reopen_case(*, reference: str, version: int, reason: str, by: User) -> Case:
    """The concern is back, or was not over: the case returns to triage and awaits a confirming rating.

    What was set aside was never rated: it is received again, and must be rated by the time that held before.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.DECIDE_TRIAGE, version=version)
    at, seen = timezone.now(), look_at(case)
    case.reopen() if case.rag else case.take_up()
    case.urgency = case.pace = ""
    decide(case, DecisionKind.REOPENING, outcome="Reopened", rationale=reason, by=by, at=at, seen=seen)
    case.save()
    if case.rag or not revive_clock(case, Clock.RATING):
        start_clock(case, Clock.RATING, at=at)
    ask_who_leads(case, by)
    ask_again_for_advocate(case, by)
    tell(case, f"Case reopened: {reason}", source=by.name, by=by, at=at, kind=EntryKind.DECISION)
    record(Verb.CASE_REOPENED, chain=f"case:{reference}", by=by, subject=reference)
    return case
