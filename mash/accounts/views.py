"""Where each person starts."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .roles import Permission

STARTS = [
    (Permission.SEE_BOARD, "triage:board"),
    (Permission.ACCEPT_HANDOVER, "triage:board"),
    (Permission.ANSWER_CHECK, "partners:portal"),
    (Permission.SEE_OVERVIEW, "audit:overview"),
    (Permission.MANAGE_ACCOUNTS, "accounts:people"),
]


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """A stranger starts at the public form; everyone else at the desk of their role."""
    if not request.user.is_authenticated:
        return redirect("referrals:start")
    return redirect(next(name for permission, name in STARTS if request.user.may(permission)))
