"""Rating a concern in three steps, and a senior's answer to a lower rating."""

from dataclasses import replace

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from mash.accounts.queries import who_may
from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit_on
from mash.cases.pages import case_page, stale_page
from mash.cases.queries import what_is_open
from mash.cases.services.locking import Stale
from mash.cases.services.work_items import AlreadyAnswered
from mash.cases.states import Rag
from thresholds.matrix import Matrix
from thresholds.queries import matrix_in_force
from thresholds.rules import Facts, ReasonKind, Suggestion, suggest

from ..forms import ConfirmRatingForm, FactsForm, RatingForm, SignsForm, read_facts, retained
from ..queries import history_of_ratings, rating_hindrance, ratings_in_words, repeats_of, waiting_confirmation
from ..services import RatingRefused, confirm_rating, rate_concern

NOT_CARRIED = {"csrfmiddlewaretoken", "to", "version", "matrix"}


def rate(request: HttpRequest, reference: str) -> HttpResponse:
    """Three steps on one address: `to` names the step that is asked for next; what was answered travels along."""
    case = case_for(request.user, reference, purpose="rate_concern")
    name, matrix = matrix_in_force()
    if request.method != "POST":
        form = FactsForm(matrix=matrix, initial={"version": case.version})
        return _page(request, case, "facts", form, name)
    permit_on(request.user, case, Permission.RATE)
    if request.POST.get("matrix", name) != name:
        messages.warning(request, f"Threshold matrix {name} came into force while you rated. Your answers are kept: look at them again.")
        return _page(request, case, "facts", retained(FactsForm, request.POST, matrix=matrix), name)
    to, data = request.POST.get("to", ""), request.POST
    if to == "facts":
        return _page(request, case, "facts", retained(FactsForm, data, matrix=matrix), name)
    first = FactsForm(data, matrix=matrix)
    if not first.is_valid():
        return _page(request, case, "facts", first, name)
    types = first.cleaned_data["types"]
    if to == "signs":
        return _page(request, case, "signs", retained(SignsForm, data, matrix=matrix, types=types), name)
    second = SignsForm(data, matrix=matrix, types=types)
    if not second.is_valid():
        return _page(request, case, "signs", second, name)
    return _decide(request, case, read_facts(first, second), name, matrix)


def _decide(request: HttpRequest, case: object, facts: Facts, name: str, matrix: Matrix) -> HttpResponse:
    given = {"rags": sorted({level.rag for level in matrix.levels}, key=lambda rag: -rag.rank), "seniors": _named(request)}
    if request.POST.get("to") == "decide":
        form = retained(RatingForm, request.POST, **given)
        return _decision_page(request, case, form, facts, name, matrix)
    form = RatingForm(request.POST, **given)
    if form.is_valid():
        try:
            return _rate(request, case.reference, form, facts)
        except Stale as stale:
            return stale_page(request, stale, form)
        except RatingRefused as refused:
            form.add_error(refused.field, str(refused))
    return _decision_page(request, case, form, facts, name, matrix)


def _named(request: HttpRequest) -> list[object]:
    """The senior whom the worker named, if they may agree to a lower rating."""
    named = request.POST.get("senior", "")
    return list(who_may(Permission.RATE_LOWER).filter(pk=named)) if named.isdecimal() and len(named) < 19 else []


def _decision_page(
    request: HttpRequest, case: object, form: RatingForm, facts: Facts, name: str, matrix: Matrix
) -> HttpResponse:
    """The suggestion with its reasons, and the worker's own decision below it."""
    form.offer([s for s in who_may(Permission.RATE_LOWER).order_by("name", "pk") if s != request.user])
    suggestion = suggest(matrix, replace(facts, repeats=repeats_of(case, matrix.repeat.months, request.user)))
    return _page(request, case, "decide", form, name, suggestion)


def _rate(request: HttpRequest, reference: str, form: RatingForm, facts: Facts) -> HttpResponse:
    said = form.cleaned_data
    rating = rate_concern(
        reference=reference, version=said["version"], facts=facts, rag=Rag(said["rag"]), rationale=said["rationale"],
        would_change=said["would_change"], senior=form.whom(), by=request.user,
    )  # fmt: skip
    label = Rag(rating.rag).label
    if rating.rag == said["rag"]:
        messages.success(request, f"Rated {label}.")
    else:
        messages.info(request, f"{label} applies until {form.whom()} agrees to {Rag(said['rag']).label}.")
    return redirect("triage:triage", reference)


def _page(
    request: HttpRequest, case: object, step: str, form: Form, matrix_name: str, suggestion: Suggestion | None = None
) -> HttpResponse:
    context = {
        "form": form, "step": step, "carried": carried(request.POST, form), "matrix_name": matrix_name,
        "suggestion": suggestion, **weighed(suggestion), "ratings": ratings_in_words(case), "waiting": waiting_confirmation(case),
        "hindrance": rating_hindrance(case, what_is_open(case)), "may_rate": request.user.may(Permission.RATE),
        "may_confirm": request.user.may(Permission.RATE_LOWER), "version": request.POST.get("version", case.version),
    }  # fmt: skip
    return case_page(request, case, "triage/rate_concern.html", **context)


def weighed(suggestion: Suggestion | None) -> dict[str, object]:
    """What weighs, apart from the list of gates that nobody has opened yet."""
    reasons = suggestion.reasons if suggestion else ()
    gates = [reason for reason in reasons if reason.kind == ReasonKind.GATE]
    return {"gates": gates, "weighty": [reason for reason in reasons if reason.kind != ReasonKind.GATE]}


def carried(data: QueryDict, form: Form) -> list[tuple[str, str]]:
    """What other steps asked, so that going on and going back lose nothing."""
    here = NOT_CARRIED | set(form.fields)
    return [(name, value) for name, values in data.lists() if name not in here for value in values]


def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """A senior agrees to a lower rating, or says why the suggested one stays."""
    case = case_for(request.user, reference, purpose="confirm_rating")
    permit_on(request.user, case, Permission.RATE_LOWER)
    form = ConfirmRatingForm(request.POST if request.method == "POST" else None, initial={"version": case.version})
    if form.is_valid():
        said = form.cleaned_data
        try:
            confirm_rating(
                reference=reference, version=said["version"], agrees=said["agrees"] == "yes", words=said["words"],
                by=request.user,
            )  # fmt: skip
        except Stale as stale:
            return stale_page(request, stale, form)
        except AlreadyAnswered as earlier:
            return case_page(request, case, "triage/answered_rating.html", status=409, item=earlier.item, words=said["words"])
        messages.success(request, "Your answer is recorded.")
        return redirect("triage:rate_concern", reference)
    waiting, ratings = waiting_confirmation(case), list(history_of_ratings(case)[:1])
    asked = Rag(ratings[0].decision.snapshot["asked"]).value if ratings else ""
    return case_page(request, case, "triage/confirm_rating.html", form=form, waiting=waiting, rating=ratings[0] if ratings else None, asked=asked)
