"""The door at which words are looked at before they are kept, whichever page of a case they were posted to."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from mash.trail.services import changes_written

from .looking import Look
from .services.wording import keep_passages, let_through

OF_A_CASE = "cases/<reference:reference>/"
BEFORE_A_CASE = ("referrals:key_referral", "referrals:log_advice")


def belongs_to(request: HttpRequest, reference: str) -> None:
    """What was posted before there was a case is of this one: what was let through is then hidden as the case is."""
    if look := getattr(request.POST, "look", None):
        look.reference = reference


class LookAtWords:
    """Whatever somebody of the hub posts about a case is looked at before it is kept (mash/forms/worded.py). Once it is
    kept, so are the reasons of what was let through, and marks by which a copy elsewhere is noticed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = changes_written()
        response = self.get_response(request)
        look = getattr(request.POST, "look", None) if request.method == "POST" else None
        if look and response.status_code == 302 and changes_written() > before:
            self._keep(look)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]) -> None:
        match = request.resolver_match
        of_case, before = match.route.startswith(OF_A_CASE), match.view_name in BEFORE_A_CASE
        if request.method == "POST" and request.user.is_authenticated and (of_case or before):
            request.POST.look = Look(request.user, kwargs["reference"] if of_case else "", match.view_name)

    def _keep(self, look: Look) -> None:
        remarks = list(look.let_through())
        if remarks:
            let_through(reference=look.reference, page=look.page, remarks=remarks, by=look.by)
        keep_passages(reference=look.reference, marks=look.marks)
