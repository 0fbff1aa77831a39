"""The page for whoever sets up a system that sends concerns."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thresholds.queries import matrix_in_force

ANSWERS = [
    ("201", "We have the concern. Keep the reference.", ""),
    ("200", "We had it already, by the same key: the reference is the same.", ""),
    ("400", "The body is not JSON that can be read, or has a name twice.", "Correct it, send again"),
    ("401", "There is no key, or it is unknown, or it has ended.", "Ask the council"),
    ("404", "Your agency has sent nothing with this reference.", "Check the reference"),
    ("409", "This Idempotency-Key came before with another concern.", "Send again with a new key"),
    ("413", "It is larger than 1 MiB.", "Send the most important part"),
    ("415", "It is not sent as application/json.", "Correct it, send again"),
    ("422", "Some fields can't be taken. Each is listed, with what to do.", "Correct them, send again"),
    ("429", "Too many requests in this minute.", "Send again after Retry-After"),
    ("500, 503, or no answer", "We may not have it.", "Send again, with the same Idempotency-Key"),
]


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How to send, what comes back, and where keys come from."""
    context = {
        "address": settings.SERVICE_URL.rstrip("/") + reverse("referrals:api:send"),
        "most": settings.API_REQUESTS_A_MINUTE,
        "answers": ANSWERS,
        "types": matrix_in_force()[1].types,
    }
    return render(request, "referrals/about_api.html", context)
