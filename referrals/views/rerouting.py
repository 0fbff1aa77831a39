"""Passing a report on to another service, and recording that service's receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit_on
from mash.cases.pages import case_page

from ..desk_queries import awaited, directory
from ..forms.rerouting import TAKEN, PassOnForm, ReceiptForm
from ..forms.sorting import safe_now
from ..queries import report_of
from ..services.rerouting import Receipt, pass_on, record_receipt, take_back
from ..states import Passing
from .reports import done


def forward(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """To whom a report is passed on, how, and whether they have it."""
    case = case_for(request.user, reference, purpose="pass_on")
    permit_on(request.user, case, Permission.READ_REFERRAL)
    found = report_of(case, report)
    data, danger = request.POST if request.method == "POST" else None, found.says_danger
    form = PassOnForm(data, directory=directory(), danger=danger)

    def act() -> str:
        said = form.cleaned_data
        taken = Receipt(said["received_by"], said["passed_at"], said["their_reference"]) if said["received_by"] else None
        row = pass_on(
            reference=reference, report=report, once_key=said["once"], organisation_id=int(said["organisation"] or 0) or None,
            service=said["service"], how=Passing(said["how"]), why=said["why"], passed_at=said["passed_at"], receipt=taken,
            safe_now=safe_now(said), by=request.user,
        )  # fmt: skip
        return f"Report {report} is passed on to {row}." + ("" if taken else " A task stays open until they say that they have it.")

    if form.is_valid() and done(request, form, act):
        return redirect("referrals:reports", reference)
    return case_page(request, case, "referrals/pass_on.html", form=form, report=found)


def settle(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """The other service has it, or will not take it: then it is ours again."""
    case = case_for(request.user, reference, purpose="record_receipt")
    permit_on(request.user, case, Permission.READ_REFERRAL)
    found, row = report_of(case, report), awaited(case, report)
    if row is None and not found.reroutes.exists():
        raise Http404
    form = ReceiptForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        said = form.cleaned_data
        if said["became"] == TAKEN:
            taken = Receipt(said["received_by"], said["received_at"], said["their_reference"])
            return f"{record_receipt(reference=reference, report=report, receipt=taken, by=request.user)} has report {report}."
        take_back(reference=reference, report=report, why=said["why"], by=request.user)
        return f"Report {report} is ours again. Rate it."

    if form.is_valid() and done(request, form, act):
        return redirect("referrals:reports", reference)
    return case_page(request, case, "referrals/record_receipt.html", form=form, report=found, row=row)
