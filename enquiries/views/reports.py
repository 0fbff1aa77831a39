"""Making a decision report, and handing out the one that was kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.documents.pdf import PdfUnavailable

from ..forms.enquiry import ReportForm
from ..queries.records import report_of
from ..services.reports import make_report as make
from .acting import act, case_of, page, posted


def make_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Recommendations in words; the rest of the report is drawn from the record."""
    case = case_of(request, reference, "make_report", Permission.HOLD_ENQUIRY)
    form = ReportForm(posted(request))
    try:
        return act(
            request, case, form, make, "enquiries/make_report.html", then=redirect("enquiries:enquiry", reference),
            done="The report is made and kept.",
        )  # fmt: skip
    except PdfUnavailable as missing:
        return page(request, case, "enquiries/pdf_unavailable.html", status=503, form=form, missing=str(missing))


@require_safe
def report(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The bytes as they were kept, to be saved and not opened within the browser's page."""
    case = case_of(request, reference, f"report {number}")
    document = report_of(case, number).document
    return HttpResponse(
        bytes(document.content),
        content_type=document.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{document.name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
