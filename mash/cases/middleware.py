"""Whoever comes second is told, on whichever page they were."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .pages import stale_page
from .services.locking import Stale


class TellStale:
    """Answers with who decided what, and with the words that were typed, where a view did not do so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        return stale_page(request, fault) if isinstance(fault, Stale) else None
