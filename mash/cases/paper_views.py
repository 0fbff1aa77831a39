"""The documents of a case: the list, drawing a chronology or a summary, handing out what was kept, and comparing a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.roles import Permission
from mash.documents.pdf import PdfUnavailable

from .access import case_for, may_on
from .chronology import lanes_in, lines_of
from .chronology_forms import ChronologyForm
from .chronology_states import Audience, PaperKind
from .pages import case_page
from .paper_forms import CheckPaperForm, DrawChronologyForm
from .papers import chronology_content, files_besides, kept_with, paper_of, papers_of, selection
from .services.papers import PaperRefused, draw_paper
from .summary import summary_content


@require_safe
def papers(request: HttpRequest, reference: str) -> HttpResponse:
    """Every document of the case, each version with its hash."""
    case = case_for(request.user, reference, purpose="documents")
    return case_page(request, case, "cases/papers.html", papers=papers_of(case), besides=files_besides(case))


def drawn(request: HttpRequest, case: Any, kind: PaperKind, back: str, **what: Any) -> HttpResponse:
    """Draw a document and lead to it; where this machine can't, say so. `back`: the page it was asked from."""
    try:
        paper = draw_paper(reference=case.reference, kind=kind, by=request.user, **what)
    except PdfUnavailable as missing:
        shown = {"missing": str(missing), "back_url": back, "back": "Back to where you were", "kept": "Everything is on record as it was."}
        return case_page(request, case, "cases/pdf_unavailable.html", status=503, **shown)
    messages.success(request, f"{kind.label}: version {paper.number} is the one that says what is on record now.")
    return redirect(reverse("cases:papers", args=[case.reference]) + f"#{paper.reference}")


@require_POST
def draw_summary(request: HttpRequest, reference: str) -> HttpResponse:
    """The case on one page, as it stands."""
    case = case_for(request.user, reference, purpose="draw summary")
    return drawn(request, case, PaperKind.SUMMARY, reverse("cases:papers", args=[reference]), write=summary_content)


def draw_chronology(request: HttpRequest, reference: str) -> HttpResponse:
    """Whole, or the selection in the address; for the hub, or without what must stay in it."""
    case = case_for(request.user, reference, purpose="draw chronology")
    chosen = ChronologyForm(request.GET or None, lanes=lanes_in(lines_of(case))).chosen()
    words, about = selection(chosen)
    form = DrawChronologyForm(request.POST if request.method == "POST" else None)
    if not may_on(request.user, case, Permission.WORK_CASES):
        form.fields["audience"].choices = [(str(Audience.HUB), Audience.HUB.label)]
    if form.is_valid():
        audience, why = Audience(form.cleaned_data["audience"]), form.cleaned_data["why"]
        back = reverse("cases:chronology", args=[reference])
        try:
            return drawn(
                request, case, PaperKind.CHRONOLOGY, back, about=about, audience=audience,
                write=lambda locked: chronology_content(locked, chosen, audience, why),
            )  # fmt: skip
        except PaperRefused as refused:
            form.add_error("audience", str(refused))
    return case_page(request, case, "cases/draw_chronology.html", form=form, selection=words)


@require_safe
def paper(request: HttpRequest, reference: str, paper: str) -> HttpResponse:
    """The bytes as they were kept, to be saved and not opened within the browser's page."""
    case = case_for(request.user, reference, purpose=f"document {paper}")
    found = paper_of(case, paper)
    if found is None:
        raise Http404
    document = found.document
    headers = {"Content-Disposition": f'attachment; filename="{document.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(document.content), content_type=document.content_type, headers=headers)


def check_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether a file that somebody holds is one that the hub keeps of this case, byte for byte."""
    case = case_for(request.user, reference, purpose="compare a document")
    form = CheckPaperForm(request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None)
    compared = form.hash() if form.is_valid() else ""
    found = kept_with(case, compared) if compared else None
    return case_page(request, case, "cases/check_paper.html", form=form, compared=compared, found=found)
