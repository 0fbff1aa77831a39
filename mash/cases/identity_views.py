"""What the adult says of themselves, what happened to them, and what they need for protection, support and redress."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.roles import Permission

from .access import case_for, permit_on
from .identity import identity_kept, newest_trauma, redress_on, trauma_of
from .identity_forms import IdentityForm, RedressForm, TraumaForm
from .pages import case_page, stale_page
from .services.identity import record_identity, record_redress, record_trauma
from .services.locking import Stale

PAGE = "cases:around"


def identity(request: HttpRequest, reference: str) -> HttpResponse:
    """All parts on one page, as they were told last; only what is new is recorded."""
    case = _workable(request, reference, "record_identity")
    form = IdentityForm(_posted(request), initial=identity_kept(case))
    return _act(request, case, form, lambda: record_identity(reference=reference, by=request.user, **form.values()), "cases/record_identity.html")


def trauma(request: HttpRequest, reference: str) -> HttpResponse:
    """What helps, what to avoid, and what happened if it must be known."""
    case = _workable(request, reference, "record_trauma")
    form = TraumaForm(_posted(request), initial={"seen": newest_trauma(case)})
    return _act(
        request, case, form, lambda: record_trauma(reference=reference, said=form.said(), seen=form.cleaned_data["seen"], by=request.user), "cases/record_trauma.html",
        told=trauma_of(request.user, case),
    )  # fmt: skip


def redress(request: HttpRequest, reference: str) -> HttpResponse:
    """Protection, support and redress, and how each might be met."""
    case = _workable(request, reference, "record_redress")
    standing = redress_on(case)
    form = RedressForm(_posted(request), initial={"seen": standing.pk if standing else 0})
    return _act(
        request, case, form, lambda: record_redress(reference=reference, said=form.said(), seen=form.cleaned_data["seen"], by=request.user), "cases/record_redress.html",
        redress=standing,
    )  # fmt: skip


def _workable(request: HttpRequest, reference: str, purpose: str) -> Any:
    case = case_for(request.user, reference, purpose=purpose)
    permit_on(request.user, case, Permission.WORK_CASES)
    return case


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _act(request: HttpRequest, case: Any, form: Form, service: Callable[[], Any], template: str, **context: Any) -> HttpResponse:
    """The page with its form; filled in well, the service is asked. Whoever comes second keeps their words."""
    if form.is_valid():
        try:
            service()
        except Stale as stale:
            return stale_page(request, stale, form)
        messages.success(request, "Recorded. What stood there before is kept.")
        return redirect(PAGE, case.reference)
    return case_page(request, case, template, form=form, **context)
