"""Dated events out of a partner's answer: they stand in the case's chronology, and stay bound to their check."""

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_rules import Told, quoted
from mash.cases.chronology_states import EntryKind
from mash.cases.models import ChronologyEntry
from mash.cases.services.chronology import tell_event
from mash.cases.services.locking import locked_case
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Check, CheckEvent
from ..states import CheckState


class EventRefused(Exception):
    """It can't be taken into the chronology so; the message says why."""


def keep_event(check: Check, told: Told, *, by: User, given: bool, quote: str = "") -> ChronologyEntry:
    """One event of an answer becomes an entry of its own. Part of the transaction and trail of the caller."""
    entry = tell_event(
        check.case, told, agency=check.agency, kind=EntryKind.EVENT, about=check.reference, quote=quote, by=by
    )
    CheckEvent.objects.create(answered=check, entry=entry, given=given)
    return entry


@transaction.atomic
def take_event(*, reference: str, check_reference: str, told: Told, quote: str, by: User) -> ChronologyEntry:
    """What a partner wrote of a day in the adult's life stands in the chronology at that day, in the partner's own words.

    What the agency asked to keep from the adult or family stays so, whether or not it was asked again.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.ASK_PARTNER)
    check = case.checks.select_related("agency", "case").filter(reference=check_reference).first()
    if check is None or check.state not in (CheckState.ANSWERED, CheckState.READ):
        raise EventRefused("There is no answer here to take an event from.")
    if not quoted(quote, check.answer_text):
        raise EventRefused("These words don't stand in the answer. Copy them as they are.")
    entry = keep_event(check, _as_withheld(told, check), by=by, given=False, quote=quote)
    detail = {"check": check.reference, "agency": check.agency.name}
    record(Verb.EVENT_TAKEN, chain=f"case:{reference}", by=by, subject=check.reference, detail=detail)
    return entry


def _as_withheld(told: Told, check: Check) -> Told:
    """The agency's own condition comes first, then what the worker adds."""
    words = ". ".join(dict.fromkeys(filter(None, [check.not_to_family.strip(" ."), told.withheld])))
    return Told(told.what, told.on, told.precision, told.nature, told.sureness, told.who, words)
