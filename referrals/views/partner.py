"""People of other agencies send concerns signed in, and follow what their agency sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list
from mash.cases.agency_dispute_views import agency_dispute
from mash.cases.dispute_queries import told_disputes
from mash.cases.kept_pages import kept_page
from mash.forms.once import under_fresh_key
from mash.once import OtherWords
from thresholds.queries import abuse_types

from ..access import own_referral_for
from ..desk_queries import last_role, own_page
from ..forms.incidents import as_concern
from ..forms.keying import SendConcernForm, report_of
from ..forms.status import ReplyForm
from ..particulars import added, children_at_risk
from ..queries import files_of, promises, status_of
from ..services.referring import send_concern
from .enclosed import Enclosed, enclosed
from .status import written_again

FROM_LOG = "from_log"


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What this person's agency sent, and how far each report has got."""
    permit(request.user, Permission.REFER, subject="own_referrals")
    page = own_page(request.user, request.GET.get("page", "1"))
    record_list(request.user, [row.report.reference for row in page], where="own_referrals")
    return render(request, "referrals/own_referrals.html", {"page": page, "agency": request.user.organisation})


@require_http_methods(["GET", "HEAD", "POST"])
def followed(request: HttpRequest, report: str) -> HttpResponse:
    """One report: what the public status page would show of it, beside the agency's own words; and they may write again."""
    permit(request.user, Permission.REFER, subject=report)
    found = own_referral_for(request.user, report, purpose="own_referral")
    status = status_of(found)
    form = ReplyForm(request.POST if request.method == "POST" else None, decided=status.decided_at is not None)
    if written_again(form, report, request.user):
        messages.success(request, "We have received what you wrote. You see on this page when a person has read it.")
        return redirect("referrals:own_referral", report)
    context = {
        "told": told_disputes(request.user, report), "report": found, "followed": status, "said": added(found), "files": files_of(found), "form": form,
        "at_risk": children_at_risk(found),
    }  # fmt: skip
    return kept_page(request, "referrals/own_referral.html", **context)


def dispute(request: HttpRequest, report: str) -> HttpResponse:
    """The agency that sent a report disagrees with what was decided, or that nothing was."""
    permit(request.user, Permission.REFER, subject=report)
    found = own_referral_for(request.user, report, purpose="dispute_referral")
    back = reverse("referrals:own_referral", args=[report])
    return agency_dispute(request, reference=found.case.reference, source=report, back=back)


def send(request: HttpRequest) -> HttpResponse:
    """A concern, signed with the account of whoever sends it. What was begun as an incident can become one."""
    permit(request.user, Permission.REFER, subject="send_concern")
    files = enclosed(request)
    data = request.POST if request.method == "POST" else None
    initial = {"referrer_role": last_role(request.user)}
    if FROM_LOG in request.POST:
        data, initial = None, initial | as_concern(request.POST)
    form = SendConcernForm(data, initial=initial, abuse_types=abuse_types())
    if form.is_valid() and "remove" not in request.POST:
        try:
            return _send(request, form.cleaned_data, files)
        except OtherWords as other:
            under_fresh_key(form, f"report {other.kept.reference}")
    return kept_page(request, "referrals/send_concern.html", alike=True, form=form, enclosed=files, times=promises())


def _send(request: HttpRequest, answers: dict[str, Any], files: Enclosed) -> HttpResponse:
    """A file that could not be taken never holds the concern up: it is said afterwards."""
    sent = send_concern(
        once_key=answers["once"], report=report_of(answers), author_only=answers["author_only"], documents=files.documents,
        by=request.user,
    )  # fmt: skip
    messages.success(request, f"We have received it. Your reference is {sent.reference}.")
    for problem in files.not_taken:
        messages.warning(request, f"{problem} Tell us below what it shows.")
    return redirect("referrals:own_referral", sent.reference)
