"""Drawing a report as it was received."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mash.cases.access import case_for
from mash.cases.chronology_states import PaperKind
from mash.cases.paper_views import drawn

from ..papers import referral_content
from ..queries import report_of


@require_POST
def draw_referral(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """Only once somebody has read it: a document is no way round its first reader."""
    case = case_for(request.user, reference, purpose=f"draw report {report}")
    found = report_of(case, report)
    if found.read_at is None:
        messages.warning(request, "Nobody has read this report yet. It can be drawn once somebody has.")
        return redirect("referrals:reports", reference)
    back = reverse("referrals:reports", args=[reference])
    return drawn(request, case, PaperKind.REFERRAL, back, about=found.reference, write=lambda locked: referral_content(locked, found.reference))
