"""The threshold matrix in force, for whoever rates by it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ..queries import matrix_in_force, version_named
from ..rules import shown_in_full


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Everything the matrix says, with a mark on what the council has yet to confirm, for workers and partners.

    Whoever has not signed in reads in plain words what it comes to: they never need to decide it.
    """
    if not request.user.is_authenticated:
        return render(request, "thresholds/public.html")
    name, matrix = matrix_in_force()
    running = version_named(name)
    return render(request, "thresholds/guide.html", shown_in_full(name, matrix) | {"pk": running[0] if running else 0})


@require_safe
def version_called(request: HttpRequest) -> HttpResponse:
    """The version that a decision names, in its own wording; decisions know it by name."""
    found = version_named(request.GET.get("name", ""))
    if found is None:
        raise Http404
    return redirect("thresholds:version", found[0])
