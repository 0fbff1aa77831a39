"""The rows of links at the top, by what a person may do."""

from django.http import HttpRequest
from django.urls import reverse

from .roles import Permission

LINKS = [
    ("Duty board", "triage:board", Permission.SEE_BOARD),
    ("Cases of my team", "triage:board", Permission.ACCEPT_HANDOVER),
    ("Tasks", "triage:tasks", Permission.WORK_CASES),
    ("Not told", "referrals:withheld", Permission.WITHHOLD_FEEDBACK),
    ("Overview", "audit:overview", Permission.SEE_OVERVIEW),
    ("Checks for us", "partners:portal", Permission.ANSWER_CHECK),
    ("Agreements", "partners:agreements", Permission.SEE_OVERVIEW),
    ("Accounts", "accounts:people", Permission.MANAGE_ACCOUNTS),
    ("Accounts", "accounts:people", Permission.MANAGE_AGENCY_ACCOUNTS),
]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context for the layouts: the links of this person, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    links = [(label, reverse(name)) for label, name, permission in LINKS if user.may(permission)]
    return {"navigation": [{"label": label, "url": url, "current": request.path.startswith(url)} for label, url in links]}
