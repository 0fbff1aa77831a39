"""The calendar of working days: the days ahead on which the hub is shut, and the way of a change to one."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.governing import AlreadyProposed, NotYours, Settled
from mash.accounts.roles import Permission

from . import timescale_queries as queries
from .access import permit
from .kept_pages import kept_page
from .proposal_pages import send_back_page, withdrawn
from .services.closures import PointlessClosure, approve_closure, propose_closure, send_back_closure, withdraw_closure
from .states import ClosureKind
from .timescale_forms import ClosureForm

HOME = "cases:calendar"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The coming 18 months: every weekday that is not worked, and why."""
    permit(request.user, Permission.SEE_BOARD, subject="calendar")
    context = {
        "days": queries.days_ahead(), "proposed": queries.closures_proposed(), "ended": queries.closures_ended(),
        "years_missing": queries.years_missing(), "may_propose": request.user.may(Permission.PROPOSE_TIMESCALES),
        "may_approve": request.user.may(Permission.APPROVE_TIMESCALES),
    }  # fmt: skip
    return render(request, "cases/calendar.html", context)


def propose(request: HttpRequest) -> HttpResponse:
    """Propose that the hub is shut, or open, on one day."""
    permit(request.user, Permission.PROPOSE_TIMESCALES, subject="calendar")
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data | {"kind": ClosureKind(form.cleaned_data["kind"])}
        try:
            propose_closure(by=request.user, **words)
        except PointlessClosure as pointless:
            form.add_error("day", str(pointless))
        except AlreadyProposed as earlier:
            form.add_error("day", f"{earlier.rival.proposed_by} has proposed a change of this day, and it waits for approval.")
        else:
            messages.success(request, "Proposed. The Head of Service has a task to approve it or send it back.")
            return redirect(HOME)
    return kept_page(request, "cases/propose_closure.html", form=form)


@require_POST
def approve(request: HttpRequest, closure_id: int) -> HttpResponse:
    permit(request.user, Permission.APPROVE_TIMESCALES, subject="calendar")
    _found(closure_id)
    try:
        approve_closure(closure_id=closure_id, by=request.user)
    except (Settled, NotYours) as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, "Approved. Running clocks that it touches are counted anew within three minutes.")
    return redirect(HOME)


def send_back(request: HttpRequest, closure_id: int) -> HttpResponse:
    """Say why a day stays as it is."""
    permit(request.user, Permission.APPROVE_TIMESCALES, subject="calendar")
    found = _found(closure_id)
    what = f"the change for {found.day:%A} {found.day.day} {found.day:%B %Y}"
    return send_back_page(request, partial(send_back_closure, closure_id=closure_id), what=what, home=reverse(HOME), back=reverse(HOME))


@require_POST
def withdraw(request: HttpRequest, closure_id: int) -> HttpResponse:
    permit(request.user, Permission.PROPOSE_TIMESCALES, subject="calendar")
    _found(closure_id)
    return withdrawn(request, partial(withdraw_closure, closure_id=closure_id), home=reverse(HOME), back=reverse(HOME))


def _found(closure_id: int) -> object:
    found = queries.closure(closure_id)
    if found is None:
        raise Http404
    return found
