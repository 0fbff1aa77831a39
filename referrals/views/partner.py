"""People of other agencies send concerns signed in, and follow what their agency sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list
from thresholds.queries import abuse_types

from ..access import own_referral_for
from ..desk_queries import last_role, own_page
from ..forms.keying import SendConcernForm, report_of
from ..queries import promises, status_of
from ..services.referring import send_concern
from ..states import Danger


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What this person's agency sent, and how far each report has got."""
    permit(request.user, Permission.REFER, subject="own_referrals")
    page = own_page(request.user, request.GET.get("page", "1"))
    record_list(request.user, [row.report.reference for row in page], where="own_referrals")
    return render(request, "referrals/own_referrals.html", {"page": page, "agency": request.user.organisation})


@require_safe
def followed(request: HttpRequest, report: str) -> HttpResponse:
    """One report: what the public status page would show of it, beside the agency's own words."""
    permit(request.user, Permission.REFER, subject=report)
    found = own_referral_for(request.user, report, purpose="own_referral")
    return render(request, "referrals/own_referral.html", {"report": found, "status": status_of(found)})


def send(request: HttpRequest) -> HttpResponse:
    """A concern, signed with the account of whoever sends it."""
    permit(request.user, Permission.REFER, subject="send_concern")
    data = request.POST if request.method == "POST" else None
    form = SendConcernForm(data, initial={"referrer_role": last_role(request.user)}, abuse_types=abuse_types())
    if form.is_valid():
        answers = form.cleaned_data
        sent = send_concern(
            once_key=answers["once"], report=report_of(answers), author_only=answers["author_only"], by=request.user
        )
        messages.success(request, f"We have received it. Your reference is {sent.reference}.")
        if answers["danger"] == Danger.YES:
            messages.warning(request, "If you have not done so yet: ring 999 while somebody is in danger.")
        return redirect("referrals:own_referral", sent.reference)
    return render(request, "referrals/send_concern.html", {"form": form, "times": promises()})
