"""Setting a warning marker on an adult, and looking whether it still holds."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.roles import Permission

from .access import case_for, permit_on
from .around import marker_named
from .marker_forms import MarkerForm, ReviewMarkerForm
from .pages import case_page, stale_page
from .services.locking import Stale
from .services.markers import MarkerRefused, review_marker, set_marker

PAGE = "cases:around"


def mark(request: HttpRequest, reference: str) -> HttpResponse:
    """A new marker; on a closed case too."""
    case = case_for(request.user, reference, purpose="set_marker")
    permit_on(request.user, case, Permission.KEEP_MARKERS)
    form = MarkerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            set_marker(reference=reference, said=form.said(), by=request.user)
        except MarkerRefused as refused:
            _say(form, refused)
        else:
            messages.success(request, "The marker is set. It shows on every case of the adult, and on the board.")
            return redirect(PAGE, reference)
    return case_page(request, case, "cases/set_marker.html", form=form)


def review(request: HttpRequest, reference: str, marker_id: int) -> HttpResponse:
    """A marker of this case, with its history, and whether it still holds."""
    case = case_for(request.user, reference, purpose="review_marker")
    permit_on(request.user, case, Permission.KEEP_MARKERS)
    found = marker_named(case, marker_id)
    if found is None:
        raise Http404
    latest = next((review.pk for review in found.reviews.all()), 0)
    form = ReviewMarkerForm(request.POST if request.method == "POST" else None, initial={"seen": latest})
    if form.is_valid():
        try:
            review_marker(reference=reference, marker_id=marker_id, by=request.user, **form.answers())
        except Stale as stale:
            return stale_page(request, stale, form)
        except MarkerRefused as refused:
            _say(form, refused)
        else:
            messages.success(request, "Recorded whether the marker still holds.")
            return redirect(PAGE, reference)
    return case_page(request, case, "cases/review_marker.html", form=form, marker=found)


def _say(form: MarkerForm | ReviewMarkerForm, refused: MarkerRefused) -> None:
    for name, problem in refused.problems.items():
        form.add_error(name, problem)
