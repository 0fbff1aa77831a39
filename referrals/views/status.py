"""The page where a referrer sees what became of their report."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ..forms.public import StatusForm
from ..queries import status_of
from ..services.status import TooManyTries, open_status

NO_MATCH = "We found nothing with this reference and code. Check both and try again"
WAIT = "There were too many wrong codes for this reference. Wait 15 minutes, or ring 01582 547730"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Reference and code travel in the body only; the answer is shown at once, and no address opens it again."""
    form = StatusForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = open_status(**form.cleaned_data)
        except TooManyTries:
            form.add_error(None, WAIT)
            return render(request, "referrals/status.html", {"form": form}, status=429)
        if found:
            return render(request, "referrals/status_found.html", {"status": status_of(found)})
        form.add_error(None, NO_MATCH)
    return render(request, "referrals/status.html", {"form": form})
