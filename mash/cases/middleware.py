"""What holds on every page of a case: whoever comes second is told, and what was sent is no draft any more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .pages import stale_page
from .services.drafts import draft_sent
from .services.locking import Stale


class TellStale:
    """Answers with who decided what, and with the words that were typed, where a view did not do so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        return stale_page(request, fault) if isinstance(fault, Stale) else None


class PutDraftsAway:
    """A form of a case that leads on was sent: what its owner had typed there is not waiting for them any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            reference = request.resolver_match.kwargs.get("reference") if request.resolver_match else None
            if reference and not request.user.is_partner:
                draft_sent(reference=reference, path=request.path, load=request.POST.get("draft_load", "")[:32], by=request.user)
        return response
