"""The rows of links at the top, by what a person may do."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from .roles import Permission

MANAGE, RULES = "Manage", "Rules"
LINKS = [
    ("Duty board", "triage:board", Permission.SEE_BOARD, ""),
    ("Cases of my team", "triage:board", Permission.ACCEPT_HANDOVER, ""),
    ("Key in a report", "referrals:key_referral", Permission.KEY_REFERRAL, ""),
    ("Tasks", "triage:tasks", Permission.SEE_TASKS, ""),
    ("Shift", "cases:shift", Permission.READ_REFERRAL, ""),
    ("Cover", "accounts:cover", Permission.WORK_CASES, ""),
    ("Advice calls", "referrals:advice_calls", Permission.SEE_CASES, ""),
    ("Incident log", "referrals:incident_log", Permission.SEE_CASES, ""),
    ("Overview", "audit:overview", Permission.SEE_OVERVIEW, ""),
    ("Not told", "referrals:withheld", Permission.WITHHOLD_FEEDBACK, MANAGE),
    ("About providers", "triage:intelligence", Permission.RECEIVE_INTELLIGENCE, MANAGE),
    ("About providers", "triage:intelligence", Permission.SEE_OVERVIEW, MANAGE),
    ("Partners", "partners:partners", Permission.SEE_PARTNERS, MANAGE),
    ("Agreements", "partners:agreements", Permission.SEE_PARTNERS, MANAGE),
    ("Thresholds", "thresholds:guide", Permission.SEE_BOARD, RULES),
    ("Thresholds", "thresholds:guide", Permission.ACCEPT_HANDOVER, ""),
    ("Thresholds", "thresholds:guide", Permission.REFER, ""),
    ("Thresholds", "thresholds:versions", Permission.APPROVE_MATRIX, RULES),
    ("Timescales", "cases:timescales", Permission.SEE_BOARD, RULES),
    ("Standard texts", "cases:texts", Permission.SEE_TEXTS, RULES),
    ("Checks for us", "partners:portal", Permission.ANSWER_CHECK, ""),
    ("Send a concern", "referrals:send_concern", Permission.REFER, ""),
    ("Our referrals", "referrals:own_referrals", Permission.REFER, ""),
    ("Accounts", "accounts:people", Permission.MANAGE_ACCOUNTS, MANAGE),
    ("Accounts", "accounts:people", Permission.MANAGE_AGENCY_ACCOUNTS, MANAGE),
    ("System keys", "accounts:keys", Permission.MANAGE_KEYS, MANAGE),
]
"""What it says, where it leads, who has it, and under what it is found when there are many."""
OF_PROVIDERS = ("Our incident log", "referrals:own_incidents")
"""For care providers alone: the other agencies log nothing."""
ROW = 8
"""So many links stand in one row beside each other; where there are more, the seldom used ones go under one word."""
Link = dict[str, object]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context for the layouts: the links of this person, the current one marked; whether they may search cases,
    and whether they may record what is done at once to keep somebody safe.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "navigation_here": "", "may_search": False, "protects": False}
    links = [(group, _link(request, label, name)) for label, name, permission, group in LINKS if user.may(permission)]
    if user.logs_incidents:
        links.append(("", _link(request, *OF_PROVIDERS)))
    return {
        "navigation": _grouped(links) if len(links) > ROW else [link for _, link in links],
        "navigation_here": next((link["label"] for _, link in links if link["current"]), ""),
        "may_search": user.may(Permission.SEE_CASES) or user.may(Permission.ACCEPT_HANDOVER),
        "protects": user.may(Permission.WORK_CASES),
    }


def _link(request: HttpRequest, label: str, name: str) -> Link:
    url = reverse(name)
    return {"label": label, "url": url, "current": request.path.startswith(url)}


def _grouped(links: Iterable[tuple[str, Link]]) -> list[Link]:
    """Each group once, after the links that everybody needs every day; a group of one is a link."""
    row, groups = [], {}
    for group, link in links:
        (groups.setdefault(group, []) if group else row).append(link)
    for label, under in groups.items():
        row += under if len(under) == 1 else [{"label": label, "url": "", "links": under, "current": any(link["current"] for link in under)}]
    return row
