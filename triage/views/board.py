"""The duty board, and the tasks that wait for an answer."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from mash.accounts.queries import stands_in_for
from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list
from mash.cases.drafts import Place, Unsent, drafts_at, drafts_waiting
from mash.cases.kept_pages import keeps_of
from mash.cases.services.work_items import AlreadyAnswered, answer_work_item
from mash.cases.shifts import change_to_accept
from mash.cases.states import WorkKind
from mash.cases.work_items import DISPUTE_TASKS, TOLD, work_items_for
from mash.forms.kept import put_back
from thresholds.queries import news_for

from ..forms import AnswerTaskForm, FilterForm, FindForm
from ..queries import (
    board_cases,
    board_figures,
    board_hours,
    board_page,
    board_rows,
    case_of_report,
    closed_rows,
    search_for,
    tasks_waiting,
)

PAGES_OF_CHANGES = {
    "timescales": "cases:timescale_version", "text": "cases:text_version", "matrix": "thresholds:version", "partners": "partners:partner_change",
}  # fmt: skip
"""Where a change that somebody proposed stands, by the first word of what its tasks are about."""


def board(request: HttpRequest) -> HttpResponse:
    """Cases in hand, danger first, then the next clock to run out. A name is looked for by post, so that no address holds it."""
    if not request.user.may(Permission.ACCEPT_HANDOVER):
        permit(request.user, Permission.SEE_BOARD, subject="board")
    find = FindForm(request.POST if request.method == "POST" else None)
    words = find.cleaned_data["find"] if find.is_valid() else ""
    report = find.report() if words else ""
    direct = words and (find.reference() or report and case_of_report(request.user, report))
    if direct:
        return redirect("cases:case", direct)
    filters = FilterForm(request.GET)
    chosen, unknown = filters.understood(), filters.not_understood()
    if unknown:  # shown as it is applied, without what nobody knows
        filters = FilterForm({name: value for name, value in chosen.items() if value})
    hours = board_hours()
    search = search_for(request.user, words, find.part()) if words else None
    page = board_page(request.user, board_cases(request.user, hours, search=search, **chosen), request.GET.get("page", "1"))
    rows = board_rows(request.user, list(page))
    closed = closed_rows(request.user, search) if search is not None else []
    record_list(request.user, [row.reference for row in [*rows, *closed]], where="board")
    covers = stands_in_for(request.user, localdate())
    context = {
        "figures": board_figures(request.user, hours), "waiting": tasks_waiting(request.user, [each.away for each in covers]), "rows": rows, "page": page,
        "closed_found": closed,
        "filters": filters, "find": find, "found": words, "query": _address_of(chosen), "chosen": chosen, "unknown": unknown,
        "filtered": bool(words or any(chosen.values())), "form": find,
        "offer": change_to_accept(request.user), "stands_in": covers,
        "unsent": 0 if words else drafts_waiting(request.user), "may_key": request.user.may(Permission.KEY_REFERRAL), "has_tasks": request.user.may(Permission.SEE_TASKS),
        "news": news_for(request.user), "title": "Duty board" if request.user.may(Permission.SEE_BOARD) else "Cases of my team",
    }  # fmt: skip
    return render(request, "triage/board.html", context)


def _address_of(chosen: dict[str, Any]) -> str:
    """The filters as they stand in an address."""
    return urlencode({name: "on" if value is True else value for name, value in chosen.items() if value})


def tasks(request: HttpRequest, form: AnswerTaskForm | None = None) -> HttpResponse:
    """Questions that wait for this person's answer; none can be dismissed without one."""
    permit(request.user, Permission.SEE_TASKS, subject="tasks")
    items = list(work_items_for(request.user))
    record_list(request.user, sorted({item.case.reference for item in items if item.case}), where="tasks")
    wrong = form["task"].value() if form else ""
    begun = {each.draft.one: each for each in drafts_at(request.user, reverse("triage:answer_work_item"))}
    rows = [
        _row(request, item, form if form and str(item.pk) == str(wrong) else None, begun.get(str(item.pk)))
        for item in items
    ]  # fmt: skip
    covers = stands_in_for(request.user, localdate())
    context = {
        "rows": rows, "groups": _grouped(rows, {request.user.pk, *(each.away_id for each in covers)}), "form": form, "asked": any(not row["told"] for row in rows),
        "offer": change_to_accept(request.user), "unsent": drafts_waiting(request.user), "stands_in": covers, "news": news_for(request.user),
        "keeps": keeps_of(request, Place(request.path, request.path)),
    }  # fmt: skip
    return render(request, "triage/tasks.html", context)


