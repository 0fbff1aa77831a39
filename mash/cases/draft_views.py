"""What an open page asks by itself, and the list of what somebody has not finished."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mash.accounts.middleware import unattended
from mash.accounts.roles import Permission

from .access import case_beside, permit, record_list
from .draft_forms import DiscardForm, DiscardPlaceForm, HereForm, KeepForm, KeepPlaceForm
from .drafts import Place, Seen, drafts_of, mark_of, sight_in
from .services.drafts import LONGEST, DraftTooLong, discard_draft, keep_draft
from .services.presence import be_here, leave

MOST_BYTES = 8 * LONGEST
"""A letter that is not ASCII takes up to six as JSON."""


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what is typed. Asked with GET: who is signed in now, and a fresh token for a page that outlived its session."""
    if request.method == "GET":
        case_beside(request.user, reference, purpose="draft")
        return _who(request)
    if len(_body(request)) > MOST_BYTES:
        return HttpResponse(status=413)
    case_beside(request.user, reference, purpose="draft")
    form = KeepForm(_sent(request), reference=reference)
    if not form.is_valid():
        return HttpResponse(status=400)
    said = form.cleaned_data
    return _keep(request, said, Place(said["path"], said["page"], reference), sight_in(said["seen"], reference))


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """The same for a page outside any case. Which form it is stands sealed in what this person was shown, and nowhere else."""
    if request.method == "GET":
        return _who(request)
    if len(_body(request)) > MOST_BYTES:
        return HttpResponse(status=413)
    form = KeepPlaceForm(_sent(request), person=request.user)
    if not form.is_valid():
        return HttpResponse(status=400)
    return _keep(request, form.cleaned_data, form.cleaned_data["seen"], None)


def _who(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"token": get_token(request), "person": mark_of(request.user)})


def _keep(request: HttpRequest, said: dict[str, Any], place: Place, seen: Seen | None) -> HttpResponse:
    if said["person"] != mark_of(request.user):
        return HttpResponse(status=409)
    try:
        kept_at = keep_draft(place=place, load=said["load"], turn=said["turn"] or 0, answers=said["answers"], seen=seen, by=request.user)
    except DraftTooLong:
        return HttpResponse(status=413)
    return JsonResponse({"at": f"{timezone.localtime(kept_at):%H:%M}" if kept_at else ""})


@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """A button beside words that came back."""
    case_beside(request.user, reference, purpose="draft")
    form = DiscardForm(request.POST, reference=reference)
    path = form.cleaned_data["path"] if form.is_valid() else ""
    return _discard(request, Place(path, path, reference))


@require_POST
def discard_words(request: HttpRequest) -> HttpResponse:
    """The same outside any case."""
    form = DiscardPlaceForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"path": "", "one": ""}
    return _discard(request, Place(said["path"], said["path"], one=said["one"]))


def _discard(request: HttpRequest, place: Place) -> HttpResponse:
    page = discard_draft(place=place, by=request.user)
    if page:
        messages.success(request, "Your words were removed. Nothing was recorded.")
    if page and "list" not in request.POST:
        return redirect(page.partition("?")[0])
    return redirect("cases:drafts" if request.user.may(Permission.SEE_TASKS) else "home")


@require_POST
@unattended
def here(request: HttpRequest, reference: str) -> HttpResponse:
    """A page is open, and asks who else is there."""
    form = HereForm(_sent(request), reference=reference)
    if not form.is_valid():
        case_beside(request.user, reference, purpose="presence")
        return HttpResponse(status=400)
    if form.cleaned_data["leaving"]:
        leave(reference=reference, path=form.cleaned_data["path"], by=request.user)
        return HttpResponse(status=204)
    said = {name: form.cleaned_data[name] for name in ("path", "writing")}
    return JsonResponse({"others": be_here(reference=reference, by=request.user, **said)})


@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Everything this person began and did not send."""
    permit(request.user, Permission.SEE_TASKS, subject="drafts")
    rows = drafts_of(request.user)
    record_list(request.user, sorted({row.reference for row in rows if row.reference}), where="drafts")
    return render(request, "cases/drafts.html", {"rows": rows})


def _sent(request: HttpRequest) -> dict[str, object]:
    """What the page's script sent; nothing when it can't be read."""
    try:
        found = json.loads(_body(request))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _body(request: HttpRequest) -> bytes:
    """What came, if it is what the script sends: a form that somebody posts here has been read already."""
    return request.body if request.content_type == "application/json" else b""
