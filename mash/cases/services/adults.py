"""Putting right what stands on an adult's record."""

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.people.models import Adult
from mash.people.services import correct_record

from ..access import known_adults, may_correct, permit, refuse


@transaction.atomic
def correct_adult(*, adult_reference: str, seen: int, reason: str, by: User, **identity: object) -> Adult:
    """A mistake in the record is put right for all of the adult's cases; what stood there, who changed it and why is kept.

    `seen`: how many corrections there were when this person opened the form.
    """
    permit(by, Permission.WORK_CASES, subject=adult_reference)
    adult = known_adults(by).filter(reference=adult_reference).first()
    if adult is None or not may_correct(by, adult):
        refuse(by, adult_reference, "correct_adult")
    return correct_record(adult_id=adult.pk, seen=seen, reason=reason, by=by, **identity)
