"""The safeguarding plan: one, never two."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock, start_clock
from mash.cases.services.locking import locked_case
from mash.cases.states import Clock
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Plan, PlanAction
from ..queries.records import numbered
from .refusals import EnquiryRefused


@transaction.atomic
def agree_plan(*, reference: str, aim: str, contingency: str, by: User) -> Plan:
    """What will keep the adult safe, in terms of what they want, and what to do if it does not work. Its review is due."""
    case = _case(reference, by)
    if hasattr(case, "plan"):
        raise EnquiryRefused("This case has a plan. There is one plan, never two: add actions to it.")
    at = timezone.now()
    plan = Plan.objects.create(case=case, aim=aim, contingency=contingency, agreed_by=by, agreed_at=at)
    start_clock(case, Clock.PLAN_REVIEW, at=at)
    tell(case, f"Safeguarding plan agreed: {aim}", source=by.name, by=by, at=at, kind=EntryKind.PLAN)
    record(Verb.PLAN_AGREED, chain=f"case:{reference}", by=by, subject=reference)
    return plan


@transaction.atomic
def add_action(*, reference: str, what: str, agency: str, person: str, due_on: date, by: User) -> PlanAction:
    """One thing that somebody will do for the adult by a day."""
    plan = _plan(_case(reference, by))
    action = plan.actions.create(what=what, agency=agency, person=person, due_on=due_on)
    record(Verb.PLAN_ACTION_ADDED, chain=f"case:{reference}", by=by, subject=reference, detail={"due_on": due_on})
    return action


@transaction.atomic
def action_done(*, reference: str, number: int, done_words: str, by: User) -> PlanAction:
    """An action was done, and what came of it for the adult."""
    case = _case(reference, by)
    action = numbered(_plan(case).actions.all(), number)
    if action.done_at:
        raise EnquiryRefused("This action has been recorded as done.")
    action.done_at, action.done_words = timezone.now(), done_words
    action.save(update_fields=["done_at", "done_words"])
    tell(case, f"Plan action done: {action.what} {done_words}", source=f"{action.person}, {action.agency}", by=by, kind=EntryKind.PLAN)
    record(Verb.PLAN_ACTION_DONE, chain=f"case:{reference}", by=by, subject=reference, detail={"action": number})
    return action


@transaction.atomic
def review_plan(*, reference: str, words: str, by: User) -> Plan:
    """Whether the plan keeps the adult safe. The next review is due after the longer time."""
    case = _case(reference, by)
    plan, at = _plan(case), timezone.now()
    meet_clock(case, Clock.PLAN_REVIEW, at=at)
    start_clock(case, Clock.PLAN_REVIEW, at=at, when="reviewed_before")
    tell(case, f"Safeguarding plan reviewed: {words}", source=by.name, by=by, at=at, kind=EntryKind.PLAN)
    record(Verb.PLAN_REVIEWED, chain=f"case:{reference}", by=by, subject=reference)
    return plan


def _case(reference: str, by: User) -> Case:
    return locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)


def _plan(case: Case) -> Plan:
    plan = getattr(case, "plan", None)
    if plan is None:
        raise EnquiryRefused("Agree the plan first.")
    return plan
