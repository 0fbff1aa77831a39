"""The rows of links at the top, by what a person may do."""

from django.http import HttpRequest
from django.urls import reverse

from .roles import Permission

LINKS = [
    ("Duty board", "triage:board", Permission.SEE_BOARD),
    ("Cases of my team", "triage:board", Permission.ACCEPT_HANDOVER),
    ("Key in a report", "referrals:key_referral", Permission.KEY_REFERRAL),
    ("Tasks", "triage:tasks", Permission.WORK_CASES),
    ("Shift", "cases:shift", Permission.READ_REFERRAL),
    ("Cover", "accounts:cover", Permission.WORK_CASES),
    ("Advice calls", "referrals:advice_calls", Permission.SEE_CASES),
    ("Not told", "referrals:withheld", Permission.WITHHOLD_FEEDBACK),
    ("Overview", "audit:overview", Permission.SEE_OVERVIEW),
    ("Thresholds", "thresholds:guide", Permission.SEE_BOARD),
    ("Thresholds", "thresholds:versions", Permission.APPROVE_MATRIX),
    ("About providers", "triage:intelligence", Permission.RECEIVE_INTELLIGENCE),
    ("About providers", "triage:intelligence", Permission.SEE_OVERVIEW),
    ("Timescales", "cases:timescales", Permission.SEE_BOARD),
    ("Checks for us", "partners:portal", Permission.ANSWER_CHECK),
    ("Send a concern", "referrals:send_concern", Permission.REFER),
    ("Our referrals", "referrals:own_referrals", Permission.REFER),
    ("Agreements", "partners:agreements", Permission.SEE_OVERVIEW),
    ("Accounts", "accounts:people", Permission.MANAGE_ACCOUNTS),
    ("Accounts", "accounts:people", Permission.MANAGE_AGENCY_ACCOUNTS),
    ("System keys", "accounts:keys", Permission.MANAGE_KEYS),
]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context for the layouts: the links of this person, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    links = [(label, reverse(name)) for label, name, permission in LINKS if user.may(permission)]
    return {"navigation": [{"label": label, "url": url, "current": request.path.startswith(url)} for label, url in links]}
