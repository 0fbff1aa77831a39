"""The tool by which the hub rates, for partners and anybody else to try: it gates nothing, and keeps nothing."""

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from mash.cases.states import Tri
from thresholds.matrix import Matrix, read
from thresholds.queries import matrix_in_force, reads_drafts, visible_versions
from thresholds.rules import Facts, Suggestion, fitted, suggest

from ..forms import TriedFactsForm, read_facts, retained
from .steps import TRIED, carried, walk, weighed


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest) -> HttpResponse:
    """The first two steps of a rating, and what the matrix in force would suggest; no table is written, nor the trail."""
    name, matrix = matrix_in_force()
    step, form, facts = _tried(request, matrix, name)
    suggestion = suggest(matrix, facts) if facts else None
    context = _asked(request, step, form, name) | {"matrix_name": name, "suggestion": suggestion, **weighed(suggestion)}
    return render(request, "triage/self_check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def try_version(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """The same questions as a draft or proposal asks them: what it would suggest, beside what the version in force suggests."""
    version = visible_versions(request.user).filter(pk=matrix_id).first()
    if version is None or not reads_drafts(request.user):
        raise Http404
    matrix, (name, running) = read(version.data), matrix_in_force()
    token = f"{version.name} {version.edition}"
    step, form, facts = _tried(request, matrix, token)
    context = _asked(request, step, form, token) | {"version": version, "running": name}
    if facts:
        known, unknown = fitted(running, facts)
        both = [_shown("draft", str(version), suggest(matrix, facts)), _shown("running", name, suggest(running, known))]
        context |= {"both": both, "unknown": unknown}
    return render(request, "triage/try_version.html", context)


def _tried(request: HttpRequest, matrix: Matrix, token: str) -> tuple[str, Form, Facts | None]:
    """The step that is asked for, its questions, and once they are answered what is known. `token`: what the questions were of."""
    if request.method != "POST":
        return "facts", TriedFactsForm(matrix=matrix), None
    if request.POST.get("matrix") != token:
        return "facts", retained(TriedFactsForm, request.POST, matrix=matrix), None
    reached = walk(request.POST, matrix, TRIED)
    if reached.form:
        return reached.step, reached.form, None
    return "suggestion", Form(), read_facts(reached.answered["facts"], reached.answered["signs"])


def _asked(request: HttpRequest, step: str, form: Form, token: str) -> dict[str, object]:
    danger = request.POST.get("safe_now") == Tri.NO
    return {"step": step, "form": form, "after_signs": "", "danger": danger, "carried": [*carried(request.POST, form), ("matrix", token)]}


def _shown(at: str, called: str, suggestion: Suggestion) -> dict[str, object]:
    return {"at": at, "called": called, "suggestion": suggestion, **weighed(suggestion)}
