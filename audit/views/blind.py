"""Rating a concern a second time, without knowing how it was rated."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit
from mash.cases.kept_pages import kept_page
from mash.cases.states import Rag
from mash.forms.kept import in_words
from thresholds.matrix import Matrix
from thresholds.queries import version_named
from thresholds.rules import Facts, Suggestion, facts_of, suggest
from triage.forms import TriedFactsForm, read_facts, retained
from triage.views.steps import TRIED, carried, walk, weighed

from ..forms import BlindRatingForm, DeclineForm
from ..queries import given_to, known_then
from ..services import RatedBefore, decline_blind, rate_blind


@require_safe
def second_ratings(request: HttpRequest) -> HttpResponse:
    """What this person was asked to rate again."""
    permit(request.user, Permission.RATE, subject="sample")
    rows = list(given_to(request.user))
    waiting = [row for row in rows if not row.answered_at]
    return render(request, "audit/second_ratings.html", {"waiting": waiting, "done": len(rows) - len(waiting)})


def rate_again(request: HttpRequest, second_id: int) -> HttpResponse:
    """The steps of a rating beside what was known then; `to` names the step that is asked for next."""
    row = _given(request, second_id)
    _, matrix = version_named(row.decision.versions["matrix"])
    if request.method != "POST":
        return _page(request, row, "facts", TriedFactsForm(matrix=matrix))
    reached = walk(request.POST, matrix, TRIED)
    if reached.form:
        return _page(request, row, reached.step, reached.form)
    facts = read_facts(reached.answered["facts"], reached.answered["signs"])
    counted = facts_of(row.decision.snapshot["facts"]).repeats
    return _decide(request, row, replace(facts, repeats=counted), matrix)


def _decide(request: HttpRequest, row: Any, facts: Facts, matrix: Matrix) -> HttpResponse:
    rags = sorted({level.rag for level in matrix.levels}, key=lambda rag: -rag.rank)
    asked = {"rags": rags, "urgencies": matrix.urgencies}
    if request.POST.get("to") == "decide":
        return _page(request, row, "decide", retained(BlindRatingForm, request.POST, **asked), suggest(matrix, facts))
    form = BlindRatingForm(request.POST, **asked)
    if not form.is_valid():
        return _page(request, row, "decide", form, suggest(matrix, facts))
    said = form.cleaned_data
    try:
        rate_blind(
            blind_id=row.pk, facts=facts, rag=Rag(said["rag"]), urgency=said.get("urgency", ""), rationale=said["rationale"], by=request.user
        )
    except RatedBefore:
        return _answered(request, form)
    messages.success(request, "Your second rating is kept. It changes nothing on the case.")
    return redirect("audit:second_ratings")


def decline_again(request: HttpRequest, second_id: int) -> HttpResponse:
    """Somebody who knows the adult or the case says so."""
    row = _given(request, second_id)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            decline_blind(blind_id=row.pk, why=form.cleaned_data["why"], by=request.user)
        except RatedBefore:
            return _answered(request, form)
        messages.success(request, "It is left out. Thank you for saying so.")
        return redirect("audit:second_ratings")
    return kept_page(request, "audit/decline_again.html", row=row, form=form)


def _given(request: HttpRequest, second_id: int) -> Any:
    """What was given to this person, and waits; looking at it is a look at its case, and recorded so."""
    permit(request.user, Permission.RATE, subject="sample")
    row = given_to(request.user).filter(pk=second_id).first()
    if row is None:
        raise Http404
    case_for(request.user, row.decision.case.reference, purpose="rate_again")
    return row


def _answered(request: HttpRequest, form: Form | None = None) -> HttpResponse:
    """The first answer stands. What was written for a second one is shown, and nothing of it is recorded."""
    if form:
        return render(request, "audit/answered_before.html", {"written": in_words(form)}, status=409)
    messages.info(request, "This one was answered before, and the first answer stands.")
    return redirect("audit:second_ratings")


def _page(request: HttpRequest, row: Any, step: str, form: Form, suggestion: Suggestion | None = None) -> HttpResponse:
    if row.answered_at:
        return _answered(request)
    context = {
        "row": row, "size": row.sample.ratings.count(), "known": known_then(row.decision), "step": step, "form": form, "suggestion": suggestion,
        "after_signs": "",
        "carried": carried(request.POST, form), **weighed(suggestion),
    }  # fmt: skip
    return kept_page(request, "audit/rate_again.html", **context)
