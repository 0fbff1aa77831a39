"""The tab about the adult: needs side by side, what the services do together, and what others must know."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission

from .access import case_for, may_on, permit_on, record_list
from .adult_states import NeedKind
from .around import around, needs_of, newest_response, response_named, response_of, unmet_on
from .identity import about_adult
from .need_forms import ASK, LookAgainForm, NeedForm, ResponseForm
from .pages import case_page, stale_page
from .services.locking import Stale
from .services.needs import ResponseRefused, look_at_response, record_need, record_response
from .states import Stage

PAGE = "cases:around"


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything around the adult on one page, read in ten seconds and filled in in pieces."""
    case = case_for(request.user, reference, purpose="around")
    shown = around(request.user, case)
    others = {need.case.reference for row in shown["needs"] for need in row.elsewhere} | {row.marker.case.reference for row in shown["markers"]}
    record_list(request.user, sorted(others - {reference}), where=f"around the adult of {reference}")
    may = {
        "work": may_on(request.user, case, Permission.WORK_CASES) and case.stage != Stage.CLOSED,
        "follow": may_on(request.user, case, Permission.FOLLOW_CONNECTION), "mark": may_on(request.user, case, Permission.KEEP_MARKERS),
    }  # fmt: skip
    return case_page(request, case, "cases/around.html", may=may, **shown, **about_adult(request.user, case))


def need(request: HttpRequest, reference: str, need: str) -> HttpResponse:
    """One kind of need."""
    case = case_for(request.user, reference, purpose="record_need")
    permit_on(request.user, case, Permission.WORK_CASES)
    if need not in list(NeedKind):
        raise Http404
    kind = NeedKind(need)
    row = next(row for row in needs_of(request.user, case) if row.kind == kind)
    form = NeedForm(request.POST if request.method == "POST" else None, kind=kind, initial={"seen": row.now.pk if row.now else 0})
    if form.is_valid():
        try:
            record_need(reference=reference, said=form.said(), seen=form.cleaned_data["seen"], by=request.user)
        except Stale as stale:
            return stale_page(request, stale, form)
        messages.success(request, f"{kind.label}: recorded.")
        return redirect(PAGE, reference)
    return case_page(request, case, "cases/record_need.html", form=form, row=row, ask=ASK[kind])


def response(request: HttpRequest, reference: str) -> HttpResponse:
    """Who leads and who does what about the needs that nobody meets."""
    case = case_for(request.user, reference, purpose="record_response")
    permit_on(request.user, case, Permission.FOLLOW_CONNECTION)
    standing, needs = response_of(case), unmet_on(case)
    form = ResponseForm(request.POST if request.method == "POST" else None, needs=needs, initial=_as_it_stands(standing) | {"seen": newest_response(case)})
    if form.is_valid():
        try:
            record_response(reference=reference, said=form.said(), seen=form.cleaned_data["seen"], by=request.user)
        except Stale as stale:
            return stale_page(request, stale, form)
        except ResponseRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Recorded who leads and who does what. Somebody is asked on the day whether it works.")
            return redirect(PAGE, reference)
    rows = [row for row in needs_of(request.user, case) if row.kind in needs]
    return case_page(request, case, "cases/record_response.html", form=form, rows=rows, response=standing)


def _as_it_stands(standing: object) -> dict[str, object]:
    """What a change begins with: the response that stands, whose days may have passed."""
    if standing is None:
        return {}
    found = {name: getattr(standing, name) for name in ("lead_agency", "lead_person", "aim")}
    for part in standing.parts.all():
        found |= {f"who_{part.need}": part.service, f"what_{part.need}": part.what, f"by_{part.need}": part.by_on}
    return found


def look(request: HttpRequest, reference: str, response_id: int) -> HttpResponse:
    """Whether a response works."""
    case = case_for(request.user, reference, purpose="look_at_response")
    permit_on(request.user, case, Permission.FOLLOW_CONNECTION)
    found = response_named(case, response_id)
    if found is None:
        raise Http404
    latest = next((look.pk for look in found.looks.all()), 0)
    form = LookAgainForm(request.POST if request.method == "POST" else None, initial={"seen": latest})
    if form.is_valid():
        said = {"words": form.cleaned_data["words"], "seen": form.cleaned_data["seen"], "next_on": form.next_day()}
        try:
            look_at_response(reference=reference, response_id=response_id, by=request.user, **said)
        except Stale as stale:
            return stale_page(request, stale, form)
        except ResponseRefused as refused:
            form.add_error("next_on", str(refused))
        else:
            messages.success(request, "Recorded what became of it.")
            return redirect(PAGE, reference)
    return case_page(request, case, "cases/look_at_response.html", form=form, response=found)
