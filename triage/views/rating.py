"""Rating a concern in four steps, and a senior's answer to a lower rating."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from mash.accounts.queries import who_may
from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit_on
from mash.cases.decided import answers_in, seriousness_in
from mash.cases.drafts import Seen
from mash.cases.pages import case_page, stale_page
from mash.cases.pattern_queries import open_patterns
from mash.cases.queries import what_is_open
from mash.cases.reported_words import reported_words
from mash.cases.services.locking import Stale
from mash.cases.services.work_items import AlreadyAnswered
from mash.cases.states import Rag, Stage, Tri
from mash.forms.kept import keys_of
from thresholds.matrix import Matrix, Route
from thresholds.queries import gone, matrix_in_force, matrix_now, news_for
from thresholds.rules import Facts, Suggestion, suggest

from ..forms import ConfirmRatingForm, FactsForm, RatingForm, read_facts, retained
from ..queries import (
    enquiry_begun,
    first_steps_due,
    rating_hindrance,
    ratings_in_words,
    refused_among,
    repeats_of,
    waiting_confirmation,
)
from ..rules import Weighed, sets_rule_aside
from ..services import RatingRefused, confirm_rating, rate_concern
from ..states import Weight
from .going_on import keep_step, kept_step, left_at
from .steps import PAGES, STEPS, carried, ticked, walk, weighed

NOBODY_YET = " It is in MASH enquiry. Nobody holds that yet: the practitioners are asked to take it."


def rate(request: HttpRequest, reference: str) -> HttpResponse:
    """Four steps on one address. What a step was answered waits as the worker's own draft, and the next is a page of its
    own: going back, loading anew and coming back tomorrow find it. Nothing is recorded before the last.
    """
    case = case_for(request.user, reference, purpose="rate_concern")
    name, matrix = matrix_in_force()
    sent = request.method == "POST"
    if sent:
        permit_on(request.user, case, Permission.RATE)
    data, seen_first = (request.POST, None) if sent else kept_step(request, case)
    if data is None:
        form = FactsForm(matrix=matrix, initial={"version": case.version})
        return _page(request, case, "facts", form, name, QueryDict(), left_at=left_at(request, case, matrix, name))
    if data.get("matrix", name) != name:
        name, matrix = matrix_now()  # this process may have been behind
    if data.get("matrix", name) != name:
        messages.warning(request, f"Threshold matrix {name} came into force while you rated. Your answers are kept: look at them again.")
        return _page(request, case, "facts", retained(FactsForm, data, matrix=matrix), name, data)
    reached = walk(data, matrix, STEPS)
    wrong = reached.form is not None and reached.form.is_bound
    if sent and not wrong and (next_page := keep_step(request, case, reached.step or data.get("to", ""))):
        return next_page
    if reached.form:
        return _page(request, case, reached.step, reached.form, name, data, seen_first=seen_first)
    facts = read_facts(reached.answered["facts"], reached.answered["signs"])
    suggestion = suggest(matrix, replace(facts, repeats=repeats_of(case, matrix.repeat.months, request.user)))
    return _decide(request, case, facts, reached.answered["factors"].weighed(), suggestion, name, matrix, data, seen_first)


def _decide(
    request: HttpRequest, case: object, facts: Facts, seriousness: tuple[Weighed, ...], suggestion: Suggestion, name: str,
    matrix: Matrix, data: QueryDict, seen_first: Seen | None,
) -> HttpResponse:  # fmt: skip
    """The suggestion with its reasons, and the worker's own decision below it."""
    given = {"matrix": matrix, "seniors": _named(data), "suggestion": suggestion, "may": request.user.may, "due": first_steps_due(matrix)}
    if data.get("to") == "decide":
        form = retained(RatingForm, data, **given)
    else:
        form = RatingForm(data, **given)
        if form.is_valid():
            try:
                return _rate(request, case.reference, form, facts, seriousness, name)
            except Stale as stale:
                return stale_page(request, stale, form)
            except RatingRefused as refused:
                form.add_error(refused.field, str(refused))
    form.offer([s for s in who_may(Permission.RATE_LOWER).order_by("name", "pk") if s != request.user])
    return _page(request, case, "decide", form, name, data, suggestion, seen_first=seen_first)


def _named(data: QueryDict) -> list[object]:
    """The senior whom the worker named, if they may agree to a lower rating."""
    named = data.get("senior", "")
    return list(who_may(Permission.RATE_LOWER).filter(pk=named)) if named.isdecimal() and len(named) < 19 else []


