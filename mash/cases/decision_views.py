"""A case's decisions as they were kept, their documents, and the case as it was known at a moment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.documents.pdf import PdfUnavailable

from .access import case_for, may_on
from .decided import as_known as known_at
from .decided import decision_of, decision_shown, decisions_of, timescales_named
from .forms import AsKnownForm
from .pages import case_page
from .services.decision_pdfs import pdf_of
from .work_items import answered_tasks


@require_safe
def decisions(request: HttpRequest, reference: str) -> HttpResponse:
    """Every decision, the newest first, with what it was made without; which tasks were answered; and where to look back to
    any moment.
    """
    case = case_for(request.user, reference, purpose="decisions")
    tasks = answered_tasks(request.user, case)
    return case_page(request, case, "cases/decisions.html", decisions=decisions_of(case), tasks=tasks, form=AsKnownForm())


@require_safe
def decision(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One decision: what was decided and why, what it rested on, what was outstanding, what would change it."""
    case = case_for(request.user, reference, purpose=f"decision {number}")
    found = decision_of(case, number)
    if found is None:
        raise Http404
    shown = decision_shown(found, number)
    timescales = timescales_named(found.versions.get("timescales", ""))
    may_dispute = may_on(request.user, case, Permission.RAISE_DISPUTE)
    return case_page(request, case, "cases/decision.html", kept=found, timescales_id=timescales, may_dispute=may_dispute, **shown)


@require_safe
def decision_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The bytes as they were kept, to be saved and not opened within the browser's page."""
    case = case_for(request.user, reference, purpose=f"decision {number} as PDF")
    found = decision_of(case, number)
    if found is None:
        raise Http404
    try:
        document = pdf_of(decision_id=found.pk)
    except PdfUnavailable as missing:
        shown = {
            "missing": str(missing), "back_url": reverse("cases:decision", args=[reference, number]), "back": "Back to the decision",
            "kept": "The decision is kept, and its document is drawn once that is mended.",
        }  # fmt: skip
        return case_page(request, case, "cases/pdf_unavailable.html", status=503, **shown)
    headers = {"Content-Disposition": f'attachment; filename="{document.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(document.content), content_type=document.content_type, headers=headers)


@require_safe
def as_known(request: HttpRequest, reference: str) -> HttpResponse:
    """The case as the record stood at the end of a minute that has passed."""
    case = case_for(request.user, reference, purpose="as known at a moment")
    form = AsKnownForm(request.GET if request.GET else None)
    shown = known_at(case, form.moment()) if form.is_valid() else {}
    return case_page(request, case, "cases/as_known.html", form=form, **({"record": None} | shown))