def _row(request: HttpRequest, item: Any, wrong: AnswerTaskForm | None, begun: Unsent | None) -> dict[str, Any]:
    """One task with its form: as it was sent and is not right yet, or with what its reader had begun to write."""
    form = wrong or _blank(item.pk)
    if begun and not wrong:
        put_back(form, begun.answers)
    place = Place(reverse("triage:answer_work_item"), reverse("triage:tasks"), one=str(item.pk))
    url = _page_of(item)
    return {
        "item": item, "form": form, "begun": begun, "open": bool(wrong or begun), "url": url, "told": item.kind in TOLD,
        "keeps": None if url else keeps_of(request, place),
    }  # fmt: skip


def _grouped(rows: list[dict[str, Any]], mine: set[int]) -> list[dict[str, Any]]:
    """Whom each task calls on: this person, whoever of their role comes first, or a colleague for whom they may answer. What
    this person only has to read stands behind what waits for an answer from them.
    """
    named = {"yours": "Yours", "anybody": "For whoever comes first", "told": "For you to read", "others": "For colleagues"}
    found = {name: [] for name in named}
    for row in rows:
        owner = row["item"].owner_id
        found["told" if row["told"] else "anybody" if owner is None else "yours" if owner in mine else "others"].append(row)
    return [{"name": name, "label": label, "rows": found[name]} for name, label in named.items() if found[name]]


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answer one task. Whoever comes second is told who answered, and keeps their words."""
    form = AnswerTaskForm(request.POST)
    if not form.is_valid():
        return tasks(request, form)
    task, words = form.cleaned_data["task"], form.cleaned_data["answer"]
    item = next((item for item in work_items_for(request.user) if item.pk == task), None)
    if item and item.kind not in TOLD and _page_of(item):
        return redirect(_page_of(item))
    try:
        answered = answer_work_item(work_item_id=task, answer=words, by=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    except AlreadyAnswered as earlier:
        return render(request, "triage/answered.html", {"item": earlier.item, "words": words}, status=409)
    messages.success(request, "It is off your list." if answered.kind in TOLD else "Your answer is recorded.")
    return redirect("triage:tasks")


def _blank(task: int) -> AnswerTaskForm:
    return AnswerTaskForm(initial={"task": task}, auto_id=f"id_{task}_%s")


def _page_of(item: Any) -> str:
    """Some tasks are answered on a page of their own."""
    if item.kind in (WorkKind.CHANGE_PROPOSED, WorkKind.CHANGE_ANSWERED):
        change, *which = item.about.split(" ")
        return reverse("cases:calendar") if change == "closure" else reverse(PAGES_OF_CHANGES[change], args=which)
    if item.kind == WorkKind.BLIND_RATING:
        return reverse("audit:second_ratings")
    if item.kind == WorkKind.POST_LETTER and item.message:
        return reverse("triage:post_letter", args=[item.message.reference])
    if item.kind == WorkKind.PASSED_ON and item.case:
        return reverse("referrals:record_receipt", args=[item.case.reference, item.about])
    if item.kind in (WorkKind.CONNECTION_BOUNCED, WorkKind.CONNECTION_QUIET) and item.case:
        page = "triage:answer_bounce" if item.kind == WorkKind.CONNECTION_BOUNCED else "triage:connection"
        return reverse(page, args=[item.case.reference, item.about])
    if item.kind == WorkKind.ACTION_OWED and item.case:
        return reverse("triage:answer_action", args=[item.case.reference, item.about.removeprefix("A-")])
    if item.kind == WorkKind.REQUIRED_OPEN and item.case:
        return reverse("triage:answer_required", args=[item.case.reference, item.about])
    if item.kind == WorkKind.TRY_AGAIN and item.case:
        return reverse("triage:triage", args=[item.case.reference]) + "#contacts"
    if item.kind in (WorkKind.RESPONSE_LOOK, WorkKind.MARKER_REVIEW) and item.case:
        page = "cases:look_at_response" if item.kind == WorkKind.RESPONSE_LOOK else "cases:review_marker"
        return reverse(page, args=[item.case.reference, item.about[2:]])
    if item.kind in DISPUTE_TASKS and item.case:
        page = "cases:answer_dispute" if item.kind == WorkKind.DISPUTE else "cases:respond_to_dispute"
        return reverse(page, args=[item.case.reference, item.about])
    pages = {WorkKind.RESPONSE_OWED: "cases:record_response", WorkKind.CONFIRM_RATING: "triage:confirm_rating", WorkKind.STOPPED_CLOCK: "cases:clocks",
             WorkKind.WORKER_ASKED: "cases:answer_sending", WorkKind.TAKE_ENQUIRY: "enquiries:enquiry",
             WorkKind.RATING_ANSWERED: "triage:rate_concern", WorkKind.ADVOCATE_OWED: "triage:advocacy"}
    return reverse(pages[item.kind], args=[item.case.reference]) if item.case and item.kind in pages else ""
