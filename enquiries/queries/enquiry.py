"""The enquiry tab, and the choices its forms offer."""

from dataclasses import dataclass
from typing import Any

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import may_on
from mash.cases.models import Case
from mash.cases.states import ENQUIRY_STAGES
from mash.organisations.queries import agencies
from thresholds.matrix import TypeKind
from thresholds.models import MatrixVersion

from ..models import Enquiry, Risk, ThreePointTest
from ..rules import RiskEnd, conclusion_blockers, risk_problem
from ..states import EnquiryState, MeetingState
from .records import as_risk_end, as_tested, open_enquiry, possible_holders, risk_words, risks_of, test_in_force

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Point:
    """One of the three points, as a page shows it."""

    words: str
    met: bool
    reason: str


POINTS = (
    ("has_needs", "The adult has needs for care and support"),
    ("at_risk", "The adult is experiencing, or at risk of, abuse or neglect"),
    ("cannot_protect", "Because of those needs the adult cannot protect themselves"),
)
"""Care Act 2014 s42(1)(a) to (c)."""


def abilities(user: User, case: Case) -> dict[str, bool]:
    """What this person may do with the case now, so that a page offers nothing that would be refused."""
    asked = {
        "work": Permission.WORK_CASES,
        "hold": Permission.HOLD_ENQUIRY,
        "allocate": Permission.ALLOCATE_ENQUIRY,
        "override": Permission.OVERRIDE_TEST,
        "propose": Permission.PROPOSE_HANDOVER,
    }
    return {word: may_on(user, case, permission) for word, permission in asked.items()}


def enquiry_page(case: Case) -> dict[str, Any]:
    """Everything the enquiry tab shows."""
    enquiries = list(case.enquiries.select_related("holder", "caused_agency"))
    current = next((e for e in enquiries if e.state == EnquiryState.OPEN), None)
    test = test_in_force(case) if enquiries else None
    names = type_names()
    risks = risks_of(case)
    for risk in risks:
        risk.type_name = names.get(risk.abuse_type, risk.abuse_type)
        risk.line = risk_words(risk, names)
    return {
        "in_enquiry": case.stage in ENQUIRY_STAGES,
        "enquiry": current,
        "concluded": [e for e in enquiries if e.state == EnquiryState.CONCLUDED],
        "risks": risks,
        "sources": list(case.sources_of_harm.all()),
        "test": test,
        "points": points_of(test),
        "wishes": case.wishes.first(),
    }


def points_of(test: ThreePointTest | None) -> list[Point]:
    """The three points with their answers and reasons."""
    if test is None:
        return []
    return [Point(words, getattr(test, name), getattr(test, f"{name}_reason")) for name, words in POINTS]



def type_names() -> dict[str, str]:
    """Names of the types of the threshold matrix in force, by code."""
    return {kind["code"]: kind["name"] for kind in _types()}


def abuse_types() -> Choices:
    """The types of abuse that a risk can have; special subjects of the matrix are none (SAC return, SG2)."""
    return [(kind["code"], kind["name"]) for kind in _types() if kind["kind"] == TypeKind.ABUSE]


def _types() -> list[dict[str, Any]]:
    in_force = MatrixVersion.objects.in_force()
    return in_force.values_list("data__types", flat=True).get()


def source_choices(case: Case) -> Choices:
    """The alleged sources of harm of this case, and that none is known."""
    return [(str(s.pk), s.name) for s in case.sources_of_harm.all()] + [("0", "Not known")]


def holder_choices(case: Case) -> Choices:
    """Practitioners of the team that has the case."""
    return [(str(person.pk), person.name) for person in possible_holders(case)]


def line_of(risk: Risk) -> str:
    """One risk in a line, with the name of its type."""
    return risk_words(risk, type_names())


def agency_choices() -> Choices:
    """Agencies that can be caused to make an enquiry."""
    return [(str(agency.pk), agency.name) for agency in agencies()]


def discussions(case: Case) -> Choices:
    """Multi-agency discussions on record: meetings that were held, and consultations with other agencies."""
    held = case.meetings.filter(state=MeetingState.HELD).prefetch_related("attendances")
    consulted = case.consultations.exclude(agencies="").select_related("senior")
    meetings = [
        (f"meeting-{m.pk}", f"{m.get_kind_display()}, {m.held_at:%-d %B %Y}: {_organisations(m)}") for m in held
    ]
    return meetings + [
        (f"consultation-{c.pk}", f"Consultation with {c.senior}, {c.held_at:%-d %B %Y}: {c.agencies}") for c in consulted
    ]


def _organisations(meeting: Any) -> str:
    return ", ".join(dict.fromkeys(a.organisation for a in meeting.attendances.all()))


def test_answers(case: Case) -> dict[str, Any]:
    """The answers of the test in force, from which a new one starts: a manager reads what the practitioner wrote."""
    test = test_in_force(case)
    if test is None:
        return {}
    return {field: getattr(test, field) for name, _ in POINTS for field in (name, f"{name}_reason")}


def risk_ends(case: Case) -> list[tuple[int, RiskEnd]]:
    """Each risk by its number, with what was found so far."""
    names = type_names()
    return [(risk.number, as_risk_end(risk, names)) for risk in risks_of(case)]


def before_concluding(case: Case, ends: list[tuple[int, RiskEnd]]) -> list[str]:
    """What must be done elsewhere before the enquiry can be concluded; the form itself asks about each risk."""
    held, tested = open_enquiry(case) is not None, as_tested(test_in_force(case))
    problems = conclusion_blockers(held, tested, [risk for _, risk in ends])
    return [problem for problem in problems if problem not in {risk_problem(risk) for _, risk in ends}]


def holder_of(enquiry: Enquiry | None) -> str:
    """Who holds the enquiry, by name; nobody is an empty word."""
    return enquiry.holder.name if enquiry else ""
