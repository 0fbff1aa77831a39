"""Going on to a further enquiry, and concluding one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.adult_states import OutcomesMet
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.record import look_at
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock, start_clock, start_owed
from mash.cases.services.decisions import decide
from mash.cases.services.first_steps import wait_for_nothing
from mash.cases.services.locking import locked_case
from mash.cases.states import Clock, DecisionKind, Stage
from mash.organisations.queries import agencies
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Enquiry
from ..queries.enquiry import type_names
from ..queries.records import as_risk_end, as_tested, open_enquiry, risks_of, test_in_force
from ..rules import NextEnquiry, RiskEnd, conclusion_blockers, may_start, statutory_basis
from ..states import AssessmentOutcome, Basis, EnquiryKind, Follows, RiskOutcome, Route
from .refusals import EnquiryRefused, refuse_if
from .risks import end_risk


@transaction.atomic
def start_enquiry(*, reference: str, version: int, following: NextEnquiry, findings: str, rationale: str, by: User) -> Enquiry:
    """The MASH enquiry ends with what it found, and a section 42 or non-statutory enquiry goes on for the adult.

    Whoever held the one holds the other. The way it was begun and what the national return counts it as are kept apart.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.HOLD_ENQUIRY, version=version)
    before, test = open_enquiry(case), test_in_force(case)
    refuse_if(may_start(Stage(case.stage), following.kind, as_tested(test), before is not None))
    at, basis, seen = timezone.now(), statutory_basis(test.all_met), look_at(case)
    _end(before, findings, basis, at)
    after = _begin(case, following, before.holder, basis, at)
    snapshot = {"kind": after.kind, "route": after.route, "basis": basis, "findings": findings, "test": test.decision_id}
    outcome = f"{EnquiryKind(after.kind).label} begins"
    told = [
        ("What the MASH enquiry found", findings), ("How it is made", Route(after.route).label),
        ("By", after.caused_agency.name if after.caused_agency else ""), ("Counts as", basis.label), ("To find out", after.scope),
    ]  # fmt: skip
    decide(
        case, DecisionKind.ENQUIRY, outcome=outcome, rationale=rationale, by=by, at=at, snapshot=snapshot, seen=seen, told=told
    )
    case.save()
    tell(case, f"{outcome}. {rationale}", source=by.name, by=by, at=at, kind=EntryKind.DECISION)
    detail = {"kind": after.kind, "route": after.route, "basis": basis}
    record(Verb.ENQUIRY_STARTED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return after


def _begin(case: Case, following: NextEnquiry, holder: User, basis: Basis, at: datetime) -> Enquiry:
    agency = agencies().filter(pk=following.caused_agency_id or 0).first()
    if following.route == Route.CAUSED and agency is None:
        raise EnquiryRefused("Choose the agency that is caused to make the enquiry.")
    case.start_section_42() if following.kind == EnquiryKind.SECTION_42 else case.start_non_statutory()
    case.decided_at = None
    _meet_clocks(case, at)
    for clock in (Clock.ENQUIRY, Clock.ENQUIRY_LOOK):
        start_clock(case, clock, at=at)
    return case.enquiries.create(
        kind=following.kind, holder=holder, route=following.route, basis=basis, scope=following.scope, started_at=at,
        caused_agency=agency if following.route == Route.CAUSED else None,
        crime_investigated=following.crime_investigated,
    )  # fmt: skip


@transaction.atomic
def conclude_enquiry(
    *, reference: str, version: int, findings: str, outcomes_met: OutcomesMet, follows: Follows, rationale: str, by: User,
    risks: dict[int, tuple[str, str]] | None = None,
) -> Enquiry:  # fmt: skip
    """The enquiry ends: what was found about each risk, whether the adult got what they wanted, and what follows.

    `risks`: assessment and outcome by the risk's number. The hub's work can end; feedback to each referrer is now due.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.HOLD_ENQUIRY, version=version)
    enquiry, test, seen = open_enquiry(case), test_in_force(case), look_at(case)
    _end_risks(case, risks or {})
    ends = [as_risk_end(risk, type_names()) for risk in risks_of(case)]
    refuse_if("\n".join(conclusion_blockers(enquiry is not None, as_tested(test), ends)))
    at = timezone.now()
    enquiry.outcomes_met = outcomes_met
    _end(enquiry, findings, statutory_basis(test.all_met), at)
    kind = EnquiryKind(enquiry.kind)
    snapshot = {
        "kind": kind, "basis": enquiry.basis, "follows": follows, "outcomes_met": outcomes_met, "findings": findings,
        "risks": [{"risk": r.words, "assessment": r.assessment, "outcome": r.outcome} for r in ends],
    }  # fmt: skip
    outcome = f"{kind.label} concluded: {follows.label.lower()}"
    told = [
        ("What was found", findings), *((risk.words, _ended(risk)) for risk in ends),
        ("The adult’s desired outcomes", outcomes_met.label), ("Counts as", Basis(enquiry.basis).label), ("What follows", follows.label),
    ]  # fmt: skip
    decide(
        case, DecisionKind.ENQUIRY, outcome=outcome, rationale=rationale, by=by, at=at, snapshot=snapshot, seen=seen, told=told
    )
    _meet_clocks(case, at)
    wait_for_nothing(case)
    case.decided_at = at
    case.save()
    start_owed(case, Clock.FEEDBACK, at=at)
    tell(case, f"{outcome}. {findings}", source=by.name, by=by, at=at, kind=EntryKind.DECISION)
    detail = {"kind": kind, "basis": enquiry.basis, "follows": follows}
    record(Verb.ENQUIRY_CONCLUDED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return enquiry


def _ended(risk: RiskEnd) -> str:
    """What was found about one risk and what became of it, in words."""
    found = [AssessmentOutcome(risk.assessment).label] if risk.assessment else []
    return ". ".join(found + ([RiskOutcome(risk.outcome).label] if risk.outcome else []))


def _end_risks(case: Case, ends: dict[int, tuple[str, str]]) -> None:
    for risk in risks_of(case):
        if risk.number in ends:
            end_risk(risk, *ends[risk.number])


def _end(enquiry: Enquiry, findings: str, basis: Basis, at: datetime) -> None:
    enquiry.conclude(findings, at)
    enquiry.basis = basis
    enquiry.save()


def _meet_clocks(case: Case, at: datetime) -> None:
    for clock in (Clock.ENQUIRY, Clock.ENQUIRY_LOOK):
        meet_clock(case, clock, at=at)
