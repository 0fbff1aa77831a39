"""Agreements: what stands, what lapses, and ending one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit

from .. import queries
from ..changes import waiting
from ..services.agreements import end_agreement as end
from ..states import ChangeKind


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Who signed what, until when, and who is not covered."""
    permit(request.user, Permission.SEE_PARTNERS, subject="agreements")
    context = {
        "rows": queries.agreements(timezone.localdate()),
        "uncovered": queries.uncovered(),
        "waiting": [row for row in waiting() if row.change.kind == ChangeKind.AGREEMENT],
        "may_end": request.user.may(Permission.MANAGE_AGREEMENTS),
        "may_propose": request.user.may(Permission.PROPOSE_PARTNERS),
        "may_approve": request.user.may(Permission.APPROVE_PARTNERS),
    }
    return render(request, "partners/agreements.html", context)


def end_agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Look at what ending it does; then end it."""
    permit(request.user, Permission.MANAGE_AGREEMENTS, subject=str(agreement_id))
    row = queries.agreement(agreement_id, timezone.localdate())
    if row is None or not row.may_end:
        raise Http404
    if request.method == "POST":
        end(agreement_id=agreement_id, by=request.user)
        messages.success(request, f"Ended: {row.agreement.title}. The portal is shut to its signatories from now on.")
        return redirect("partners:agreements")
    return render(request, "partners/end_agreement.html", {"row": row})
