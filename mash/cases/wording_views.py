"""The list of terms that are asked about before words are kept: seen by the hub, kept by managers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission

from .access import permit
from .kept_pages import kept_page
from .services.wording import TermRefused, add_term, change_term
from .wording_forms import AddTermForm, ChangeTermForm
from .wording_queries import listed_terms, term_with_history


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Every term, why it is asked about, what to say instead, and who changed it last."""
    if not request.user.may(Permission.WORK_CASES):
        permit(request.user, Permission.SEE_CASES, subject="terms")
    context = {"terms": listed_terms(), "may_keep": request.user.may(Permission.KEEP_TERMS)}
    return render(request, "cases/terms.html", context)


def add(request: HttpRequest) -> HttpResponse:
    permit(request.user, Permission.KEEP_TERMS, subject="terms")
    form = AddTermForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            term = add_term(by=request.user, **form.cleaned_data)
        except TermRefused as refused:
            form.add_error("phrase", str(refused))
        else:
            messages.success(request, f"“{term}” is asked about from now on.")
            return redirect("cases:terms")
    return kept_page(request, "cases/change_term.html", form=form, term=None)


def change(request: HttpRequest, term_id: int) -> HttpResponse:
    """One term with its history: word it better, or switch it off or on."""
    permit(request.user, Permission.KEEP_TERMS, subject="terms")
    term = term_with_history(term_id)
    if term is None:
        raise Http404
    now = {name: getattr(term, name) for name in ("phrase", "why", "instead", "active")}
    form = ChangeTermForm(request.POST if request.method == "POST" else None, initial=now | {"seen": len(term.changes.all())})
    if form.is_valid():
        try:
            change_term(term_id=term_id, by=request.user, **form.cleaned_data)
        except TermRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The list is changed. What stood there before is kept.")
            return redirect("cases:terms")
    return kept_page(request, "cases/change_term.html", form=form, term=term)
