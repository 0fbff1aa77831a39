"""The question whether an advocate is named, while one is owed: asked, answered, and answered by closing without."""

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import Actor

from ..models import Advocacy, Case
from ..queries import advocacy_of
from ..states import WorkKind
from .work_items import raise_work_item, settle_work_items

ABOUT = "V-"
QUESTION = "The adult is owed an independent advocate, and none is named yet. Ask the service for one, and record who it is."


def ask_for_advocate(case: Case, row: Advocacy, by: Actor) -> None:
    """Whoever holds the case is asked, or else whoever recorded that one is owed. Part of the caller's transaction."""
    raise_work_item(
        WorkKind.ADVOCATE_OWED, question=QUESTION, for_permission=Permission.WORK_CASES, case=case, about=f"{ABOUT}{row.pk}",
        owner=case.owner or row.recorded_by, by=by,
    )  # fmt: skip


def ask_again_for_advocate(case: Case, by: User) -> None:
    """A case that is opened again owes what it owed: the question comes back at once. Part of the caller's transaction."""
    found = advocacy_of(case)
    if found and found["said"].owes_advocate:
        ask_for_advocate(case, case.advocacies.first(), by)


def close_without_advocate(case: Case, why: str, by: User) -> None:
    """The decision to close says why there is none: nobody need answer it any more, unless the case is opened again."""
    answer_for_advocate(case, f"The case was closed without one: {why}", by)


def answer_for_advocate(case: Case, answer: str, by: User) -> None:
    """Something was recorded of it: what was asked is answered. Part of the caller's transaction."""
    for about in case.work_items.filter(kind=WorkKind.ADVOCATE_OWED, answered_at=None).values_list("about", flat=True):
        settle_work_items(WorkKind.ADVOCATE_OWED, about=about, answer=answer, by=by, case=case)
