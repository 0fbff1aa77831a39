"""What the matrix asks to be done whatever the level, and what came of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit_on
from mash.cases.pages import case_page
from mash.cases.services.required import AnsweredBefore, answer_required

from ..forms import RequiredForm
from ..queries import required_named


def required(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """One of them. Whoever comes second reads what was said, with their own words still in the form."""
    case = case_for(request.user, reference, purpose="answer_required")
    permit_on(request.user, case, Permission.WORK_CASES)
    action = required_named(case, code)
    if action is None:
        raise Http404
    form = RequiredForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_required(reference=reference, code=code, came=form.said(), by=request.user)
        except AnsweredBefore as before:
            action = before.row
            form.add_error(None, str(before))
        else:
            messages.success(request, f"Recorded. {action.name} is no longer open.")
            return redirect("triage:triage", reference)
    return case_page(request, case, "triage/answer_required.html", action=action, form=form)
