"""Drawing the minutes of a meeting, and the plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mash.cases.chronology_states import PaperKind
from mash.cases.paper_views import drawn

from ..queries.papers import minutes_content, plan_content
from .acting import case_of


@require_POST
def draw_minutes(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The minutes of a meeting that was held."""
    case = case_of(request, reference, "draw minutes")
    if minutes_content(case, number) is None:
        messages.warning(request, "There are no minutes yet: the meeting has not been held.")
        return redirect("enquiries:meeting", reference, number)
    back = reverse("enquiries:meeting", args=[reference, number])
    return drawn(request, case, PaperKind.MINUTES, back, about=str(number), write=lambda locked: minutes_content(locked, number))


@require_POST
def draw_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan as it stands."""
    case = case_of(request, reference, "draw plan")
    if plan_content(case) is None:
        messages.warning(request, "No plan has been agreed yet.")
        return redirect("enquiries:plan", reference)
    return drawn(request, case, PaperKind.PLAN, reverse("enquiries:plan", args=[reference]), write=plan_content)
