"""The tool by which the hub rates, for partners and anybody else to try: it gates nothing, and keeps nothing."""

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from thresholds.queries import matrix_in_force
from thresholds.rules import Suggestion, suggest

from ..forms import FactsForm, read_facts, retained
from .steps import STEPS, carried, walk, weighed


class TriedFactsForm(FactsForm):
    """The same questions, about no case."""

    version = None


# How serious it is for one adult is asked about a real one only: the suggestion doesn't rest on it.
TRIED = {"facts": TriedFactsForm, "signs": STEPS["signs"]}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest) -> HttpResponse:
    """The first two steps of a rating, and what the matrix in force would suggest; no table is written, nor the trail."""
    name, matrix = matrix_in_force()
    if request.method != "POST":
        return _page(request, "facts", TriedFactsForm(matrix=matrix), name)
    if request.POST.get("matrix") != name:
        return _page(request, "facts", retained(TriedFactsForm, request.POST, matrix=matrix), name)
    reached = walk(request.POST, matrix, TRIED)
    if reached.form:
        return _page(request, reached.step, reached.form, name)
    facts = read_facts(reached.answered["facts"], reached.answered["signs"])
    return _page(request, "suggestion", Form(), name, suggest(matrix, facts))


def _page(request: HttpRequest, step: str, form: Form, name: str, suggestion: Suggestion | None = None) -> HttpResponse:
    context = {"step": step, "form": form, "matrix_name": name, "suggestion": suggestion, "after_signs": ""}
    context |= {"carried": [*carried(request.POST, form), ("matrix", name)], **weighed(suggestion)}
    return render(request, "triage/self_check.html", context)
