"""Settling the seven standard steps."""

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Case, Step
from ..queries import mark_of_step
from ..rules import may_settle
from ..states import Clock, Party, Reached, Stage, StepName, StepState
from .locking import Stale, locked_case

PARTIES = {
    StepName.REFERRER: (Party.REFERRER,), StepName.ADULT: (Party.ADULT, Party.CARER), StepName.PARTNERS: (Party.PROFESSIONAL,),
}  # fmt: skip
"""With whom contact is a step."""
WITHDRAWN = "withdrawn"
"""The state of a question to a partner that was taken back (partners, a stage above): it asked nobody anything."""


class StepRefused(Exception):
    """The step can't be settled so; the message says what to do instead."""


@transaction.atomic
def settle_step(*, reference: str, name: StepName, state: StepState, words: str, seen: int, by: User) -> Step:
    """Say what became of one step, with the evidence or the reason. Nothing about the adult is taken on memory.

    `seen`: how the step stood on the page, by `mark_of_step`.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    refuse_if_settled(case, name, seen)
    open_checks = case.deadlines.open().filter(clock=Clock.CHECK).count()
    problem = may_settle(Stage(case.stage), name, state, open_checks=open_checks, spoken=_spoken(case, name), tried=_tried(case, name))
    if problem:
        raise StepRefused(problem)
    step = settle(case, name, state, words, by)
    detail = {"step": name, "state": state}
    record(Verb.STEP_SETTLED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return step


def settle(case: Case, name: StepName, state: StepState, words: str, by: User) -> Step:
    """Settle a step within another use case, whose evidence it is: a contact, a rating, an answer, a meeting."""
    step = Step(case=case, name=name, state=state, words=words, settled_by=by, settled_at=timezone.now())
    return Step.objects.bulk_create(
        [step], update_conflicts=True, unique_fields=["case", "name"],
        update_fields=["state", "words", "settled_by", "settled_at"],
    )[0]  # fmt: skip


def refuse_if_settled(case: Case, name: StepName, seen: int) -> None:
    """Nobody writes over what a colleague found of a step while they were writing."""
    if mark_of_step(case, name) != seen:
        raise Stale(case)


def _spoken(case: Case, name: StepName) -> bool:
    if name == StepName.CONSULTATION:
        return case.consultations.exists()
    if name == StepName.PARTNERS and case.checks.exclude(state=WITHDRAWN).exists():
        return True
    return case.contacts.filter(party__in=PARTIES.get(name, ()), reached=Reached.SPOKE).exists()


def _tried(case: Case, name: StepName) -> bool:
    return case.contacts.filter(party__in=PARTIES.get(name, ())).exists()
