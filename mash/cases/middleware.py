"""What holds on every page of a case: whoever comes second is told, and what was sent is no draft any more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mash.trail.services import changes_written

from .drafts import OWN, Place, load_of, opened_of, place_in
from .kept_pages import ASKED
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
    """What was sent is done: what its owner had typed there is not waiting for them any more.

    Done is what was put on record. A page that leads on without it, because a colleague was first, leaves the words where
    they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = changes_written()
        response = self.get_response(request)
        done = response.status_code == 302 and changes_written() > before
        if request.method == "POST" and done and request.user.is_authenticated:
            draft_sent(place=_sent(request), load=load_of(request.POST), opened=opened_of(request.POST), by=request.user)
        return response


def _sent(request: HttpRequest) -> Place:
    """Which form it was: as its page said, or by its address where the page's script did not run."""
    path, said = request.path, place_in(request.POST.get(f"{OWN}seen", ""), request.user)
    if said and said.path == path:
        return said
    of_case = request.resolver_match and not request.user.is_partner
    reference = request.resolver_match.kwargs.get("reference", "") if of_case else ""
    return Place(path, path, reference, "" if reference else request.GET.get(ASKED, "")[:36])
