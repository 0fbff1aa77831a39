"""Saving a report that is not finished, and coming back to it with reference and code: no account, no e-mail."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mash.health.errors import can_be_sent_again

from ..drafts import Draft, drop_draft, keep_draft
from ..forms.public import SavedForm
from ..rules import first_missing
from ..services.drafts import DraftTooLong, delete_draft, open_draft, save_draft

NO_MATCH = (
    "We found nothing to open with this reference and code. Check both and try again. A draft is removed after 7 days, and"
    " after 5 wrong codes it can no longer be opened"
)


def put_away(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """The page with reference and code, shown this once; nothing when there is more than can be kept.

    The answers leave the session: whoever comes to this computer next can't go on with them.
    """
    try:
        ticket = save_draft(once_key=UUID(draft.once_key), text=draft.as_text())
    except DraftTooLong:
        return None
    drop_draft(request.session)
    context = {"ticket": ticket, "carried": draft.carried(), "in_danger": draft.in_danger, "next_url": _next_url(draft)}
    return render(request, "referrals/saved.html", context)


@login_not_required
@can_be_sent_again
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Reference and code travel in the body only. Deleting answers the same, whatever was found."""
    form = SavedForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "delete" in request.POST:
        delete_draft(**form.cleaned_data)
        drop_draft(request.session)
        return render(request, "referrals/draft_deleted.html")
    if form.is_valid():
        text = open_draft(**form.cleaned_data)
        if text is not None:
            return _go_on(request, Draft.from_text(text))
        form.add_error(None, NO_MATCH)
    return render(request, "referrals/resume.html", {"form": form})


def _go_on(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where they stopped; by way of the numbers to ring, if somebody was in danger."""
    keep_draft(request.session, draft)
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    return redirect("referrals:ring" if draft.in_danger else _next_url(draft))


def _next_url(draft: Draft) -> str:
    return reverse(f"referrals:{first_missing(draft.done, draft.voice) or 'check'}")
