"""A referrer who has lost the secret code of their report is given a new one."""

from uuid import UUID

from django.conf import settings
from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.services.cases import tell
from mash.cases.services.locking import locked_case
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..codes import digest, secret_code
from ..models import Referral
from .reading import report_on


@transaction.atomic
def renew_code(*, reference: str, report: str, once_key: UUID, by: User) -> Referral:
    """Whoever raised it can follow it again, and whoever has the old code no longer can.

    The code is made of the page's key and kept nowhere, as every code of a report is: see `new_code_of`.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.COMPOSE_FEEDBACK)
    referral = report_on(case, report)
    kept = digest(new_code_of(once_key))
    if referral.code_sha256 == kept:  # the same page sent again
        return referral
    referral.code_sha256 = kept
    referral.save(update_fields=["code_sha256"])
    tell(case, f"New secret code made for the referrer of {report}. The earlier one no longer works.", source=by.name, by=by)
    record(Verb.CODE_RENEWED, chain=f"case:{reference}", by=by, subject=reference, detail={"referral": report})
    return referral


def new_code_of(once_key: UUID) -> str:
    """The code that a page with this key makes."""
    return secret_code(once_key, settings.SECRET_KEY)
