"""The enquiry tab, and each thing that is done from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.roles import Permission
from mash.cases.forms import Versioned
from mash.cases.identity import redress_on
from mash.cases.pattern_queries import open_patterns
from mash.cases.services.records import record_source_of_harm

from ..forms.enquiry import (
    AllocateForm,
    AssessRiskForm,
    ConcludeForm,
    RiskForm,
    ScopeForm,
    SourceForm,
    StartEnquiryForm,
    ThreePointTestForm,
)
from ..queries import enquiry as asked
from ..queries import records
from ..services.enquiries import conclude_enquiry, start_enquiry
from ..services.holding import allocate_enquiry, scope_enquiry, take_enquiry
from ..services.risks import assess_risk, record_risk
from ..services.three_point import record_three_point_test
from .acting import act, carry_out, case_of, page, posted, warn

TAB = "enquiries:enquiry"


@require_safe
def enquiry(request: HttpRequest, reference: str) -> HttpResponse:
    """The tab: who holds the enquiry, what it is to find out, risks, the test, reports."""
    case = case_of(request, reference, "enquiry")
    return page(request, case, "enquiries/enquiry.html", **asked.enquiry_page(case))


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """A button on the tab: the practitioner takes the enquiry."""
    case_of(request, reference, "take_enquiry", Permission.HOLD_ENQUIRY)
    form, then = Versioned(request.POST), redirect(TAB, reference)
    done = "You hold this enquiry and own the case."
    if form.is_valid() and (answer := carry_out(request, form, take_enquiry, then=then, done=done, reference=reference)):
        return answer
    warn(request, form)
    return then


def allocate(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "allocate_enquiry", Permission.ALLOCATE_ENQUIRY)
    form = AllocateForm(posted(request), initial={"version": case.version}, holders=asked.holder_choices(case))
    return act(
        request, case, form, allocate_enquiry, "enquiries/allocate_enquiry.html",
        then=redirect(TAB, reference), done="The enquiry is allocated.",
    )  # fmt: skip


def scope(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "scope_enquiry", Permission.HOLD_ENQUIRY)
    current = records.open_enquiry(case)
    stands = current.scope if current else ""
    form = ScopeForm(posted(request), initial={"scope": stands, "version": case.version})
    return act(
        request, case, form, scope_enquiry, "enquiries/scope_enquiry.html",
        then=redirect(TAB, reference), done="Objectives saved.", redress=redress_on(case), stands=stands,
    )  # fmt: skip


def source(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "record_source", Permission.WORK_CASES)
    form = SourceForm(posted(request))
    return act(
        request, case, form, record_source_of_harm, "enquiries/record_source.html",
        then=redirect(TAB, reference), done="Source of harm recorded.",
    )  # fmt: skip


def risk(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "record_risk", Permission.HOLD_ENQUIRY)
    form = RiskForm(posted(request), types=asked.abuse_types(), sources=asked.source_choices(case))
    return act(
        request, case, form, record_risk, "enquiries/record_risk.html",
        then=redirect(TAB, reference), done="Risk recorded.",
    )  # fmt: skip


def assess(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_of(request, reference, "assess_risk", Permission.HOLD_ENQUIRY)
    found = records.numbered(case.risks.select_related("source"), number)
    form = AssessRiskForm(posted(request), initial={"assessment": found.assessment, "outcome": found.outcome})
    return act(
        request, case, form, assess_risk, "enquiries/assess_risk.html", then=redirect(TAB, reference),
        done="Assessment saved.", where={"number": number}, risk=found, line=asked.line_of(found),
    )  # fmt: skip


def three_point_test(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "three_point_test", Permission.HOLD_ENQUIRY)
    form = ThreePointTestForm(
        posted(request), initial=asked.test_answers(case) | {"version": case.version},
        discussions=asked.discussions(case), may_override=request.user.may(Permission.OVERRIDE_TEST),
    )  # fmt: skip
    return act(
        request, case, form, record_three_point_test, "enquiries/three_point_test.html",
        then=redirect(TAB, reference), done="Three-point test recorded.",
        patterns=open_patterns(request.user, case),
    )  # fmt: skip


def start(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "start_enquiry", Permission.HOLD_ENQUIRY)
    form = StartEnquiryForm(posted(request), initial={"version": case.version}, agencies=asked.agency_choices())
    return act(
        request, case, form, start_enquiry, "enquiries/start_enquiry.html",
        then=redirect(TAB, reference), done="The enquiry has begun.", test=records.test_in_force(case),
    )  # fmt: skip


def conclude(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "conclude_enquiry", Permission.HOLD_ENQUIRY)
    ends = asked.risk_ends(case)
    form = ConcludeForm(posted(request), initial={"version": case.version}, risks=ends)
    blockers = asked.before_concluding(case, ends) if request.method == "GET" else []
    return act(
        request, case, form, conclude_enquiry, "enquiries/conclude_enquiry.html", then=redirect(TAB, reference),
        done="The enquiry is concluded. Feedback is now due.", blockers=blockers, wishes=case.wishes.first(),
    )  # fmt: skip
