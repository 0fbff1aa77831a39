"""What may be recorded after a decision: each change by its own use case, whatever it is refused for left out."""

import random
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone
from django_fsm import TransitionNotAllowed

from enquiries.services.holding import scope_enquiry, take_enquiry
from enquiries.services.refusals import EnquiryRefused
from enquiries.services.risks import assess_risk, record_risk
from enquiries.states import Place
from mash.accounts import governing
from mash.cases.access import search_mark
from mash.cases.adult_states import OutcomesMet
from mash.cases.models import Case, TimescaleVersion
from mash.cases.rules import Offer, Without
from mash.cases.services.adults import correct_adult
from mash.cases.services.cases import (
    add_note,
    create_adult_for_case,
    reopen_case,
    take_case,
    take_protective_action,
    unlink_adult,
)
from mash.cases.services.clocks import NotLate, explain_breach
from mash.cases.services.closing import NotYet, close_case
from mash.cases.services.connections import offer_connection
from mash.cases.services.holds import lift_police_hold, set_police_hold
from mash.cases.services.locking import Stale
from mash.cases.services.records import log_contact, record_consultation, record_source_of_harm
from mash.cases.services.steps import settle
from mash.cases.states import Clock, Hold, MadeBy, Nature, Outcome, Party, Rag, Reached, StepName, StepState
from mash.people.services import CorrectionRefused, record_las_id, record_safe_contact
from mash.people.states import SafeBy
from mash.trail.services import System
from partners.models import Check
from partners.rules import Ask
from partners.services.answering import answer_check
from partners.services.asking import NotPossible, ask_partner, read_answer, withdraw_check
from partners.states import Answer, Basis, CheckState
from referrals.services.reading import ReportRefused, classify_referral, join_referral, read_referrals
from referrals.states import Class
from tests.factories import facts, make_case, make_referral, no_concern, previewed
from thresholds.models import MatrixVersion
from thresholds.queries import forget
from thresholds.rules import UnknownCode
from triage.services import RatingRefused, rate_concern

REFUSALS = (
    CorrectionRefused, EnquiryRefused, NotYet, NotPossible, RatingRefused, ReportRefused, Stale, TransitionNotAllowed, UnknownCode, NotLate,
)  # fmt: skip
Change = Callable[[Case, SimpleNamespace, random.Random], object]


