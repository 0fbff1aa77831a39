"""Finding the adult of a case: search before create, and nothing links by itself."""

from dataclasses import asdict
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mash.accounts.roles import Permission
from mash.people.queries import MOST, candidates
from mash.people.rules import Described
from mash.people.services import NumberTaken

from .access import case_for, has_searched, holder_of, known_adults, permit_on, record_search
from .adult_forms import ConfirmLinkForm, CreateAdultForm, FindAdultForm, LinkAdultForm, taken_words
from .allocated import links_of
from .pages import case_page, stale_page
from .queries import known_of
from .reported import reports_of, sought_from
from .services.cases import Contradicted, NotSearched, create_adult_for_case, link_adult
from .services.locking import Stale

SEARCHED = "find_adult_known"
SEARCH_FIRST = "Search first: the adult may already be on record."


def find_adult(request: HttpRequest, reference: str) -> HttpResponse:
    """Search with what the reports say, at once, and again with whatever is known; then link a record, or make a new one."""
    case = case_for(request.user, reference, purpose="find_adult")
    permit_on(request.user, case, Permission.WORK_CASES)
    reports = reports_of(case)
    said = sought_from(reports)
    form = FindAdultForm(request.POST if request.method == "POST" else None, initial=asdict(said))
    at_once = request.method != "POST" and case.adult is None and said != Described()
    sought = form.sought() if form.is_valid() else said if at_once else None
    context = {"form": form, "reports": reports, "links": links_of(case), "most": MOST, "searched": sought is not None}
    if sought:
        context["found"] = _search(request, reference, sought)
    return case_page(request, case, "cases/find_adult.html", **context)


def _search(request: HttpRequest, reference: str, sought: Described) -> list[tuple[object, object]]:
    """Those who might be the adult, each with what this person may know of their cases."""
    found = candidates(sought, known_adults(request.user))
    mark = record_search(request.user, reference, len(found))
    # The new record begins with what was searched for; kept on the server, never in the address.
    request.session[SEARCHED] = {"case": reference, "mark": mark} | {k: str(v) for k, v in asdict(sought).items() if v}
    known = known_of(request.user, [row.adult for row in found])
    return [(row, known[row.adult.pk]) for row in found]


@require_POST
def link(request: HttpRequest, reference: str) -> HttpResponse:
    """One click where nothing speaks against it; where the record says otherwise than the report, why it is the adult."""
    found = case_for(request.user, reference, purpose="link_adult")
    permit_on(request.user, found, Permission.WORK_CASES)
    form = LinkAdultForm(request.POST)
    if not form.is_valid():
        return redirect("cases:find_adult", reference)
    why = ConfirmLinkForm(request.POST) if request.POST.get("confirmed") else None
    reason = why.cleaned_data["reason"] if why and why.is_valid() else ""
    try:
        case = link_adult(reference=reference, by=request.user, reason=reason, **form.cleaned_data)
    except Stale as stale:
        return stale_page(request, stale, why or form, found_at=reverse("cases:find_adult", args=[reference]))
    except Contradicted as otherwise:
        context = {"form": why or ConfirmLinkForm(initial=form.cleaned_data), "adult": otherwise.adult}
        return case_page(
            request, found, "cases/confirm_link.html", against=otherwise.against, reports=reports_of(found), **context
        )
    messages.success(request, f"Linked to {case.adult.name}.")
    return redirect("cases:case", reference)


def create_adult(request: HttpRequest, reference: str) -> HttpResponse:
    """A new record. Only after a search, whose words it begins with."""
    case = case_for(request.user, reference, purpose="create_adult")
    permit_on(request.user, case, Permission.WORK_CASES)
    searched = request.session.get(SEARCHED, {})
    mark = searched.get("mark", "")
    if request.method != "POST" and not has_searched(request.user, reference, mark):
        messages.info(request, SEARCH_FIRST)
        return redirect("cases:find_adult", reference)
    form = CreateAdultForm(
        request.POST if request.method == "POST" else None, initial=_from_search(searched) | {"version": case.version}
    )
    context: dict[str, object] = {"form": form, "holder": None}
    if form.is_valid():
        try:
            create_adult_for_case(reference=reference, searched=mark, by=request.user, **form.identity())
        except Stale as stale:
            return stale_page(request, stale, form)
        except NotSearched:
            form.add_error(None, f"{SEARCH_FIRST} What you typed stays here meanwhile.")
        except NumberTaken as taken:
            context["holder"] = holder = holder_of(request.user, taken.nhs_number)
            form.add_error("nhs_number", taken_words(holder))
        else:
            del request.session[SEARCHED]
            messages.success(request, "A record for the adult was made and linked.")
            return redirect("cases:case", reference)
    return case_page(request, case, "cases/create_adult.html", **context)


def _from_search(searched: dict[str, str]) -> dict[str, object]:
    given, _, family = searched.get("name", "").rpartition(" ")
    born = searched.get("born_on", "")
    return searched | {"given_name": given, "family_name": family, "born_on": date.fromisoformat(born) if born else None}
