"""What an open page of a case asks by itself, and the list of what somebody has not finished."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mash.accounts.middleware import unattended
from mash.accounts.roles import Permission

from .access import case_beside, permit, record_list
from .draft_forms import DiscardForm, HereForm, KeepForm
from .drafts import drafts_of, mark_of, sight_in
from .services.drafts import LONGEST, DraftTooLong, discard_draft, keep_draft
from .services.presence import be_here, leave

MOST_BYTES = 8 * LONGEST
"""A letter that is not ASCII takes up to six as JSON."""


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what is typed. Asked with GET: who is signed in now, and a fresh token for a page that outlived its session."""
    if request.method == "GET":
        case_beside(request.user, reference, purpose="draft")
        return JsonResponse({"token": get_token(request), "person": mark_of(request.user)})
    if len(_body(request)) > MOST_BYTES:
        return HttpResponse(status=413)
    case_beside(request.user, reference, purpose="draft")
    form = KeepForm(_sent(request), reference=reference)
    if not form.is_valid():
        return HttpResponse(status=400)
    said = form.cleaned_data
    if said.pop("person") != mark_of(request.user):
        return HttpResponse(status=409)
    seen = sight_in(said.pop("seen"), reference)
    try:
        kept_at = keep_draft(reference=reference, seen=seen, by=request.user, **said)
    except DraftTooLong:
        return HttpResponse(status=413)
    return JsonResponse({"at": f"{timezone.localtime(kept_at):%H:%M}" if kept_at else ""})


@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """A button beside words that came back."""
    case_beside(request.user, reference, purpose="draft")
    form = DiscardForm(request.POST, reference=reference)
    page = form.is_valid() and discard_draft(reference=reference, by=request.user, **form.cleaned_data)
    if page:
        messages.success(request, "Your words were removed. Nothing was recorded.")
    return redirect(page if page and "list" not in request.POST else "cases:drafts")


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
    permit(request.user, Permission.WORK_CASES, subject="drafts")
    rows = drafts_of(request.user)
    record_list(request.user, sorted({row.reference for row in rows}), where="drafts")
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
