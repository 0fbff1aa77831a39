"""Pages for what went wrong, with a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety token no longer matches: the words typed are shown again, so that nothing is lost."""
    typed = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and value.strip()]
    return render(request, "form_expired.html", {"typed": typed}, status=403)
