"""Pages of a case about what recurs: an event in the adult's care, dismissing a pattern, and looking at it again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.roles import Permission
from mash.forms.once import under_fresh_key
from mash.once import OtherWords

from .access import case_for, permit_on, record_list
from .forms import CareEventForm, DismissPatternForm, ReopenPatternForm
from .pages import case_page, stale_page
from .pattern_queries import PatternView, patterns_of
from .services.care import record_care_event
from .services.locking import Stale
from .services.patterns import DismissalRefused, dismiss_pattern, reopen_pattern
from .states import CareKind


def care_event(request: HttpRequest, reference: str) -> HttpResponse:
    """Record an admission, a discharge, a missed visit: what one concern does not show."""
    found = case_for(request.user, reference, purpose="record_care_event")
    permit_on(request.user, found, Permission.WORK_CASES)
    form = CareEventForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = dict(form.cleaned_data)
        words |= {"kind": CareKind(words.pop("kind")), "once_key": words.pop("once")}
        try:
            record_care_event(reference=reference, by=request.user, **words)
        except Stale as stale:
            return stale_page(request, stale, form)
        except OtherWords:
            under_fresh_key(form, "an event on record")
            return case_page(request, found, "cases/record_care_event.html", form=form)
        messages.success(request, "The event is recorded.")
        return redirect("cases:case", reference)
    return case_page(request, found, "cases/record_care_event.html", form=form)


def dismiss(request: HttpRequest, reference: str, pattern: str) -> HttpResponse:
    """See one pattern with its records, and say why it needs nothing more. Who may not see all of it may not answer for it."""
    case, view = _pattern(request, reference, pattern, "dismiss_pattern")
    form = DismissPatternForm(request.POST if request.method == "POST" else None, initial={"edition": view.edition})
    if form.is_valid():
        try:
            dismiss_pattern(reference=reference, pattern=pattern, by=request.user, **form.cleaned_data)
        except DismissalRefused as refused:
            _shown_again(form, view, refused)
        else:
            messages.success(request, "The pattern is dismissed. It comes back when there is a new record.")
            return redirect("cases:case", reference)
    return case_page(request, case, "cases/dismiss_pattern.html", form=form, pattern=view)


def reopen(request: HttpRequest, reference: str, pattern: str) -> HttpResponse:
    """See why a pattern was dismissed, and ask that it be looked at again."""
    case, view = _pattern(request, reference, pattern, "reopen_pattern", Permission.SEE_OVERVIEW)
    form = ReopenPatternForm(request.POST if request.method == "POST" else None, initial={"edition": view.edition})
    if form.is_valid():
        try:
            reopen_pattern(reference=reference, pattern=pattern, by=request.user, **form.cleaned_data)
        except DismissalRefused as refused:
            _shown_again(form, view, refused)
        else:
            messages.success(request, "The pattern is to be looked at again. It stands on the board and with its cases.")
            return redirect("audit:patterns")
    return case_page(request, case, "cases/reopen_pattern.html", form=form, pattern=view)


def _pattern(request: HttpRequest, reference: str, pattern: str, purpose: str, *besides: Permission) -> tuple[Any, PatternView]:
    found = case_for(request.user, reference, purpose=purpose)
    for permission in (Permission.WORK_CASES, *besides):
        permit_on(request.user, found, permission)
    view = next((view for view in patterns_of(request.user, found).views if view.reference == pattern), None)
    if view is None:
        raise Http404
    record_list(request.user, sorted({line.reference for line in view.lines}), where=f"pattern {pattern}")
    return found, view


def _shown_again(form: DismissPatternForm | ReopenPatternForm, view: PatternView, refused: DismissalRefused) -> None:
    """What was typed stays; what it is about is what the page now shows."""
    form.data = form.data.dict() | {"edition": view.edition}
    form.add_error(None, str(refused))
