"""The police ask us to say less while they investigate, and later that we need not."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..chronology_states import EntryKind
from ..models import Case, PoliceHold
from ..states import Hold
from .cases import tell
from .locking import locked_case


class HoldRefused(Exception):
    """There is a hold already, or none to lift; the message says so."""


@transaction.atomic
def set_police_hold(
    *, reference: str, hold: Hold, asked_by: str, police_reference: str, reason: str, since_on: date, review_on: date,
    by: User,
) -> PoliceHold:  # fmt: skip
    """From now on nobody who reported about this adult is told what could spoil what the police are doing."""
    case = locked_case(reference=reference, by=by, permission=Permission.SET_POLICE_HOLD)
    if _standing(case):
        raise HoldRefused("A police hold is on this case already. Lift it before you record another.")
    kept = case.police_holds.create(
        hold=hold, asked_by=asked_by, police_reference=police_reference, reason=reason, since_on=since_on,
        review_on=review_on, set_by=by,
    )  # fmt: skip
    tell(case, f"Police hold: {hold.label}. {reason}", source=asked_by, by=by, kind=EntryKind.HOLD)
    record(Verb.POLICE_HOLD_SET, chain=f"case:{reference}", by=by, subject=reference, detail={"hold": hold})
    return kept


@transaction.atomic
def lift_police_hold(*, reference: str, reason: str, by: User) -> PoliceHold:
    """What could not be said may be said again; whoever waits for an answer is still owed it."""
    case = locked_case(reference=reference, by=by, permission=Permission.SET_POLICE_HOLD)
    kept = _standing(case)
    if kept is None:
        raise HoldRefused("No police hold is on this case. Somebody has lifted it.")
    kept.lifted_at, kept.lifted_by, kept.lifted_reason = timezone.now(), by, reason
    kept.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    tell(case, f"Police hold lifted: {reason}", source=by.name, by=by, at=kept.lifted_at, kind=EntryKind.HOLD)
    record(Verb.POLICE_HOLD_LIFTED, chain=f"case:{reference}", by=by, subject=reference)
    return kept


def _standing(case: Case) -> PoliceHold | None:
    return case.police_holds.filter(lifted_at__isnull=True).first()
