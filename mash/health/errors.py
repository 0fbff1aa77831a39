"""What went wrong, with a way on: a page for people, problem details for systems."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from mash.health.problems import RING, asks_as_machine, away, problem

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent)
NOT_SHOWN = ("csrfmiddlewaretoken", "once", "done", "saved", "draft_load", "draft_opened", "draft_asked", "draft_seen")
Again = dict[str, Any]
"""`label` of the button that sends the page again; `groups` of what was typed, each with title and rows; `lost` files."""
FAULT = f"This is our fault. It may not have been saved: send it again, with the same Idempotency-Key. {RING}"
UNREADABLE = {
    400: "We could not read this request. Nothing was saved. Check its address, headers and body.",
    413: "This is too large. Nothing was saved. Send the most important part and say that there is more.",
}


def can_be_sent_again(shown: Callable[[HttpRequest], Again]) -> Callable[..., Any]:
    """Marks a page for strangers whose form, when its token is too old, comes back whole and needs one more click.
    `shown` says in words what was typed, and what the click does.

    Not for pages behind a sign-in: there a form from elsewhere must never become ours by a click.
    """

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        view.shown_again = shown
        return view

    return mark


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Too much, or not to be understood. Whoever asked may not be known yet: the page needs nothing of the request."""
    status = 413 if isinstance(exception, TOO_LARGE) else 400
    if asks_as_machine(request):
        return problem(status, UNREADABLE[status])
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is here for whoever asks."""
    if asks_as_machine(request):
        return problem(404, "There is nothing at this address. /api/v1/ says what there is.")
    return defaults.page_not_found(request, exception)


def wrong_way(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An address that a button sends to was typed or kept as a bookmark: somebody is told where to go on."""
    page = render(request, "405.html", status=405)
    page["Allow"] = response["Allow"]
    return page


def failed(request: HttpRequest) -> HttpResponse:
    """Our fault. When the database can't be reached the page says that it will pass; both need nothing that may be down."""
    status = 503 if isinstance(sys.exc_info()[1], OperationalError) else 500
    if asks_as_machine(request):
        return away() if status == 503 else problem(500, FAULT)
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety token no longer matches: the words typed are shown again, so that nothing is lost."""
    posted, typed = _posted(request), _typed(request)
    shown = getattr(request.resolver_match and request.resolver_match.func, "shown_again", None)
    again = shown(request) if shown else None
    return render(request, "form_expired.html", {"typed": typed, "again": again, "posted": posted}, status=403)


def signed_out(request: HttpRequest, sign_in: str) -> HttpResponse | None:
    """Somebody sent a form after their session had ended: the words come back, to be copied. Nothing if there are none.

    They are not kept here: who typed them is no longer known, and a form must not become another person's by a sign-in.
    """
    typed = [(_question(name), value) for name, value in _typed(request) if " " in value.strip()]
    if not typed:
        return None
    return render(request, "signed_out.html", {"typed": typed, "sign_in": sign_in}, status=403)


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    shown = (row for row in _posted(request) if row[0] not in NOT_SHOWN and "password" not in row[0] and "code" not in row[0])
    return [(name, value) for name, value in shown if value.strip()]


def _question(name: str) -> str:
    """What a field was about, as far as its name tells it."""
    return name.rpartition("-")[2].replace("_", " ").capitalize()
