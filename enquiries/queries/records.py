"""The rows that services and pages start from: the open enquiry, the test in force, the n-th meeting."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.queries import people_of, who_may
from mash.accounts.roles import Permission
from mash.cases.models import Case
from mash.cases.states import Clock

from ..models import Enquiry, Handover, PlanAction, Risk, StatementVersion, ThreePointTest
from ..rules import LatestTest, RiskEnd
from ..states import EnquiryKind, EnquiryState, HandoverState, Place

Row = TypeVar("Row", bound=Model)
MOST = 10_000
"""No case has so many of anything; a larger number in an address is nobody's."""


def numbered(rows: QuerySet[Row], number: int) -> Row:
    """The n-th row of a case in the order they were made: what an address shows in place of a primary key."""
    found = rows.order_by("pk")[number - 1 : number].first() if 0 < number <= MOST else None
    if found is None:
        raise Http404
    return found


def count_up(rows: QuerySet[Row]) -> list[Row]:
    """Rows in the order they were made, each with its number."""
    listed = list(rows.order_by("pk"))
    for number, row in enumerate(listed, start=1):
        row.number = number
    return listed


def open_enquiry(case: Case) -> Enquiry | None:
    """The enquiry that somebody holds now."""
    return case.enquiries.filter(state=EnquiryState.OPEN).select_related("holder", "caused_agency").first()


def stage_began_at(case: Case) -> datetime:
    """When the MASH enquiry began: its clock has run since then, whoever takes it when."""
    clock = case.deadlines.begun().filter(clock=Clock.ENQUIRY).first()
    return clock.started_at if clock else timezone.now()


def test_in_force(case: Case) -> ThreePointTest | None:
    """The newest three-point test of this enquiry; one from before the case was reopened does not count."""
    began = case.enquiries.filter(kind=EnquiryKind.MASH).first()
    if began is None:
        return None
    tests = case.three_point_tests.select_related("decision", "decision__decided_by", "override_by")
    return tests.filter(decision__decided_at__gte=began.started_at).first()


def as_tested(test: ThreePointTest | None) -> LatestTest | None:
    """What the rules need to know of a test."""
    return LatestTest(all_met=test.all_met, overridden=bool(test.override)) if test else None


def risks_of(case: Case) -> list[Risk]:
    """The risks of a case in the order they were recorded, numbered."""
    return count_up(case.risks.select_related("source"))


def risk_words(risk: Risk, type_names: dict[str, str]) -> str:
    """One risk in a line: what kind, by whom, where."""
    who = risk.source.name if risk.source else "source not known"
    return f"{type_names.get(risk.abuse_type, risk.abuse_type)}, {who}, {Place(risk.place).label.lower()}"


def as_risk_end(risk: Risk, type_names: dict[str, str]) -> RiskEnd:
    """What the rules need to know of a risk."""
    return RiskEnd(words=risk_words(risk, type_names), assessment=risk.assessment, outcome=risk.outcome)


def statement_in_force() -> StatementVersion:
    """The wording that is read at every meeting now."""
    return StatementVersion.objects.in_force().get()


def open_handover(case: Case) -> Handover | None:
    """The handover under way."""
    under_way = case.handovers.filter(state__in=[HandoverState.PROPOSED, HandoverState.MET])
    return under_way.select_related("to_team", "to_team__group", "proposed_by").first()



def plan_actions(case: Case) -> QuerySet[PlanAction]:
    """The actions of the case's plan; none without a plan."""
    return PlanAction.objects.filter(plan__case=case)


def possible_holders(case: Case) -> QuerySet[User]:
    """Practitioners of the owning team, to whom its enquiry can be allocated."""
    return who_may(Permission.HOLD_ENQUIRY).filter(organisation=case.team_id)


def possible_owners(handover: Handover) -> QuerySet[User]:
    """People of the team that may take the case on."""
    able = who_may(Permission.WORK_CASES)
    return people_of(handover.to_team).filter(pk__in=able)
