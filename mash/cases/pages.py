"""What every page of a case shares: its head, its tabs, and the page for whoever came second."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from mash.accounts.roles import Permission
from mash.forms.kept import answerable, put_back

from .access import may_on, writes_on
from .contested import contested_of
from .drafts import OWN, Answers, Place, Seen, answers_in, drafts_on, load_of, sealed_sight, seen_of, sight_in, since
from .kept_pages import frame_of
from .markers import marks_of
from .models import Case
from .queries import header_of, hold_in_words
from .services.drafts import DraftTooLong, keep_draft
from .services.locking import Stale
from .states import Clock, Stage

TABS = [
    ("Summary", "cases:case", None),
    ("Chronology", "cases:chronology", None),
    ("Reports", "referrals:reports", None),
    ("Adult", "cases:around", None),
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
    """Render a page of a case inside its frame, with what its reader had typed into its form and not sent.

    A form that is sent to another address than the page's own says so: `sent_to`.
    """
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
        "asked_me": (getattr(case, "asked", None) or {}).get("id") == request.user.pk,
        "on_hold": hold_in_words(case), "marks": marks_of(case), "owes_response": getattr(case, "owes_response", False),
        **contested_of(case),
        "next_url": _next_url(request, case, header.next_step.page) if works_it else "",
    }  # fmt: skip
    shared |= _unsent(request, case, context.get("form"), str(context.get("sent_to") or request.path), context.get("seen_first"))
    return render(request, template, shared | context, status=status)


def _unsent(request: HttpRequest, case: Case, form: object, path: str, seen: Seen | None) -> dict[str, object]:
    """This person's own drafts: that of this page's form is put back into it. `seen`: what the first of several steps showed."""
    if not writes_on(request.user, case):
        return {"keeps": None, "draft": None, "unsent": [], "since": None}
    drafts = drafts_on(request.user, case) if getattr(case, "has_drafts", True) else []
    draft = next((each for each in drafts if each.draft.path == path), None)
    blank = isinstance(form, Form) and not form.is_bound
    if draft and blank:
        put_back(form, draft.answers, {*request.POST, *_asked(request)})
    sight = request.POST.get(f"{OWN}seen") or sealed_sight(seen or seen_of(case), case.reference)
    url, here = (reverse(f"cases:{name}", args=[case.reference]) for name in ("draft", "here"))
    return {
        "keeps": frame_of(request, url=url, seen=sight, here=here),
        "draft": draft if blank else None, "unsent": [each for each in drafts if each is not draft],
        "since": since(case, draft.seen) if draft and blank else None,
    }  # fmt: skip


def _asked(request: HttpRequest) -> set[str]:
    """What was on the page that was sent, answered or not: a browser doesn't tell of a box that is not ticked."""
    return set(chain.from_iterable(names.split(",") for names in request.POST.getlist(f"{OWN}asked")))


def _next_url(request: HttpRequest, case: Case, page: str) -> str:
    """Where the next step is done, unless this is the place."""
    url = reverse(page, args=[case.reference]) if page else ""
    return "" if url == request.path else url


def stale_page(request: HttpRequest, stale: Stale, form: Form | None = None, *, found_at: str = "") -> HttpResponse:
    """Tell the second of two people who decided what and what is otherwise now, and keep what they typed: their words stand
    in the form again when they look at the case as it is. `found_at`: where a form is found whose own address only takes it.
    """
    case, reference = stale.case, stale.case.reference
    typed = _answers(form) if form else _posted(request)
    page = found_at or request.path
    kept = bool(typed) and _kept(request, reference, page)
    seen = sight_in(request.POST.get(f"{OWN}seen", ""), reference)
    news = since(case, seen)
    context = {
        "latest": stale.latest if news.decisions or seen is None else None, "typed": typed, "kept": kept, "since_then": news,
        "again_url": page if kept else reverse("cases:case", args=[reference]),
    }  # fmt: skip
    return case_page(request, case, "cases/stale.html", status=409, **context)


def _kept(request: HttpRequest, reference: str, page: str) -> bool:
    """Whether the words that came too late wait in their form."""
    blank: Answers = {name: [] for name in _asked(request)}
    said = {"answers": blank | answers_in(request.POST.lists()), "seen": sight_in(request.POST.get(f"{OWN}seen", ""), reference)}
    try:
        keep_draft(place=Place(request.path, page, reference), load=load_of(request.POST), by=request.user, **said)
    except DraftTooLong:
        return False
    return True


def _answers(form: Form) -> list[tuple[str, str]]:
    """What was answered, under its question and in the words of the choices."""
    said = ((form.fields[name], _in_words(form, name)) for name in answerable(form))
    return [(field.label or "", words) for field, words in said if words.strip()]


def _in_words(form: Form, name: str) -> str:
    value = form.cleaned_data.get(name)
    choices = {str(code): str(label) for code, label in _flat(getattr(form.fields[name], "choices", ()))}
    if isinstance(value, list):
        return ", ".join(choices.get(str(each), str(each)) for each in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        moment = isinstance(value, datetime)
        return date_format(localtime(value) if moment else value, "j F Y, H:i" if moment else "j F Y")
    return "" if value is None else choices.get(str(value), str(value))


def _flat(choices: Iterable[tuple[object, object]]) -> Iterator[tuple[object, object]]:
    for code, label in choices:
        yield from label if isinstance(label, list | tuple) else [(code, label)]


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """Whatever was written in sentences; picked answers and numbers are quickly given again."""
    return [(name.replace("_", " ").capitalize(), value) for name, value in request.POST.items() if " " in value.strip()]
