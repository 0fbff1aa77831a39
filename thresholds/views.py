"""The threshold matrix in force, for whoever rates by it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit

from .queries import matrix_in_force


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Everything the matrix says, with a mark on what the council has yet to confirm."""
    if not request.user.may(Permission.SEE_OVERVIEW):
        permit(request.user, Permission.WORK_CASES, subject="thresholds")
    name, matrix = matrix_in_force()
    kinds = [
        {"kind": kind, "levels": [{"level": level, "signs": kind.at(level.number)} for level in matrix.levels[::-1]]}
        for kind in matrix.types
    ]
    return render(request, "thresholds/guide.html", {"name": name, "matrix": matrix, "kinds": kinds})
