"""Sessions end when nobody is there, and no page stays behind in a cache."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import timezone

from mash.health.errors import signed_out

STAMP = "last_click"
Handler = Callable[[HttpRequest], HttpResponse]


def unattended(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view that an open page asks by itself: that somebody sits before the page is not said by it."""
    view.unattended = True
    return view


class IdleSession:
    """Signs a person out after their minutes without a click, and at once when their account is disabled."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._look(request)
        return self.get_response(request)

    def _look(self, request: HttpRequest) -> None:
        minutes = settings.IDLE_MINUTES_PARTNER if request.user.is_partner else settings.IDLE_MINUTES
        now, last = timezone.now().timestamp(), request.session.get(STAMP)
        if last is not None and now - last > timedelta(minutes=minutes).total_seconds():
            logout(request)
        elif last is None or now - last > 60 and not _by_itself(request):
            # Once a minute is enough, and spares the session row a write at each click.
            request.session[STAMP] = now


def _by_itself(request: HttpRequest) -> bool:
    try:
        return getattr(resolve(request.path_info).func, "unattended", False)
    except Http404:
        return False


class SignInFirst(LoginRequiredMiddleware):
    """Who is not signed in signs in, and comes back. What they had typed is shown to them first: it would be lost."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponse:
        to_sign_in = super().handle_no_permission(request, view_func)
        return signed_out(request, to_sign_in.url) or to_sign_in


class NoStore:
    """Pages hold what nobody may find in a shared computer's cache (ASVS 14.3.2)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
