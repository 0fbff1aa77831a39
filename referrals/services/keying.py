"""What people tell us by phone, on paper or in person: concerns are keyed in, and calls for advice are logged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.accounts.services import permit
from mash.cases.models import Case
from mash.cases.services.clocks import call_off, explain_breach, meet_clock
from mash.cases.states import Clock

from ..desk_rules import receipt_problem
from ..models import Referral
from ..rules import Report
from ..states import Channel, SetAside
from .accepting import accept_referral
from .reading import put_aside, read_referrals


class KeyingRefused(Exception):
    """It can't have reached us so; the message says what to mend."""


def key_referral(
    *, once_key: UUID, report: Report, channel: Channel, received_at: datetime | None, by: User, why_late: str = "",
    documents: Sequence[int] = (),
) -> Referral:  # fmt: skip
    """Whoever took the call or opened the letter has heard of the adult: keyed in and read by a person are one act.

    Clocks run from the true time of receipt (none given: now), whenever it is keyed. `why_late`: why that was so late.
    `documents`: what came with it, such as the letter itself.
    """
    _check_receipt(channel, received_at, by)

    def heard(referral: Referral) -> None:
        if why_late:
            _explain(referral.case, why_late, by)
        read_referrals(reference=referral.case.reference, by=by)

    return accept_referral(
        once_key=once_key, report=report, channel=channel, by=by, received_at=received_at, documents=documents, then=heard,
        same=lambda kept: not why_late or _said_why(kept.case, why_late),
    )  # fmt: skip


def log_advice(
    *, once_key: UUID, report: Report, channel: Channel, received_at: datetime | None, advice: str, by: User
) -> Referral:
    """Somebody asked what to do and was told: kept, counted and found again, and nothing of it is left to do.

    The advice was the answer, so no feedback is owed, and nothing is sent.
    """
    _check_receipt(channel, received_at, by)

    def answered(referral: Referral) -> None:
        reference = referral.case.reference
        read_referrals(reference=reference, by=by)
        put_aside(referral.case, referral.reference, why=SetAside.ADVICE_CALL, reason=advice, by=by)
        meet_clock(referral.case, Clock.FEEDBACK, about=referral.reference)
        call_off(referral.case, Clock.HOLDING, about=referral.reference)

    asked = replace(report, wants_feedback=False)
    return accept_referral(
        once_key=once_key, report=asked, channel=channel, by=by, received_at=received_at, then=answered,
        same=lambda kept: kept.set_aside_reason == advice,
    )  # fmt: skip


def _check_receipt(channel: Channel, received_at: datetime | None, by: User) -> None:
    permit(by, Permission.KEY_REFERRAL, subject="keying")
    problem = receipt_problem(channel, received_at, timezone.now())
    if problem:
        raise KeyingRefused(problem)


def _explain(case: Case, why: str, by: User) -> None:
    late = case.deadlines.running().filter(due_at__lt=timezone.now()).order_by("pk")
    for clock in late.values_list("clock", flat=True):
        explain_breach(reference=case.reference, clock=Clock(clock), reason=why, by=by)


def _said_why(case: Case, why: str) -> bool:
    """Whether this reason is on record; so it is when nothing was late and there was no place for one."""
    reasons = set(case.deadlines.exclude(breach_reason="").values_list("breach_reason", flat=True))
    return not reasons or why in reasons
