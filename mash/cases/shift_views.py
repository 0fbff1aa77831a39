"""The shift change: what is unresolved, handing it over, and accepting it by name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mash.accounts.roles import Permission

from .access import permit, record_list
from .forms import AcceptShiftForm, HandOverShiftForm
from .services.shifts import ShiftRefused, accept_shift, hand_over_shift
from .shifts import past_changes, unresolved, waiting_for


def shift(request: HttpRequest) -> HttpResponse:
    """The list that waits to be accepted, or what would be handed over now."""
    permit(request.user, Permission.READ_REFERRAL, subject="shift")
    form = HandOverShiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _handed(request, form):
        return redirect("cases:shift")
    waiting = waiting_for(request.user)
    rows = waiting.items if waiting else unresolved(request.user)
    record_list(request.user, [row.case.reference for row in rows], where="shift")
    context = {"form": form, "waiting": waiting, "rows": rows, "past": past_changes()}
    return render(request, "cases/shift.html", context)


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    permit(request.user, Permission.READ_REFERRAL, subject="shift")
    form = AcceptShiftForm(request.POST)
    try:
        change = accept_shift(change_id=form.cleaned_data["change"] if form.is_valid() else 0, by=request.user)
    except ShiftRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The list of {change.handed_by.name} is yours now.")
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
