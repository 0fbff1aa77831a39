"""What managers look at: the overview, the lists behind its figures, and the trail of a case."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit, record_list
from mash.cases.pages import case_page
from mash.cases.pattern_queries import listed_patterns, pattern_counts
from mash.cases.states import PatternState
from thresholds.queries import waits_for as matrix_for

from ..figures import pictures
from ..forms import LetThroughForm, NarrowForm, PatternForm, PeriodForm, TrailForm
from ..queries import Narrow, intake, let_through_figures, listed_cases, overview, trail_of
from ..states import CaseList, Period, TrailKind

BACK = {CaseList.RECEIVED: ("Everything that arrived", "audit:intake")}


@require_safe
def show_overview(request: HttpRequest) -> HttpResponse:
    """Where the hub stands now. The board sees the figures; whoever may see cases can open each of them."""
    permit(request.user, Permission.SEE_OVERVIEW)
    figures = overview(request.user)
    opens = request.user.may(Permission.SEE_CASES)
    context = {"figures": figures, "pictures": pictures(figures, opens=opens), "opens": opens, "matrix": matrix_for(request.user)}
    return render(request, "audit/overview.html", context)


@require_safe
def show_intake(request: HttpRequest) -> HttpResponse:
    """Whether everything that arrived is accounted for, by the channel it came by and the day."""
    permit(request.user, Permission.SEE_OVERVIEW)
    form = PeriodForm(request.GET)
    chosen = Period(form.cleaned_data["period"] or Period.MONTH) if form.is_valid() else Period.MONTH
    figures = intake(chosen)
    context = {"figures": figures, "span": f"since={figures.since}" if figures.since else "", "filter": PeriodForm(initial={"period": chosen}), "period": chosen}
    return render(request, "audit/intake.html", context | {"opens": request.user.may(Permission.SEE_CASES)})


@require_safe
def show_let_through(request: HttpRequest) -> HttpResponse:
    """Words that were left as they were after the hub asked about them: how often, by whom, and why."""
    permit(request.user, Permission.SEE_OVERVIEW)
    permit(request.user, Permission.SEE_CASES)
    form = LetThroughForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    period, kind = Period(chosen.get("period") or Period.MONTH), chosen.get("kind", "")
    figures = let_through_figures(request.user, period, kind, request.GET.get("page", "1"))
    record_list(request.user, sorted({row.case.reference for row in figures.page if row.case}), where="overview wording")
    shown = LetThroughForm(initial={"period": period, "kind": kind})
    context = {"figures": figures, "filter": shown, "query": f"period={period}&kind={kind}"}
    return render(request, "audit/let_through.html", context)


@require_safe
def show_list(request: HttpRequest, what: str) -> HttpResponse:
    """What one figure counted."""
    permit(request.user, Permission.SEE_OVERVIEW)
    permit(request.user, Permission.SEE_CASES)
    if what not in list(CaseList):
        raise Http404
    form = NarrowForm(request.GET)
    form.is_valid()  # what is not well formed narrows nothing
    page = listed_cases(request.user, CaseList(what), Narrow(**form.cleaned_data), page=request.GET.get("page", "1"))
    record_list(request.user, sorted({row.reference for row in page.object_list}), where=f"overview {what}")
    context = {"page": page, "title": CaseList(what).label, "counts": CaseList(what).counts, "narrowed": form.words(), "query": form.address()}
    return render(request, "audit/list.html", context | {"back": BACK.get(what, ("Overview", "audit:overview"))})


@require_safe
def show_patterns(request: HttpRequest) -> HttpResponse:
    """The patterns across concerns: those to look at, and what was dismissed, by whom and why."""
    permit(request.user, Permission.SEE_OVERVIEW)
    permit(request.user, Permission.SEE_CASES)
    form = PatternForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rule, state = chosen.get("rule", ""), chosen.get("state") or PatternState.OPEN
    page = listed_patterns(request.user, rule=rule, state=PatternState(state), page=request.GET.get("page", "1"))
    record_list(request.user, sorted({line.reference for view in page.object_list for line in view.lines}), where="patterns")
    context = {
        "page": page, "filter": PatternForm(initial={"rule": rule, "state": state}), "query": f"rule={rule}&state={state}",
        "counts": [{"rule": rule, "label": rule.label, **by_state} for rule, by_state in pattern_counts(request.user).items()],
        "may_work": request.user.may(Permission.WORK_CASES),
    }  # fmt: skip
    return render(request, "audit/patterns.html", context)


@require_safe
def trail(request: HttpRequest, reference: str) -> HttpResponse:
    """Who did, saw or was refused what with this case, and whether that record is whole."""
    permit(request.user, Permission.SEE_TRAIL, subject=reference)
    case = case_for(request.user, reference, purpose="trail")
    form = TrailForm(request.GET)
    chosen = form.cleaned_data["kind"] if form.is_valid() else ""
    found = trail_of(reference, TrailKind(chosen) if chosen else None, request.GET.get("page", "1"))
    context = {"trail": found, "filter": form, "query": f"kind={chosen}" if chosen else ""}
    return case_page(request, case, "audit/trail.html", **context)
