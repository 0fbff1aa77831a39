"""Requests that no view could read, or takes so, are answered in words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mash.health.errors import unreadable, wrong_way
from mash.health.problems import asks_as_machine


class UnreadableRequest:
    """A NUL in the address or its query cannot mean anything: PostgreSQL refuses it, so we do first, in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "\x00" in query or "%00" in query:
            return unreadable(request, ValueError())
        return self.get_response(request)


class WrongWay:
    """An address that knows only the other method answers people with a page, within all that guards every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return wrong_way(request, response) if response.status_code == 405 and not asks_as_machine(request) else response
