"""Ending an agreement, and what a lapsed one leaves open."""

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import permit
from mash.cases.models import WorkItem
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import WorkKind
from mash.organisations import services as organisations
from mash.organisations.models import Agreement
from mash.organisations.queries import with_live_agreement
from mash.trail.services import System

from ..models import Check
from ..states import CheckState

SWEEP = System("Sweep")


@transaction.atomic
def end_agreement(*, agreement_id: int, by: User) -> Agreement:
    """Nothing about any adult is shared under this agreement any more: the portal shuts on the agencies' next click."""
    permit(by, Permission.MANAGE_AGREEMENTS, subject=str(agreement_id))
    return organisations.end_agreement(agreement_id=agreement_id, by=by)


def sweep_agreements() -> int:
    """An adult waits for an answer that can't come through the portal: a manager is asked, once for each check."""
    waiting = Check.objects.filter(state=CheckState.ASKED)
    live = with_live_agreement(set(waiting.values_list("agency", flat=True)))
    told = WorkItem.objects.filter(kind=WorkKind.LAPSED_AGREEMENT).values("about")
    lapsed = waiting.exclude(agency__in=live).exclude(reference__in=told)
    return sum(_raise(check_id=pk) for pk in list(lapsed.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _raise(*, check_id: int) -> bool:
    """Nothing if somebody holds the check at this moment, or a second sweep was quicker."""
    held = Check.objects.select_for_update(of=("self",), skip_locked=True).select_related("case", "agency")
    check = held.filter(pk=check_id, state=CheckState.ASKED).first()
    if check is None or WorkItem.objects.filter(kind=WorkKind.LAPSED_AGREEMENT, about=check.reference).exists():
        return False
    raise_work_item(
        WorkKind.LAPSED_AGREEMENT,
        question=f"No agreement with {check.agency} is in force, and {check.reference} is not answered. What is done?",
        for_permission=Permission.MANAGE_AGREEMENTS, case=check.case, about=check.reference, by=SWEEP,
    )  # fmt: skip
    return True
