"""Saving a report that is not finished, and coming back to it with reference and code: no account, no e-mail."""

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mash.forms.reading import clean_line
from mash.health.errors import can_be_sent_again
from mash.references import read_reference

from ..drafts import Draft, draft_in, drop_draft
from ..forms.public import SavedForm
from ..services.accepting import PUBLIC_FORM
from ..services.drafts import DraftTooLong, delete_draft, open_draft, save_draft
from ..services.files import throw_away_files
from .answers import hold_draft, next_url, shown_again

NO_MATCH = (
    "We found nothing to open with this reference and code. Check both and try again. A saved report is removed after 7"
    " days, and after 5 wrong codes it can no longer be opened"
)
TOO_LONG = "Your answers are too long to be kept. Shorten them, or send what you have now"
JUST_SAVED = "just_saved"
"""What the button says that deletes from the page on which reference and code were shown: nothing was typed there."""


def put_away(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """The page with reference and code, shown this once; nothing when there is more than can be kept.

    The answers leave the session and the page: whoever comes to this computer next can't go on without the code.
    """
    try:
        ticket = save_draft(once_key=UUID(draft.once_key), text=draft.as_text(), resumed=clean_line(draft.saved))
    except DraftTooLong:
        return None
    drop_draft(request.session)
    context = {"ticket": ticket, "in_danger": draft.in_danger, "just_saved": JUST_SAVED}
    return render(request, "referrals/saved.html", context)


@login_not_required
@can_be_sent_again(shown_again)
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Reference and code travel in the body only. Deleting answers the same, whatever was found."""
    form = SavedForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "delete" in request.POST:
        _forget(request, delete_draft(**form.cleaned_data))
        return render(request, "referrals/draft_deleted.html", {"sure": request.POST["delete"] == JUST_SAVED})
    if form.is_valid():
        text = open_draft(**form.cleaned_data)
        if text is not None:
            return _go_on(request, replace(Draft.from_text(text), saved=read_reference(form.cleaned_data["reference"])))
        form.add_error(None, NO_MATCH)
    return render(request, "referrals/resume.html", {"form": form})


def _forget(request: HttpRequest, text: str | None) -> None:
    """Its photos go too, and what this browser still holds of it."""
    if text is None:
        return
    draft = Draft.from_text(text)
    throw_away_files(once_key=UUID(draft.once_key), tokens=draft.files, by=PUBLIC_FORM)
    if draft_in(request.session).once_key == draft.once_key:
        drop_draft(request.session)


def _go_on(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where they stopped; by way of the numbers to ring, if somebody was in danger."""
    hold_draft(request, draft)
    return redirect("referrals:ring" if draft.in_danger else next_url(draft))
