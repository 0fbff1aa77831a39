"""Finding the adult of a case: search before create, and nothing links by itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mash.accounts.roles import Permission
from mash.people.queries import candidates
from mash.people.rules import Described

from .access import case_for, permit_on, record_search
from .allocated import links_of, open_worker_of
from .forms import CreateAdultForm, FindAdultForm, LinkAdultForm
from .pages import case_page, stale_page
from .queries import cases_of
from .services.cases import create_adult_for_case, link_adult
from .services.locking import Stale

SEARCHED = "find_adult_known"


def find_adult(request: HttpRequest, reference: str) -> HttpResponse:
    """Search with whatever is known; then link a record that was found, or make a new one."""
    case = case_for(request.user, reference, purpose="find_adult")
    permit_on(request.user, case, Permission.WORK_CASES)
    form = FindAdultForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "searched": False}
    if form.is_valid():
        found = candidates(Described(**form.cleaned_data))
        record_search(request.user, reference, len(found))
        # The new record begins with what was searched for; kept on the server, never in the address.
        request.session[SEARCHED] = {"case": reference} | {k: str(v) for k, v in form.cleaned_data.items() if v}
        rows = [(row, cases_of(request.user, row.adult), open_worker_of(request.user, row.adult)) for row in found]
        context |= {"searched": True, "found": rows}
    context |= {"links": links_of(case)}
    return case_page(request, case, "cases/find_adult.html", **context)


@require_POST
def link(request: HttpRequest, reference: str) -> HttpResponse:
    permit_on(request.user, case_for(request.user, reference, purpose="link_adult"), Permission.WORK_CASES)
    form = LinkAdultForm(request.POST)
    if not form.is_valid():
        return redirect("cases:find_adult", reference)
    try:
        case = link_adult(reference=reference, by=request.user, **form.cleaned_data)
    except Stale as stale:
        return stale_page(request, stale, form)
    messages.success(request, f"Linked to {case.adult.name}.")
    return redirect("cases:case", reference)


def create_adult(request: HttpRequest, reference: str) -> HttpResponse:
    """A new record. Only after a search, whose words it begins with."""
    case = case_for(request.user, reference, purpose="create_adult")
    permit_on(request.user, case, Permission.WORK_CASES)
    searched = request.session.get(SEARCHED, {})
    if searched.get("case") != reference:
        messages.info(request, "Search first: the adult may already be on record.")
        return redirect("cases:find_adult", reference)
    form = CreateAdultForm(
        request.POST if request.method == "POST" else None, initial=_from_search(searched) | {"version": case.version}
    )
    if form.is_valid():
        try:
            create_adult_for_case(reference=reference, by=request.user, **form.cleaned_data)
        except Stale as stale:
            return stale_page(request, stale, form)
        del request.session[SEARCHED]
        messages.success(request, "A record for the adult was made and linked.")
        return redirect("cases:case", reference)
    return case_page(request, case, "cases/create_adult.html", form=form)


def _from_search(searched: dict[str, str]) -> dict[str, str]:
    given, _, family = searched.get("name", "").rpartition(" ")
    return searched | {"given_name": given, "family_name": family}
