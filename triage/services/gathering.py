"""Gathering what triage rests on: the adult's voice and the history."""

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.models import Case, Contact, Step
from mash.cases.services.attempts import settle_attempts, tell_contact
from mash.cases.services.cases import tell
from mash.cases.services.first_steps import first_step_by
from mash.cases.services.locking import locked_case
from mash.cases.services.records import refuse_too_early
from mash.cases.services.steps import refuse_if_settled, settle
from mash.cases.states import Party, Reached, StepName, StepState
from mash.people.models import Adult
from mash.people.services import record_las_id, record_safe_contact
from mash.people.telling import safe_mark
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..rules import FUNCTIONS, Conversation

WISHES = ("own_words", "desired_outcomes", "why_not_asked")


@transaction.atomic
def speak_with_adult(*, reference: str, said: Conversation, by: User) -> Contact:
    """The adult's own voice, as one talk: how to reach them safely, what they want, capacity for one decision, consent."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    refuse_too_early(case, said.happened_at)
    contact = case.contacts.create(
        party=Party.ADULT, with_whom=case.adult.name if case.adult else "", reached=said.reached,
        happened_at=said.happened_at, what_was_said=said.what_was_said, recorded_by=by,
        channel=said.channel or "", made_safe=said.made_safe, told=said.told, try_again_at=said.try_again_at,
    )  # fmt: skip
    settle_attempts(case, contact, by)
    _keep_safe_contact(case, said, by)
    _keep_voice(case, said, by)
    if said.reached == Reached.SPOKE:
        settle(case, StepName.ADULT, StepState.DONE, f"Spoke with the adult on {said.happened_at:%-d %B %Y}", by)
    first_step_by(case, contact)
    tell_contact(case, contact, by)
    detail = {"party": Party.ADULT, "reached": said.reached, "capacity": bool(said.decision), "consent": said.to_sharing}
    record(Verb.CONTACT_LOGGED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return contact


@transaction.atomic
def check_history(*, reference: str, found: str, las_id: str, seen: int, by: User) -> Step:
    """What the council already knows of this adult, and the id by which both records find each other (step 2). `seen`: how the
    step stood on the page.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    refuse_if_settled(case, StepName.HISTORY, seen)
    if case.adult and las_id and las_id != case.adult.las_id:
        record_las_id(adult_id=case.adult_id, las_id=las_id, by=by)
    words = f"LAS id {las_id}. {found}" if las_id else f"No record on LAS. {found}"
    step = settle(case, StepName.HISTORY, StepState.DONE, words, by)
    tell(case, f"History checked on LAS: {found}", source="LAS", by=by, agency_id=by.organisation_id)
    detail = {"step": StepName.HISTORY, "state": StepState.DONE}
    record(Verb.STEP_SETTLED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return step


class SafeContactMoved(Exception):
    """Somebody else recorded another safe way while this was written; the message says which."""


def _keep_safe_contact(case: Case, said: Conversation, by: User) -> None:
    """Whoever rings next goes by this: nobody's word on it is overwritten unread."""
    if case.adult is None:
        return
    adult = Adult.objects.select_for_update().get(pk=case.adult_id)
    if said.safe_was and said.safe_was != safe_mark(adult.safe_by, adult.safe_when, adult.communication_needs):
        now = ", ".join(filter(None, [adult.get_safe_by_display(), adult.safe_when, adult.communication_needs]))
        raise SafeContactMoved(f"Somebody recorded while you wrote: {now}. Look at what you wrote beside that, then send it again")
    told = {"safe_by": said.safe_by, "safe_when": said.safe_when, "communication_needs": said.communication_needs}
    if any(getattr(adult, name) != value for name, value in told.items()):
        record_safe_contact(adult_id=case.adult_id, by=by, **told)


def _keep_voice(case: Case, said: Conversation, by: User) -> None:
    """Only what was answered: an attempt that reached nobody doesn't take the place of what the adult said before."""
    if any(getattr(said, name) for name in WISHES):
        case.wishes.create(recorded_by=by, **{name: getattr(said, name) for name in WISHES})
    if said.decision:
        answers = {name: getattr(said, name) for name in FUNCTIONS}
        case.capacities.create(
            decision=said.decision, evidence=said.evidence, support=said.support, impairment=said.impairment or "",
            because_of_it=said.because_of_it or "", recorded_by=by, **answers,
        )  # fmt: skip
    if said.on_consent:
        case.consents.create(
            to_referral=said.to_referral, to_sharing=said.to_sharing, limits=said.limits, basis=said.basis or "",
            basis_reason=said.basis_reason, recorded_by=by,
        )  # fmt: skip
