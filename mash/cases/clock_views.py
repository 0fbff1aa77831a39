"""The clocks of a case: how each stands and stood, stopping one, and letting it run again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.roles import Permission

from .access import case_for, may_on, permit_on
from .pages import case_page, stale_page
from .services.locking import Stale
from .services.stopping import CantStop, resume_clock, stop_clock
from .states import Clock, Stage, StopReason
from .timescale_forms import StopClockForm
from .timescale_queries import case_clocks, open_clock


@require_safe
def clocks(request: HttpRequest, reference: str) -> HttpResponse:
    """Every clock of the case, by which row of the table it runs, when it stood still and how its due time moved."""
    case = case_for(request.user, reference, purpose="clocks")
    may_stop = may_on(request.user, case, Permission.STOP_CLOCK) and case.stage != Stage.CLOSED
    return case_page(request, case, "cases/clocks.html", rows=case_clocks(case, may_stop=may_stop), may_stop=may_stop)


def stop(request: HttpRequest, reference: str, clock: str, about: str) -> HttpResponse:
    """Stop one clock, or keep it stopped for longer. Whoever comes second is told who was first, with their words kept."""
    case = case_for(request.user, reference, purpose="stop_clock")
    permit_on(request.user, case, Permission.STOP_CLOCK)
    found = open_clock(case, clock, about)
    if found is None:
        raise Http404
    stands = found.deadline.stopped_at is not None
    form = StopClockForm(request.POST if request.method == "POST" else None, initial={"longer": stands})
    if form.is_valid():
        words = form.cleaned_data | {"reason": StopReason(form.cleaned_data["reason"])}
        try:
            stop_clock(reference=reference, clock=Clock(clock), about=found.deadline.about, by=request.user, **words)
        except CantStop as why_not:
            form.add_error(None, str(why_not))
        except Stale as stale:
            return stale_page(request, stale, form)
        else:
            messages.success(request, f"Stopped: {found.label}. It falls due no more until somebody lets it run.")
            return redirect("cases:clocks", reference)
    return case_page(request, case, "cases/stop_clock.html", form=form, found=found, stands=stands)


@require_POST
def run(request: HttpRequest, reference: str, clock: str, about: str) -> HttpResponse:
    """Let a clock run again."""
    case = case_for(request.user, reference, purpose="resume_clock")
    permit_on(request.user, case, Permission.STOP_CLOCK)
    if clock not in list(Clock):
        raise Http404
    try:
        resume_clock(reference=reference, clock=Clock(clock), about="" if about == "case" else about, by=request.user)
    except CantStop as why_not:
        messages.info(request, str(why_not))
    else:
        messages.success(request, f"The clock runs again: {Clock(clock).label}.")
    return redirect("cases:clocks", reference)
