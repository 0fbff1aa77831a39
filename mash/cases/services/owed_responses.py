"""The question who leads while several needs are not met: asked, taken back, and answered by closing without it."""

from mash.accounts.models import User
from mash.accounts.roles import Permission

from ..adult_rules import left_out
from ..around import covered_on, unmet_on
from ..models import Case
from ..states import WorkKind
from .work_items import raise_work_item, settle_work_items


def ask_who_leads(case: Case, by: User) -> None:
    """One question while a response is owed, and none when it is not. Part of the caller's transaction and trail."""
    missing = left_out(unmet_on(case), covered_on(case))
    waits = case.work_items.filter(kind=WorkKind.RESPONSE_OWED, answered_at__isnull=True).exists()
    if missing and not waits:
        question = "Several needs are not met, and no response of the services together covers them. Who leads, and who does what?"
        raise_work_item(
            WorkKind.RESPONSE_OWED, question=question, for_permission=Permission.FOLLOW_CONNECTION, case=case,
            about=case.reference, owner=case.owner or by, by=by,
        )  # fmt: skip
    elif waits and not missing:
        _answer(case, "No response is owed any more.", by)


def close_without_response(case: Case, why: str, by: User) -> None:
    """The decision to close says why nobody leads: nobody need answer it any more, unless the case is opened again."""
    _answer(case, f"The case was closed without it: {why}", by)


def _answer(case: Case, answer: str, by: User) -> None:
    settle_work_items(WorkKind.RESPONSE_OWED, about=case.reference, answer=answer, by=by, case=case)