def _rate(
    request: HttpRequest, reference: str, form: RatingForm, facts: Facts, seriousness: tuple[Weighed, ...], by_matrix: str
) -> HttpResponse:
    said = form.cleaned_data
    to_triage = said.get("route") == Route.TRIAGE
    rating = rate_concern(
        reference=reference, version=said["version"], facts=facts, seriousness=seriousness, rag=Rag(said["rag"]),
        rationale=said["rationale"], would_change=said["would_change"], senior=form.whom(), by=request.user,
        set_rule_aside=to_triage, urgency=said.get("urgency", ""), why_later=said.get("why_later", ""),
        by_matrix=by_matrix,
    )  # fmt: skip
    label = Rag(rating.rag).label
    if rating.rag != said["rag"]:
        messages.info(request, f"{label} applies until {form.whom()} agrees to {Rag(said['rag']).label}.")
    elif to_triage and rating.senior is None:
        messages.info(request, f"Rated {label}. It is in MASH enquiry until {form.whom()} agrees that it goes to triage.")
    else:
        messages.success(request, f"Rated {label}." + (NOBODY_YET if rating.case.stage == Stage.MASH_ENQUIRY and not enquiry_begun(rating.case) else ""))
    return redirect("triage:triage", reference)


def _page(
    request: HttpRequest, case: Any, step: str, form: Form, matrix_name: str, data: QueryDict, suggestion: Suggestion | None = None,
    left_at: str = "", seen_first: Seen | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "patterns": open_patterns(request.user, case) if step == "decide" else [], "reported": reported_words(case), "repeats": _repeats(request, case) if step == "signs" else [], "asked": ",".join(keys_of(form)), "seen_first": seen_first,
        "gone": gone(matrix_in_force()[1], ticked(data)), "left_at": left_at, "left_at_number": PAGES.index(left_at) + 1 if left_at else 0,
        "form": form, "step": step, "step_number": PAGES.index(step) + 1, "after_signs": "factors",
        "danger": data.get("safe_now") == Tri.NO, "carried": carried(data, form), "matrix_name": matrix_name,
        "suggestion": suggestion, **weighed(suggestion), "ratings": ratings_in_words(case), "waiting": waiting_confirmation(case),
        "hindrance": rating_hindrance(case, what_is_open(case)), "may_rate": request.user.may(Permission.RATE),
        "may_confirm": request.user.may(Permission.RATE_LOWER), "news": news_for(request.user), "version": data.get("version", case.version),
    }  # fmt: skip
    if context["waiting"]:
        context["asked_label"] = Rag(context["ratings"][0].decision.snapshot["asked"]).label
    if request.method != "POST" and data:
        # Somebody going on from step to step doesn't begin again: their words are on the page, and not called unsent.
        context["draft"] = None
    return case_page(request, case, "triage/rate_concern.html", **context)


def _repeats(request: HttpRequest, case: Any) -> list[str]:
    """What the hub has counted, where it is asked whether it happened before: from the second concern on."""
    months = matrix_in_force()[1].repeat.months
    found = repeats_of(case, months, request.user).named()
    return [f"{count} concerns about {what} within {months} months, this one included" for what, count in found if count > 1]


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
                would_change=said["would_change"], by=request.user,
            )  # fmt: skip
        except Stale as stale:
            return stale_page(request, stale, form)
        except AlreadyAnswered as earlier:
            return case_page(request, case, "triage/answered_rating.html", status=409, item=earlier.item, words=said["words"])
        except RatingRefused as refused:
            form.add_error("agrees", str(refused))
        else:
            messages.success(request, "Your answer is recorded.")
            return redirect("cases:decisions", reference)
    context = {"waiting": waiting_confirmation(case), "reported": reported_words(case), "ratings": ratings_in_words(case)}
    return case_page(request, case, "triage/confirm_rating.html", form=form, **context, **_asked(context["ratings"]))


def _asked(ratings: list[Any]) -> dict[str, object]:
    """What the newest rating asked for, on what it rests, and which seniors refused as much before."""
    if not ratings:
        return {"rating": None}
    newest, kept = ratings[0], ratings[0].decision.snapshot
    serious = [each for each in seriousness_in(kept) if each["answer"] != Weight.NO_CONCERN.label]
    return {
        "rating": newest, "asked": Rag(kept["asked"]).value, "to_triage": sets_rule_aside(kept), "answers": answers_in(kept), "serious": serious,
        "urgency": kept.get("urgency"), "refused": refused_among(ratings),
        "asked_label": Rag(kept["asked"]).label,
    }  # fmt: skip
