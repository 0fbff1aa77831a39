"""The tool by which the hub rates, for partners and anybody else to try: it gates nothing, and keeps nothing."""

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from thresholds.matrix import Matrix, read
from thresholds.queries import matrix_in_force, visible_versions
from thresholds.rules import Facts, Suggestion, fitted, suggest

from ..forms import FactsForm, SignsForm, read_facts, retained
from .rating import carried, weighed


class TriedFactsForm(FactsForm):
    """The same questions, about no case."""

    version = None


Step = tuple[str, Form, Facts | None]


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest) -> HttpResponse:
    """The first two steps of a rating, and what the matrix in force would suggest; no table is written, nor the trail."""
    name, matrix = matrix_in_force()
    step, form, facts = _tried(request, matrix, name)
    suggestion = suggest(matrix, facts) if facts else None
    context = {"step": step, "form": form, "matrix_name": name, "suggestion": suggestion}
    context |= {"carried": [*carried(request.POST, form), ("matrix", name)], **weighed(suggestion)}
    return render(request, "triage/self_check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def try_version(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """The same questions as a draft or proposal asks them: what it would suggest, beside what the version in force suggests."""
    version = visible_versions(request.user).filter(pk=matrix_id).first()
    if version is None:
        raise Http404
    matrix, (name, running) = read(version.data), matrix_in_force()
    token = f"{version.name} {version.edition}"
    step, form, facts = _tried(request, matrix, token)
    context = {"version": version, "running": name, "step": step, "form": form, "carried": [*carried(request.POST, form), ("matrix", token)]}
    if facts:
        known, unknown = fitted(running, facts)
        context |= {"both": [_shown("draft", str(version), suggest(matrix, facts)), _shown("running", name, suggest(running, known))], "unknown": unknown}
    return render(request, "triage/try_version.html", context)


def _tried(request: HttpRequest, matrix: Matrix, token: str) -> Step:
    """The step that is asked for, its questions, and once they are answered what is known. `token`: what the questions were of."""
    to, data = request.POST.get("to", ""), request.POST
    if request.method != "POST":
        return "facts", TriedFactsForm(matrix=matrix), None
    if to == "facts" or data.get("matrix") != token:
        return "facts", retained(TriedFactsForm, data, matrix=matrix), None
    first = TriedFactsForm(data, matrix=matrix)
    if not first.is_valid():
        return "facts", first, None
    types = first.cleaned_data["types"]
    if to == "signs":
        return "signs", retained(SignsForm, data, matrix=matrix, types=types), None
    second = SignsForm(data, matrix=matrix, types=types)
    if not second.is_valid():
        return "signs", second, None
    return "suggestion", Form(), read_facts(first, second)


def _shown(at: str, called: str, suggestion: Suggestion) -> dict[str, object]:
    return {"at": at, "called": called, "suggestion": suggestion, **weighed(suggestion)}
