"""The tab of a case with its reports: reading them, saying what they are, setting aside and taking up again."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import case_for, may_on, permit_on
from mash.cases.pages import case_page
from mash.cases.wording_queries import remarked_in

from ..forms.sorting import ClassifyForm, SetAsideForm, TakeUpForm, safe_now
from ..letters import letters_of, message_of, why_not_a_person
from ..particulars import added
from ..queries import has_unread, has_unread_replies, report_of, reports_of
from ..services.reading import ReportRefused, classify_referral, read_referrals, set_aside_referral
from ..services.replies import read_replies
from ..services.taking_up import take_up_again
from ..states import Class, SetAside


@require_safe
def reports(request: HttpRequest, reference: str) -> HttpResponse:
    """Opening a report is reading it: that is why looking, here alone, changes something."""
    case = case_for(request.user, reference, purpose="reports")
    may_sort = request.user.may(Permission.READ_REFERRAL)
    if may_sort and request.method == "GET" and has_unread(case):
        read_referrals(reference=reference, by=request.user)
    may_tell = may_on(request.user, case, Permission.COMPOSE_FEEDBACK)
    if may_tell and request.method == "GET" and has_unread_replies(case):
        read_replies(reference=reference, by=request.user)
    found = letters_of(reports_of(case), request.user)
    remarks = remarked_in(each.reference for each in found)
    return case_page(
        request, case, "referrals/reports.html", may_sort=may_sort, may_tell=may_tell,
        reports=[(each, added(each), remarks.get(each.reference, [])) for each in found],
        may_reopen=request.user.may(Permission.DECIDE_TRIAGE),
    )  # fmt: skip


@require_safe
def message(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """The e-mail as it came, as a file: shown as a page it could do what its sender wants."""
    case = case_for(request.user, reference, purpose="message")
    permit_on(request.user, case, Permission.READ_REFERRAL)
    answer = HttpResponse(message_of(case, report), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{report}.eml"'
    return answer


def classify(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    case = case_for(request.user, reference, purpose="classify")
    permit_on(request.user, case, Permission.READ_REFERRAL)
    found = report_of(case, report)
    form = ClassifyForm(request.POST if request.method == "POST" else None, initial={"classed": found.classed})

    def sort() -> str:
        classed = Class(form.cleaned_data["classed"])
        classify_referral(reference=reference, report=report, classed=classed, by=request.user)
        return f"Report {report} is marked: {classed.label.lower()}."

    if form.is_valid() and done(request, form, sort):
        return redirect("referrals:reports", reference)
    return case_page(request, case, "referrals/classify.html", form=form, report=found)


def set_aside(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    case = case_for(request.user, reference, purpose="set_aside")
    permit_on(request.user, case, Permission.READ_REFERRAL)
    found = report_of(case, report)
    data, danger = request.POST if request.method == "POST" else None, found.says_danger
    form = SetAsideForm(data, initial=why_not_a_person(found), danger=danger)

    def sort() -> str:
        why, words = SetAside(form.cleaned_data["why"]), form.cleaned_data
        set_aside_referral(
            reference=reference, report=report, why=why, reason=words["reason"], safe_now=safe_now(words), by=request.user
        )
        return f"Report {report} is set aside. Its referrer may still be owed an answer: see Feedback."

    if form.is_valid() and done(request, form, sort):
        return redirect("referrals:reports", reference)
    return case_page(request, case, "referrals/set_aside.html", form=form, report=found)


def take_up(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """A report that was set aside is a concern after all."""
    case = case_for(request.user, reference, purpose="take_up")
    permit_on(request.user, case, Permission.READ_REFERRAL)
    found = report_of(case, report)
    form = TakeUpForm(request.POST if request.method == "POST" else None)

    def sort() -> str:
        take_up_again(reference=reference, report=report, why=form.cleaned_data["why"], by=request.user)
        return f"Report {report} is a concern again, and its case is open. Rate it."

    if form.is_valid() and done(request, form, sort):
        return redirect("referrals:reports", reference)
    return case_page(request, case, "referrals/take_up.html", form=form, report=found)


def done(request: HttpRequest, form: Form, act: Callable[[], str]) -> bool:
    """Do it and say so; if it can't be done, the form comes back with the reason and the words typed."""
    try:
        messages.success(request, act())
    except ReportRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True
