"""The police ask us to say less while they investigate, and later that we need not."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

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
    """There is a hold already, none to lift, or another than was read; the message says so."""


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
def lift_police_hold(*, reference: str, seen: int, reason: str, by: User) -> PoliceHold:
    """What could not be said may be said again; whoever waits for an answer is still owed it. `seen`: the hold that the
    reason is about. One that the police asked for meanwhile is never lifted by it.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.SET_POLICE_HOLD)
    kept = _standing(case)
    if kept is None or kept.pk != seen:
        raise HoldRefused(_instead(case, seen, kept))
    kept.lifted_at, kept.lifted_by, kept.lifted_reason = timezone.now(), by, reason
    kept.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    tell(case, f"Police hold lifted: {reason}", source=by.name, by=by, at=kept.lifted_at, kind=EntryKind.HOLD)
    record(Verb.POLICE_HOLD_LIFTED, chain=f"case:{reference}", by=by, subject=reference)
    return kept


def _instead(case: Case, seen: int, now: PoliceHold | None) -> str:
    """What became of the hold that somebody read, and what stands in its place."""
    gone = lifted_in_words(case.police_holds.all(), seen, "hold")
    if now is None:
        return f"{gone} No police hold is on this case now."
    return f"{gone} Another stands now: {now.asked_by} asked for it, and {now.set_by} recorded it. It is not lifted. Read it first."


def lifted_in_words(rows: QuerySet, seen: int, what: str) -> str:
    """By whom and when what somebody read was lifted."""
    was = rows.select_related("lifted_by").filter(pk=seen, lifted_at__isnull=False).first()
    when = date_format(timezone.localtime(was.lifted_at), "j F Y, H:i") if was else ""
    return f"{was.lifted_by} lifted the {what} that you read, on {when}." if was else f"The {what} that you read does not stand any more."


def _standing(case: Case) -> PoliceHold | None:
    return case.police_holds.select_related("set_by").filter(lifted_at__isnull=True).first()
