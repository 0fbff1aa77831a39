"""Requests that no view could read are answered here, before anything else runs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mash.health.errors import unreadable


class UnreadableRequest:
    """A NUL in the address or its query cannot mean anything: PostgreSQL refuses it, so we do first, in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "\x00" in query or "%00" in query:
            return unreadable(request, ValueError())
        return self.get_response(request)
