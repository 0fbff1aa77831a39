"""The partner's side of a check."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import permit, refuse, visible_cases
from mash.cases.chronology_rules import Told
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock, start_clock
from mash.cases.services.locking import outdate
from mash.cases.services.wording import remark_on
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import Clock, Nature, Stage, WorkKind
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..access import portal_checks
from ..models import Check
from ..states import Answer, CheckState
from .events import keep_event


class AlreadyAnswered(Exception):
    """A colleague of the same agency answered first. Their answer stands."""

    def __init__(self, check: Check) -> None:
        self.check = check
        super().__init__(f"{check.answered_by} has answered this.")


@transaction.atomic
def answer_check(
    *, reference: str, answer: Answer, by: User, text: str = "", nature: Nature = Nature.FACT, not_to_family: str = "",
    told: str = "", cannot_share_reason: str = "", ring_number: str = "", events: Sequence[Told] = (),
) -> Check:  # fmt: skip
    """An agency says what it holds about the adult, or that it holds nothing: either is evidence, given once.

    After the decision it was asked for, or after closing, somebody must say whether it changes that decision.
    """
    permit(by, Permission.ANSWER_CHECK, subject=reference)
    case, check = _locked(reference, by)
    at = timezone.now()
    check.give_answer(answer, by, at)
    check.answer_text, check.not_to_family, check.told = text, not_to_family, told
    check.cannot_share_reason, check.ring_number = cannot_share_reason, ring_number
    check.answered_late = case.decided_at is not None or case.stage == Stage.CLOSED
    check.save()
    meet_clock(case, Clock.CHECK, about=reference, at=at)
    _raise(case, check, by)
    outdate(case)
    tell(
        case, _story(check), source=check.agency.name, by=by, at=at, nature=nature, kind=EntryKind.ANSWER, about=reference,
        agency_id=check.agency_id, withheld=not_to_family,
    )  # fmt: skip
    for event in events:
        keep_event(check, event, by=by, given=True)
    said = {"What the agency holds": text, "Why it can’t share": cannot_share_reason, "What the adult was told": told}
    remark_on(case=case, about=reference, said=said, answers={}, agency_id=check.agency_id)
    detail = {"answer": answer, "agency": check.agency.name, "late": check.answered_late, "events": len(events)}
    record(Verb.CHECK_ANSWERED, chain=f"case:{case.reference}", by=by, subject=reference, detail=detail)
    return check


def _locked(reference: str, by: User) -> tuple[Case, Check]:
    """The case first, then the check: the order in which everybody locks."""
    own = portal_checks(by).filter(reference=reference)
    case = visible_cases(by).select_for_update(of=("self",)).filter(checks__in=own).first()
    check = own.select_for_update(of=("self",)).select_related("agency", "answered_by").first() if case else None
    if check is None:
        refuse(by, reference, "answer_check")
    if check.state != CheckState.ASKED:
        raise AlreadyAnswered(check)
    return case, check


def _raise(case: Case, check: Check, by: User) -> None:
    asked = {
        "for_permission": Permission.ASK_PARTNER,
        "by": by,
        "case": case,
        "about": check.reference,
        "owner": case.owner,
    }
    if check.answered_late:
        question = f"{check.agency} answered after the decision: does this change the decision?"
        raise_work_item(WorkKind.LATE_ANSWER, question=question, **asked)
        start_clock(case, Clock.LATE_ANSWER, about=check.reference, at=check.answered_at)
    if check.answer == Answer.RING_ME:
        question = f"{check.agency} asks to be rung on {check.ring_number} about {check.reference}. What did they say?"
        raise_work_item(WorkKind.CALL_PARTNER, question=question, **asked)


def _story(check: Check) -> str:
    parts = [f"{check.agency} answered “{Answer(check.answer).label}”.", check.cannot_share_reason, check.answer_text]
    parts += [f"The adult was told: {check.told}"] if check.told else []
    return " ".join(part for part in parts if part)
