"""The tool by which the hub rates, for partners and anybody else to try: it gates nothing, and keeps nothing."""

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from thresholds.queries import matrix_in_force
from thresholds.rules import Suggestion, suggest

from ..forms import FactsForm, SignsForm, read_facts, retained
from .rating import carried, weighed


class TriedFactsForm(FactsForm):
    """The same questions, about no case."""

    version = None


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest) -> HttpResponse:
    """The first two steps of a rating, and what the matrix in force would suggest; no table is written, nor the trail."""
    name, matrix = matrix_in_force()
    to, data = request.POST.get("to", ""), request.POST
    if request.method != "POST":
        return _page(request, "facts", TriedFactsForm(matrix=matrix), name)
    if to == "facts" or data.get("matrix") != name:
        return _page(request, "facts", retained(TriedFactsForm, data, matrix=matrix), name)
    first = TriedFactsForm(data, matrix=matrix)
    if not first.is_valid():
        return _page(request, "facts", first, name)
    types = first.cleaned_data["types"]
    if to == "signs":
        return _page(request, "signs", retained(SignsForm, data, matrix=matrix, types=types), name)
    second = SignsForm(data, matrix=matrix, types=types)
    if not second.is_valid():
        return _page(request, "signs", second, name)
    return _page(request, "suggestion", Form(), name, suggest(matrix, read_facts(first, second)))


def _page(request: HttpRequest, step: str, form: Form, name: str, suggestion: Suggestion | None = None) -> HttpResponse:
    context = {"step": step, "form": form, "matrix_name": name, "suggestion": suggestion}
    context |= {"carried": [*carried(request.POST, form), ("matrix", name)], **weighed(suggestion)}
    return render(request, "triage/self_check.html", context)
