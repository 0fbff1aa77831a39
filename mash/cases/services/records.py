"""Recording contacts and the adult's voice, consultations, sources of harm and connections."""

from datetime import datetime

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Capacity, Connection, Consent, Consultation, Contact, SourceOfHarm, Wishes
from ..states import ConnectionState, Party, Reached, StepName, StepState
from .cases import tell
from .locking import locked_case
from .steps import settle

STEP_OF = {Party.REFERRER: StepName.REFERRER, Party.ADULT: StepName.ADULT}


@transaction.atomic
def log_contact(
    *, reference: str, party: Party, with_whom: str, reached: Reached, happened_at: datetime, what_was_said: str, by: User
) -> Contact:
    """Keep one attempt at contact, reached or not. Speaking with the referrer or the adult settles that step."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    contact = case.contacts.create(
        party=party, with_whom=with_whom, reached=reached, happened_at=happened_at, what_was_said=what_was_said, recorded_by=by
    )
    if reached == Reached.SPOKE and party in STEP_OF:
        settle(case, STEP_OF[party], StepState.DONE, f"Spoke on {happened_at:%-d %B %Y}", by)
    who = with_whom or party.label
    tell(case, f"{reached.label}: {what_was_said}", source=who, by=by, at=happened_at)
    record(Verb.CONTACT_LOGGED, chain=f"case:{reference}", by=by, subject=reference, detail={"party": party, "reached": reached})
    return contact


@transaction.atomic
def record_wishes(*, reference: str, own_words: str, desired_outcomes: str, why_not_asked: str, by: User) -> Wishes:
    """What the adult wants, in their own words; or why nobody could ask yet."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    wishes = case.wishes.create(
        own_words=own_words, desired_outcomes=desired_outcomes, why_not_asked=why_not_asked, recorded_by=by
    )
    record(Verb.WISHES_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail={"asked": not why_not_asked})
    return wishes


@transaction.atomic
def record_capacity(*, reference: str, by: User, **answers: str) -> Capacity:
    """Whether the adult can make one decision now; `answers` are the fields of Capacity in the order of the test."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    capacity = case.capacities.create(recorded_by=by, **answers)
    record(Verb.CAPACITY_RECORDED, chain=f"case:{reference}", by=by, subject=reference)
    return capacity


@transaction.atomic
def record_consent(
    *, reference: str, to_referral: str, to_sharing: str, limits: str, basis: str, basis_reason: str, by: User
) -> Consent:
    """What the adult said about the referral and sharing; without a yes, the basis on which work goes on."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    consent = case.consents.create(
        to_referral=to_referral, to_sharing=to_sharing, limits=limits, basis=basis, basis_reason=basis_reason, recorded_by=by
    )
    detail = {"referral": to_referral, "sharing": to_sharing, "basis": basis}
    record(Verb.CONSENT_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return consent


@transaction.atomic
def record_consultation(
    *, reference: str, senior: User, question: str, advice: str, agencies: str, held_at: datetime, by: User
) -> Consultation:
    """A senior was asked and advised: nobody decides the hard ones alone (standard step 6)."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    consultation = case.consultations.create(
        senior=senior, question=question, advice=advice, agencies=agencies, held_at=held_at, recorded_by=by
    )
    settle(case, StepName.CONSULTATION, StepState.DONE, f"Consulted {senior.name}", by)
    tell(case, f"Consulted {senior.name}: {advice}", source=senior.name, by=by, at=held_at)
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


@transaction.atomic
def offer_connection(*, reference: str, service: str, what_for: str, by: User) -> Connection:
    """Help that was offered to the adult; followed until it starts or bounces, never a dead end."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    connection = case.connections.create(service=service, what_for=what_for, state=ConnectionState.OFFERED, recorded_by=by)
    tell(case, f"Connection offered: {service}", source=by.name, by=by)
    record(Verb.CONNECTION_OFFERED, chain=f"case:{reference}", by=by, subject=reference, detail={"service": service})
    return connection