def corrected(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    adult = case.adult
    if adult:
        said = {name: getattr(adult, name) for name in ("family_name", "known_as", "born_on", "nhs_number", "las_id", "phone", "description")}
        correct_adult(
            adult_reference=adult.reference, seen=adult.changes.count(), reason="Misheard.", by=people.duty_worker, postcode="LU2 9ZZ",
            given_name=f"Changed{chance.randrange(999)}", address=f"{chance.randrange(99)} Other Street", **said,
        )  # fmt: skip


def reached(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    if case.adult:
        how = {"safe_by": chance.choice([SafeBy.PHONE, SafeBy.NONE]), "safe_when": "Never", "communication_needs": "Signing"}
        record_safe_contact(adult_id=case.adult_id, by=people.duty_worker, **how)
        record_las_id(adult_id=case.adult_id, las_id=f"L{chance.randrange(999)}", by=people.duty_worker)


def gathered(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    by, at = people.duty_worker, timezone.now() - timedelta(days=chance.randrange(7))
    log_contact(
        reference=case.reference, party=Party.CARER, with_whom="A niece", reached=Reached.SPOKE, happened_at=at,
        what_was_said=f"Later word {chance.random()}", by=by,
    )  # fmt: skip
    record_consultation(
        reference=case.reference, senior=people.mash_manager, question="Later?", advice="Later.", agencies="", held_at=at, by=by
    )
    case.wishes.create(own_words=f"Later wish {chance.random()}", recorded_by=by)
    case.consents.create(to_referral="no", to_sharing="no", recorded_by=by)
    add_note(reference=case.reference, what="A later note", source="A niece", nature=Nature.HEARSAY, happened_at=at, by=by)
    take_protective_action(reference=case.reference, what="Later locks", by_whom="Lee", taken_at=at, by=by)
    offer_connection(reference=case.reference, offer=Offer("Later club", "Company", MadeBy.HUB), by=by)
    source = {"name": "A later nephew", "is_organisation": False, "relationship": "", "position_of_trust": True}
    record_source_of_harm(reference=case.reference, contact_with_others="", by=by, **source)
    settle(case, chance.choice(list(StepName)), StepState.NOT_NEEDED, "Settled otherwise, later", by)


def rated_again(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    colour = chance.choice(list(Rag))
    read_referrals(reference=case.reference, by=people.duty_worker)
    for report in case.referrals.filter(classed=""):
        classify_referral(reference=case.reference, report=report.reference, classed=Class.SAME_CONCERN, by=people.duty_worker)
    rate_concern(
        reference=case.reference, version=fresh(case).version, facts=facts(colour), rag=colour, rationale="A later rationale",
        seriousness=no_concern(), urgency="U3", would_change="Later", by=people.mash_manager,
    )  # fmt: skip


def reported_again(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    make_referral(case, worry=f"A later worry {chance.random()}")


def joined(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    other = make_case(people, read=False)
    read_referrals(reference=other.reference, by=people.duty_worker)
    join_referral(
        reference=other.reference, report=other.referrals.get().reference, target=case.reference, classed=Class.SAME_CONCERN,
        reason="The same.", by=people.duty_worker,
    )  # fmt: skip


def shared(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    check = Check.objects.filter(case=case, state=CheckState.ASKED).first()
    if check is None:
        ask_partner(
            reference=case.reference, asks=[Ask(people.police.pk, "Later?")], purpose="Later", basis=Basis.CRIME,
            basis_reason="Later", concern="Later", once=uuid4(), seen=previewed(case, "Later", people.police), by=people.duty_worker,
        )  # fmt: skip
    elif chance.random() < 0.7:
        answer_check(reference=check.reference, answer=Answer.SHARED, by=people.partner, text="A later answer", not_to_family="Later")
        read_answer(reference=case.reference, check_reference=check.reference, by=people.duty_worker)
    else:
        withdraw_check(reference=case.reference, check_reference=check.reference, by=people.duty_worker)


def held(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    today = timezone.localdate()
    if standing := case.police_holds.filter(lifted_at__isnull=True).first():
        lift_police_hold(reference=case.reference, seen=standing.pk, reason="Later", by=people.mash_manager)
    else:
        set_police_hold(
            reference=case.reference, hold=Hold.LIMITS, asked_by="An officer", police_reference="", reason="Later", since_on=today,
            review_on=today + timedelta(days=7), by=people.mash_manager,
        )  # fmt: skip


def enquired(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    by = people.practitioner
    if not case.enquiries.filter(state="open").exists():
        take_enquiry(reference=case.reference, version=case.version, by=by)
    scope_enquiry(reference=case.reference, version=Case.objects.get(pk=case.pk).version, scope="Later", by=by)
    record_risk(reference=case.reference, abuse_type="FIN", source_id=0, place=Place.OWN_HOME, words="Later", by=by)
    assess_risk(reference=case.reference, number=1, assessment="inconclusive_action", outcome="", by=by)


def ended(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    close_case(
        reference=case.reference, version=case.version, outcome=Outcome.NO_CONCERN, adult_told="Later", protection="Later",
        outcomes_met=OutcomesMet.PARTLY, rationale="Later", without=Without(handover="Later"), by=people.mash_manager,
    )  # fmt: skip


def reopened(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    reopen_case(reference=case.reference, version=case.version, reason="Later", by=people.duty_worker)


def taken(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    take_case(reference=case.reference, by=people.mash_manager)
    explain_breach(reference=case.reference, clock=Clock.TRIAGE_DECISION, reason="Later", by=people.duty_worker)


def about_another(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    by = people.duty_worker
    if case.adult:
        unlink_adult(reference=case.reference, version=case.version, reason="The wrong one.", by=by)
    if chance.random() < 0.5:
        create_adult_for_case(reference=case.reference, version=fresh(case).version, searched=search_mark(by, case.reference), by=by, given_name="Another", family_name="Adult")


def governed(case: Case, people: SimpleNamespace, chance: random.Random) -> None:
    """Other timescales and another matrix come into force."""
    for model in (TimescaleVersion, MatrixVersion):
        now, at = model.objects.in_force().get(), timezone.now()
        version = model.objects.create(
            name=f"later {uuid4().hex[:12]}", data=now.data, reason="Later", proposed_by=people.mash_manager, proposed_at=at,
            approved_by=people.head_of_service, approved_at=at, starts_at=at,
        )  # fmt: skip
        governing.put_in_force(version, at=timezone.now(), by=System("test"))
    forget()


CHANGES: list[Change] = [
    corrected, reached, gathered, rated_again, reported_again, joined, shared, held, enquired, ended, reopened, taken, about_another,
    governed,
]  # fmt: skip


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
