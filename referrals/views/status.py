"""The page where a referrer sees what became of their report, and writes again."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from mash.forms.once import under_fresh_key
from mash.hub.contact import lines_in_words
from mash.once import OtherWords

from ..drafts import sent_in
from ..forms.public import StatusForm
from ..forms.status import KeptKeys, ReplyForm
from ..queries import phone_answered, reference_sent, status_of
from ..services.accepting import REFERRER
from ..services.replies import TooManyReplies, receive_reply
from ..services.status import TooManyTries, open_status
from ..states import Danger, ReplyKind

NO_MATCH = "We found nothing with this reference and code. Check both and try again"
WAIT = f"There were too many wrong codes for this reference. Wait 15 minutes, or ring {lines_in_words()}"
ENOUGH = f"You have written to us many times today. Please ring {lines_in_words()}, so that we can talk"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Reference and code travel in the body only; the answer is shown at once, and no address opens it again."""
    if request.method != "POST":
        return _ask(request, StatusForm(initial={"reference": _just_sent(request)}))
    form = StatusForm(request.POST)
    report = _opened(form)
    return _found(request, report) if report else _ask(request, form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest) -> HttpResponse:
    """It got worse, they disagree, or they know more: kept before anything else is said."""
    if request.method != "POST":
        return redirect("referrals:status")
    keys = StatusForm(request.POST)
    report = _opened(keys)
    if report is None:
        return _ask(request, keys, ReplyForm(request.POST))
    form = ReplyForm(request.POST, decided=bool(status_of(report).decided_at))
    received = written_again(form, report.reference, REFERRER)
    return _found(request, report, None if received else form, received)


def written_again(form: ReplyForm, report: str, by: object) -> Any:
    """What was written on this report, once it is kept; nothing while the form says what is wrong."""
    if not form.is_valid():
        return None
    words = form.cleaned_data
    try:
        return receive_reply(
            report=report, once_key=words["once"], kind=ReplyKind(words["kind"]), words=words["words"],
            danger=Danger(words["danger"]), by=by,
        )  # fmt: skip
    except TooManyReplies:
        form.add_error(None, ENOUGH)
    except OtherWords as other:
        under_fresh_key(form, f"your message of {localtime(other.kept.written_at):%H:%M}")
    return None


def _just_sent(request: HttpRequest) -> str:
    """The reference that this browser was given last, from its session: an address would stay in the browser's history."""
    once_key = sent_in(request.session)
    return reference_sent(once_key) if once_key else ""


def _opened(form: Form) -> object | None:
    """The report of this reference and code; without one, the form says why not."""
    if not form.is_valid():
        return None
    try:
        found = open_status(**form.cleaned_data)
    except TooManyTries:
        form.add_error(None, WAIT)
        return None
    if found is None:
        form.add_error(None, NO_MATCH)
    return found


def _ask(request: HttpRequest, form: Form, kept: Form | None = None) -> HttpResponse:
    """Ask for both again. What was written meanwhile stays on the page."""
    waits = form.is_bound and WAIT in form.non_field_errors()
    return render(request, "referrals/status.html", {"form": form, "kept": kept}, status=429 if waits else 200)


def _found(request: HttpRequest, report: object, form: Form | None = None, received: object | None = None) -> HttpResponse:
    shown = status_of(report)
    if received:
        received = next(each for each in shown.replies if each.pk == received.pk)
    context = {
        "status": shown,
        "form": form or ReplyForm(decided=bool(shown.decided_at)),
        "keys": KeptKeys(initial={name: request.POST.get(name, "") for name in StatusForm.base_fields}),
        "received": received,
        "answered_then": phone_answered(received.due_at) if received else True,
    }
    return render(request, "referrals/status_found.html", context)
