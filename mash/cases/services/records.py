"""Recording contacts, consultations and sources of harm."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Case, Consultation, Contact, SourceOfHarm
from ..rules import contact_problem
from ..states import Channel, Party, Reached, StepName, StepState
from .attempts import settle_attempts, tell_contact
from .cases import tell
from .first_steps import first_step_by
from .locking import locked_case
from .steps import settle


class ContactRefused(Exception):
    """The contact can't have been so; the message says what to look at."""


STEP_OF = {Party.REFERRER: StepName.REFERRER, Party.ADULT: StepName.ADULT}


@transaction.atomic
def log_contact(
    *, reference: str, party: Party, with_whom: str, reached: Reached, happened_at: datetime, what_was_said: str, by: User,
    channel: Channel | None = None, try_again_at: datetime | None = None,
) -> Contact:  # fmt: skip
    """Keep one attempt at contact, reached or not. Speaking with the referrer or the adult settles that step."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    refuse_too_early(case, happened_at)
    contact = case.contacts.create(
        party=party, with_whom=with_whom, reached=reached, happened_at=happened_at, what_was_said=what_was_said, recorded_by=by,
        channel=channel or "", try_again_at=try_again_at,
    )  # fmt: skip
    settle_attempts(case, contact, by)
    if reached == Reached.SPOKE and party in STEP_OF:
        settle(case, STEP_OF[party], StepState.DONE, f"Spoke on {happened_at:%-d %B %Y}", by)
    first_step_by(case, contact)
    tell_contact(case, contact, by)
    record(Verb.CONTACT_LOGGED, chain=f"case:{reference}", by=by, subject=reference, detail={"party": party, "reached": reached})
    return contact


def refuse_too_early(case: Case, happened_at: datetime) -> None:
    """No contact about a concern is kept that would lie long before it."""
    problem = contact_problem(happened_at, localtime(case.opened_at))
    if problem:
        raise ContactRefused(problem)


@transaction.atomic
def record_consultation(
    *, reference: str, senior: User, question: str, advice: str, agencies: str, held_at: datetime, by: User
) -> Consultation:
    """A senior was asked and advised: nobody decides the hard ones alone (standard step 6). What a practitioner advises a
    colleague is kept the same way, and settles nothing: the step asks for a senior or manager.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    consultation = case.consultations.create(
        senior=senior, question=question, advice=advice, agencies=agencies, held_at=held_at, recorded_by=by
    )
    if senior.may(Permission.RATE_LOWER):
        settle(case, StepName.CONSULTATION, StepState.DONE, f"Consulted {senior.name}", by)
    tell(case, f"Consulted {senior.name}: {advice}", source=senior.name, by=by, at=held_at, agency_id=senior.organisation_id)
    record(Verb.CONSULTATION_RECORDED, chain=f"case:{reference}", by=by, subject=reference)
    return consultation


@transaction.atomic
def record_source_of_harm(
    *, reference: str, name: str, is_organisation: bool, relationship: str, position_of_trust: bool,
    contact_with_others: str, by: User,
) -> SourceOfHarm:  # fmt: skip
    """Who is alleged to be the source of harm, and whom else they meet."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    source = case.sources_of_harm.create(
        name=name, is_organisation=is_organisation, relationship=relationship, position_of_trust=position_of_trust,
        contact_with_others=contact_with_others, recorded_by=by,
    )  # fmt: skip
    record(Verb.SOURCE_RECORDED, chain=f"case:{reference}", by=by, subject=reference)
    return source
