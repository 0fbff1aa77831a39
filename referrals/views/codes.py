"""A new secret code for a referrer who has lost theirs: made on purpose, and shown once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit_on
from mash.cases.pages import case_page

from ..forms.sorting import NewCodeForm
from ..queries import caution_on, report_of
from ..services.codes import new_code_of, renew_code
from ..services.reading import ReportRefused

MADE = "code_made"


def new_code(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """The session keeps only the key of the page that made the code, and only until it was shown."""
    case = case_for(request.user, reference, purpose="new_code")
    permit_on(request.user, case, Permission.COMPOSE_FEEDBACK)
    found = report_of(case, report)
    made = request.session.pop(MADE, None) if request.method == "GET" else None
    code = new_code_of(UUID(made["key"])) if made and made["report"] == report else ""
    form = NewCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = form.cleaned_data["once"]
        try:
            renew_code(reference=reference, report=report, once_key=key, by=request.user)
        except ReportRefused as refused:
            form.add_error(None, str(refused))
        else:
            request.session[MADE] = {"key": str(key), "report": report}
            return redirect("referrals:new_code", reference, report)
    context = {"form": form, "report": found, "code": code, "caution": caution_on(found)}
    return case_page(request, case, "referrals/new_code.html", **context)
