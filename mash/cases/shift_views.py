"""The shift change: what is unresolved, handing it over, accepting it by name, and the changes before."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.roles import Permission

from .access import permit, record_list
from .forms import AcceptShiftForm, HandOverShiftForm
from .kept_pages import kept_page
from .services.shifts import ShiftRefused, accept_shift, hand_over_shift
from .shifts import change_for, past_changes, unresolved, waiting_for


def shift(request: HttpRequest) -> HttpResponse:
    """The list that waits to be accepted, or what would be handed over now beneath the note of the last handover."""
    permit(request.user, Permission.READ_REFERRAL, subject="shift")
    form = HandOverShiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _handed(request, form):
        return redirect("cases:shift")
    waiting, past = waiting_for(request.user), past_changes()
    rows = waiting.items if waiting else unresolved(request.user)
    record_list(request.user, [row.case.reference for row in rows], where="shift")
    context = {"form": form, "waiting": waiting, "rows": rows, "past": past, "last": past[0] if past else None}
    return kept_page(request, "cases/shift.html", **context)


@require_safe
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """One shift change: who handed over what, with which words, and who took it."""
    permit(request.user, Permission.READ_REFERRAL, subject="shift")
    found = change_for(request.user, change_id)
    if found is None:
        raise Http404
    record_list(request.user, [row.case.reference for row in found.items], where="shift")
    return render(request, "cases/shift_change.html", {"handed": found, "rows": found.items, "change": found.change})


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    permit(request.user, Permission.READ_REFERRAL, subject="shift")
    form = AcceptShiftForm(request.POST)
    try:
        change = accept_shift(change_id=form.cleaned_data["change"] if form.is_valid() else 0, by=request.user)
    except ShiftRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The list of {change.handed_by.name} is yours now. The note stays on this page.")
    return redirect("cases:shift")


def _handed(request: HttpRequest, form: HandOverShiftForm) -> bool:
    words = form.cleaned_data
    try:
        change = hand_over_shift(once_key=words["once"], words=words["words"], by=request.user)
    except ShiftRefused as refused:
        form.add_error(None, str(refused))
        return False
    many = change.items.count()
    messages.success(request, f"Handed over: {many} case{'' if many == 1 else 's'}. It is yours until somebody accepts it.")
    return True
