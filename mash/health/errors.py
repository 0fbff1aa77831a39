"""Pages for what went wrong, with a way on."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Too much, or not to be understood. Whoever asked may not be known yet: the page needs nothing of the request."""
    status = 413 if isinstance(exception, TOO_LARGE) else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def failed(request: HttpRequest) -> HttpResponse:
    """Our fault. When the database can't be reached the page says that it will pass; both need nothing that may be down."""
    status = 503 if isinstance(sys.exc_info()[1], OperationalError) else 500
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety token no longer matches: the words typed are shown again, so that nothing is lost."""
    typed = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and value.strip()]
    return render(request, "form_expired.html", {"typed": typed}, status=403)
