"""People of other agencies send concerns signed in."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.accounts.services import permit

from ..models import Referral
from ..rules import Details, Report
from ..states import Channel, Voice
from .accepting import accept_referral


def send_concern(*, once_key: UUID, report: Report, by: User, author_only: bool = False, documents: Sequence[int] = ()) -> Referral:
    """A concern from somebody whose name we know, which their agency can follow to its end.

    Name, organisation and address are those of the account, not typed: a report has a named, accountable author
    (requirement S18). `author_only`: their colleagues don't see it, because it may be about one of them.
    """
    permit(by, Permission.REFER, subject="send_concern")
    signed = replace(
        report, voice=Voice.PROFESSIONAL, referrer_name=by.name, referrer_email=by.email,
        referrer_role=report.referrer_role or by.role_label,
        details=replace(report.details or Details(), organisation=by.organisation.name),
    )  # fmt: skip

    def follow(referral: Referral) -> None:
        if author_only:
            referral.author_only = True
            referral.save(update_fields=["author_only"])

    return accept_referral(
        once_key=once_key, report=signed, channel=Channel.PARTNER, by=by, agency_id=by.organisation_id, documents=documents,
        then=follow, same=lambda kept: kept.author_only == author_only,
    )  # fmt: skip
