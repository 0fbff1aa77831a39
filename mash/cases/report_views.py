"""Writing a report with recommendations, signing it, and handing out the one that was kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.documents.pdf import PdfUnavailable

from .access import case_for, may_on, permit_on
from .pages import case_page, stale_page
from .report_forms import WriteReportForm, begun_with, typed_so_far
from .rules import to_report
from .services.locking import Stale
from .services.written_reports import ReportRefused, draft_report, sign_report
from .states import Stage
from .written import draft_of, level_now, next_number, written_report_of, written_reports_of


@require_safe
def written_reports(request: HttpRequest, reference: str) -> HttpResponse:
    """The reports that were signed, and the draft that somebody is writing."""
    case = case_for(request.user, reference, purpose="written reports")
    level = level_now(case)
    may_write = level is not None and may_on(request.user, case, to_report(Stage(case.stage)))
    shown = {"reports": written_reports_of(case), "level": level, "may_write": may_write}
    return case_page(request, case, "cases/written_reports.html", **shown)


def write_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Analysis and recommendations in words; the rest of the report is drawn from the record when it is signed."""
    case = case_for(request.user, reference, purpose="write_report")
    permit_on(request.user, case, Permission.WORK_CASES)
    permit_on(request.user, case, to_report(Stage(case.stage)))
    level = level_now(case)
    if level is None and request.method != "POST":
        messages.info(request, "A written report is made in triage (Level 2) or in an enquiry (Level 3).")
        return redirect("cases:written_reports", reference)
    draft, signing = draft_of(case), request.POST.get("to") == "sign"
    if request.POST.get("to") == "more":
        form = WriteReportForm(initial=typed_so_far(request.POST), more=True)
        # Nothing was sent yet: the words are on the page, and not called unsent.
        return case_page(request, case, "cases/write_report.html", form=form, written=draft, level=level, draft=None)
    form = WriteReportForm(request.POST if request.method == "POST" else None, initial=begun_with(draft, next_number(case)), signing=signing)
    if form.is_valid():
        try:
            return _carry_out(request, reference, form)
        except Stale as stale:
            return stale_page(request, stale, form)
        except ReportRefused as refused:
            form.add_error(None, str(refused))
        except PdfUnavailable as missing:
            form.add_error(None, f"This machine cannot draw documents yet, so nothing was signed. Save the draft. Tell whoever runs it: {missing}")
    return case_page(request, case, "cases/write_report.html", form=form, written=draft, level=level)


def _carry_out(request: HttpRequest, reference: str, form: WriteReportForm) -> HttpResponse:
    service = sign_report if form.signing else draft_report
    report = service(reference=reference, by=request.user, **form.answers())
    done = f"Report {report.number} is signed and kept." if form.signing else "The draft is saved."
    messages.success(request, done)
    return redirect("cases:written_reports" if form.signing else "cases:write_report", reference)


@require_safe
def written_report(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The bytes as they were kept, to be saved and not opened within the browser's page."""
    case = case_for(request.user, reference, purpose=f"written report {number}")
    found = written_report_of(case, number)
    if found is None:
        raise Http404
    document = found.document
    headers = {"Content-Disposition": f'attachment; filename="{document.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(document.content), content_type=document.content_type, headers=headers)
