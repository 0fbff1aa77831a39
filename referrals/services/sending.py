"""A system of another agency sends a concern."""

from uuid import UUID

from mash.once import OtherWords
from mash.trail.services import Actor

from ..models import Referral
from ..queries import as_made
from ..rules import Report, once_key_of
from ..states import Channel
from .accepting import accept_referral


def send_by_system(*, key: UUID, report: Report, agency_id: int, by: Actor) -> tuple[Referral, bool]:
    """The hub has the concern as if somebody had typed it, and whether it had it already.

    An agency whose sharing agreement has lapsed may still send: telling us of an adult at risk needs no agreement,
    and there is no wrong door.
    """
    once_key = once_key_of(agency_id, key)
    before = Referral.objects.filter(once_key=once_key).first()
    referral = before or accept_referral(
        once_key=once_key, report=report, channel=Channel.API, by=by, agency_id=agency_id
    )
    if as_made(referral) != report:
        raise OtherWords(referral)
    return referral, before is not None
