"""What every page of a case shares: its head, its tabs, and the page for whoever came second."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mash.accounts.roles import Permission

from .access import may_on
from .models import Case
from .queries import header_of, hold_in_words
from .services.locking import Stale
from .states import Clock, Stage

TABS = [
    ("Summary", "cases:case", None),
    ("Reports", "referrals:reports", None),
    ("Rating", "triage:rate_concern", None),
    ("Triage", "triage:triage", None),
    ("Partner checks", "partners:checks", None),
    ("Enquiry", "enquiries:enquiry", None),
    ("Meetings", "enquiries:meetings", None),
    ("Plan", "enquiries:plan", None),
    ("Handover", "enquiries:handover", None),
    ("Feedback", "referrals:feedback", None),
    ("Decisions", "cases:decisions", None),
    ("Trail", "audit:trail", Permission.SEE_TRAIL),
]


def case_page(request: HttpRequest, case: Case, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    """Render a page of a case inside its frame."""
    header = header_of(case)
    unread = sum(clock.times for clock in header.clocks if clock.clock in (Clock.SEEN, Clock.REPLY))
    tabs = [
        {"label": label, "url": reverse(name, args=[case.reference]), "count": unread if name == "referrals:reports" else 0}
        for label, name, permission in TABS
        if permission is None or request.user.may(permission)
    ]
    for tab in tabs:
        tab["current"] = request.path == tab["url"] or (
            tab["url"] != tabs[0]["url"] and request.path.startswith(tab["url"])
        )
    closed = case.stage == Stage.CLOSED
    works_it = may_on(request.user, case, Permission.WORK_CASES)
    shared = {
        "case": case, "header": header, "case_tabs": tabs, "closed": closed, "works_it": works_it,
        "asked_me": getattr(case, "asked_id", None) == request.user.pk,
        "on_hold": hold_in_words(case),
        "next_url": _next_url(request, case, header.next_step.page) if works_it else "",
    }  # fmt: skip
    return render(request, template, shared | context, status=status)


def _next_url(request: HttpRequest, case: Case, page: str) -> str:
    """Where the next step is done, unless this is the place."""
    url = reverse(page, args=[case.reference]) if page else ""
    return "" if url == request.path else url


def stale_page(request: HttpRequest, stale: Stale, form: BaseForm | None = None) -> HttpResponse:
    """Tell the second of two people who decided what, and keep what they typed."""
    typed = _answers(form) if form else _posted(request)
    context = {"latest": stale.latest, "typed": typed, "again_url": request.path}
    return case_page(request, stale.case, "cases/stale.html", status=409, **context)


def _answers(form: BaseForm) -> list[tuple[str, str]]:
    kept = [(field.label, form.cleaned_data.get(name)) for name, field in form.fields.items() if field.label]
    return [(label, value) for label, value in kept if isinstance(value, str) and value.strip()]


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """Whatever was written in sentences; picked answers and numbers are quickly given again."""
    return [(name.replace("_", " ").capitalize(), value) for name, value in request.POST.items() if " " in value.strip()]
