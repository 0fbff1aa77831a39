"""Search: everything that this person may see, and nothing that tells of anything else."""

from secrets import token_hex

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from mash.accounts.roles import Permission

from .access import permit, record_list, record_words_search
from .search_forms import SearchForm
from .search_rows import PAGE, rows_of
from .searching import MOST, case_named
from .searching import search as look

KEPT, MOST_KEPT = "searches", 10
"""In the session, which ends with the sign-in: the last searches of this person, so that “Back” and a second page work."""


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Ask. A whole reference leads straight to its case."""
    _permit(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "cases/search.html", {"form": form, "found": None})
    if case := case_named(request.user, form.cleaned_data["sought"]):
        return redirect("cases:case", case)
    asked = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    kept, key = request.session.get(KEPT, {}), token_hex(4)
    request.session[KEPT] = dict([*kept.items(), (key, asked)][-MOST_KEPT:])
    return redirect("cases:found", key)


@require_safe
def found(request: HttpRequest, search: str) -> HttpResponse:
    """What was found, as it is now: a case that this person may no longer see is gone from it."""
    _permit(request)
    form = SearchForm(MultiValueDict(request.session.get(KEPT, {}).get(search, {})))
    if not form.is_valid():
        messages.info(request, "That search is no longer kept. Search again.")
        return redirect("cases:search")
    sought = form.asked()
    result = look(request.user, sought)
    page = Paginator([*result.cases, *result.alike], PAGE).get_page(request.GET.get("page", "1"))
    rows = rows_of(request.user, result, sought, list(page))
    record_words_search(request.user, len(result.cases) + len(result.alike))
    record_list(request.user, [row.reference for row in rows], where="search")
    context = {"form": form, "found": result, "page": page, "rows": rows, "most": MOST, "sought": sought.words}
    return render(request, "cases/search.html", context)


@require_safe
def protect_someone(request: HttpRequest) -> HttpResponse:
    """From any page: what comes first, and the way to the case on which protective action is recorded."""
    permit(request.user, Permission.WORK_CASES, subject="protect")
    return render(request, "cases/protect_someone.html", {"form": SearchForm(), "may_key": request.user.may(Permission.KEY_REFERRAL)})


def _permit(request: HttpRequest) -> None:
    if not request.user.may(Permission.ACCEPT_HANDOVER):
        permit(request.user, Permission.SEE_CASES, subject="search")
