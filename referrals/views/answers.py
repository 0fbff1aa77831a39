"""The forms of the public pages in the words of whoever answers them, and all of their answers shown again in words."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse

from thresholds.queries import abuse_types

from ..drafts import FILES, Draft, keep_draft
from ..forms.public import KNOWN, asked
from ..pages import check_groups, file_group
from ..queries import unsent_files
from ..rules import first_missing, path_of
from ..states import Voice

LABELS = {"save": "Save it again", "delete": "Delete it now", "keep": "Go on"}


def form_of(step: str, voice: Voice, data: object = None, **more: object) -> Form:
    """One page's questions."""
    return asked(step, voice, data, abuse_types=abuse_types() if step == "happened" else (), **more)


def answers_of(voice: Voice, data: object) -> dict[str, Form]:
    """All pages that this person is asked, with their answers."""
    return {step: form_of(step, voice, data) for step in ("who", *path_of(voice))}


def shown_again(request: HttpRequest) -> dict[str, Any]:
    """For a page whose token has gone: what was typed, with its questions, and what sending it again will do."""
    posted = request.POST
    draft = Draft(answers={key: values for key, values in posted.lists() if key in KNOWN})
    groups = [*check_groups(answers_of(draft.voice, draft.data), draft.voice), file_group(unsent_files(posted.getlist(FILES)))]
    button = next((name for name in LABELS if name in posted), "")
    return {
        "label": LABELS[button] if button else "Send it again" if request.path.endswith("/check/") else "Go on",
        "groups": [group for group in groups if group["rows"]],
        "lost": [file.name for file in request.FILES.getlist("files")],
    }


def hold_draft(request: HttpRequest, draft: Draft) -> None:
    """Keep what was answered until it is sent, or the person leaves."""
    keep_draft(request.session, draft)
    if not request.user.is_authenticated:
        # On a shared computer, closing the browser forgets what was not sent.
        request.session.set_expiry(0)


def next_url(draft: Draft) -> str:
    """The next question that was not answered; after the last, all answers on one page."""
    return reverse(f"referrals:{first_missing(draft.done, draft.voice) or 'check'}")
