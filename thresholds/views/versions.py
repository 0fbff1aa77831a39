"""Every version of the matrix, side by side, and the way of a new one from draft to force."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.forms import ApproveForm
from mash.accounts.governing import AlreadyProposed, NotYours, Settled
from mash.accounts.roles import Permission
from mash.accounts.services import permit
from mash.accounts.states import Standing
from mash.cases.drafts import drafts_at
from mash.cases.kept_pages import forget_words, kept_page
from mash.cases.proposal_pages import send_back_page
from mash.documents.pdf import PdfUnavailable

from .. import queries
from ..exchange import to_yaml
from ..forms import CompareForm, DraftForm, ProposeForm
from ..matrix import read
from ..printing import drawn
from ..rules import differences, shown_in_full
from ..services import (
    DraftMoved,
    NothingChanged,
    approve_matrix,
    change_draft,
    discard_draft,
    draft_matrix,
    propose_matrix,
    send_back_matrix,
    withdraw_matrix,
)

HOME = "thresholds:versions"
BEGINS = 0
"""The edition of a draft that does not exist yet."""
AFRESH = "afresh"
"""Posted: the text as it stands in the version again, without what was sent or begun."""


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Every version there was, what waits, and where a new one begins."""
    seen = queries.visible_versions(request.user)
    waits = queries.proposal()
    context = _frame(request) | {"versions": seen, "proposal": waits if waits in seen else None}
    return render(request, "thresholds/versions.html", context)


@require_safe
def version(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """One version whole, and what it says otherwise than the one before it, or than another that is chosen."""
    found = found_version(request, matrix_id)
    before, matrix = queries.version_before(found), read(found.data)
    others = [(str(other.pk), f"{other} ({other.standing.label.lower()})") for other in queries.visible_versions(request.user) if other != found]
    form = CompareForm(request.GET or None, versions=others, initial={"beside": str(before.pk) if before else ""})
    beside = found_version(request, int(form.cleaned_data["beside"])) if form.is_valid() else before
    changes = queries.changes_of(found) if queries.reads_drafts(request.user) else ()
    context = _frame(request) | {"version": found, "beside": beside, "changes": changes, "form": form if others else None} | shown_in_full(found.name, matrix)
    if beside:
        context["differences"] = differences(read(beside.data), matrix)
    return render(request, "thresholds/version.html", context)


@require_safe
def export(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """The whole version as a file to keep, to share and to change."""
    found = found_version(request, matrix_id)
    named = f"threshold-matrix-{found.name.split(' ')[0]}.yaml"
    return HttpResponse(
        to_yaml(found.data), content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{named}"'},
    )  # fmt: skip


@require_safe
def guide_pdf(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """The version as a document to print and to hand to partners."""
    found = found_version(request, matrix_id)
    try:
        content = drawn(found.pk, found.edition, found.standing)
    except PdfUnavailable as missing:
        context = {"version": found, "missing": str(missing)}
        return render(request, "thresholds/guide_unavailable.html", context, status=503)
    named = f"threshold-guide-{found.name.split(' ')[0]}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{named}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def draft(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """Begin a new version from this one, or go on with a draft. Nothing that was typed is lost on the way."""
    permit(request.user, Permission.PROPOSE_MATRIX, subject="matrix")
    base = found_version(request, matrix_id)
    if request.POST.get("do") == AFRESH:
        forget_words(request)
        return redirect("thresholds:draft_matrix", base.pk)
    if request.method != "POST":
        return _draft_page(request, base, DraftForm(initial={"edition": _edition_seen(request, base), "text": to_yaml(base.data)}))
    form = DraftForm(request.POST, request.FILES)
    if not form.is_valid():
        return _draft_page(request, base, form)
    try:
        made = _keep(request, base, form.cleaned_data)
    except DraftMoved as moved:
        return _second(request, moved.version, form)
    except NothingChanged:
        forget_words(request)
        messages.info(request, "Nothing was changed.")
        return redirect("thresholds:version", base.pk)
    messages.success(request, f"Draft {made} is kept. Look at what differs, then propose it to the Board.")
    return redirect("thresholds:version", made.pk)


def _draft_page(request: HttpRequest, base: Any, form: DraftForm, *, status: int = 200, theirs: Any = None, against: Any = None) -> HttpResponse:
    more = {"base": base, "goes_on": base.standing == Standing.DRAFT, "theirs": theirs, "against": against, "enclosed": True}
    return kept_page(request, "thresholds/draft.html", form=form, status=status, afresh=AFRESH, **more)


def _edition_seen(request: HttpRequest, base: Any) -> int:
    """What a draft's text goes by: the edition on which it was begun, if its writer left it unsent, or the one there is now.
    Of what is no draft, a new one begins.
    """
    if base.standing != Standing.DRAFT:
        return BEGINS
    begun = next(iter(drafts_at(request.user, request.path)), None)
    seen = begun.as_sent().get("edition", "") if begun else ""
    return int(seen) if seen.isascii() and seen.isdigit() else base.edition


def _second(request: HttpRequest, theirs: Any, form: DraftForm) -> HttpResponse:
    """Somebody was first. The text stays in its box, with what it would change of what they made; where they left no draft to
    change, it begins a new one.
    """
    is_draft = theirs.standing == Standing.DRAFT
    against = differences(read(theirs.data), read(form.cleaned_data["text"])) if is_draft else None
    form.data = form.data.copy()
    form.data["edition"] = theirs.edition if is_draft else BEGINS
    return _draft_page(request, theirs, form, status=409, theirs=theirs, against=against)


def _keep(request: HttpRequest, base: Any, said: dict[str, Any]) -> Any:
    if said["edition"] == BEGINS:
        return draft_matrix(data=said["text"], by=request.user)
    return change_draft(version_id=base.pk, edition=said["edition"], data=said["text"], by=request.user)


def propose(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """Put a draft to the Board, with what differs and why."""
    permit(request.user, Permission.PROPOSE_MATRIX, subject="matrix")
    found, running = found_version(request, matrix_id), queries.version_in_force()
    form = ProposeForm(request.POST if request.method == "POST" else None, initial={"edition": found.edition})
    status = 200
    if form.is_valid():
        try:
            made = propose_matrix(version_id=matrix_id, by=request.user, **form.cleaned_data)
        except AlreadyProposed as earlier:
            form.add_error(None, f"{earlier.rival.proposed_by} has proposed {earlier.rival}, and only one change can wait at a time. Your draft is kept.")
            status = 409
        except NothingChanged:
            form.add_error(None, f"Nothing differs from {running}, which is in force. Change the draft first.")
        except DraftMoved:
            form.add_error(None, "Somebody has changed or proposed this draft since you opened the page. Look at it again before you propose it.")
            status = 409
        else:
            messages.success(request, f"Proposed: {made}. The Board sees it when one of its members signs in.")
            return redirect("thresholds:version", made.pk)
    if found.standing != Standing.DRAFT:
        return render(request, "thresholds/no_draft_to_propose.html", {"form": form, "version": found}, status=status)
    return kept_page(request, "thresholds/propose.html", form=form, status=status, **_against(running, found))


def approve(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """The Board agrees, and says from when."""
    permit(request.user, Permission.APPROVE_MATRIX, subject="matrix")
    found, running = found_version(request, matrix_id), queries.version_in_force()
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = approve_matrix(version_id=matrix_id, starts_at=form.cleaned_data["starts_at"], by=request.user)
        except (Settled, NotYours) as refused:
            return _told(request, refused, matrix_id)
        when = "Concerns are rated by it from now on." if made.in_force_from else "It comes into force at the time you chose."
        messages.success(request, f"Approved: {made}. {when}")
        return redirect(HOME)
    if found.standing != Standing.PROPOSED:
        return redirect("thresholds:version", matrix_id)
    return render(request, "thresholds/approve.html", _frame(request) | {"form": form} | _against(running, found))


def send_back(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """The Board says why a version doesn't come."""
    permit(request.user, Permission.APPROVE_MATRIX, subject="matrix")
    what = f"threshold matrix {found_version(request, matrix_id)}"
    back = reverse("thresholds:version", args=[matrix_id])
    return send_back_page(request, partial(send_back_matrix, version_id=matrix_id), what=what, home=reverse(HOME), back=back)


@require_POST
def withdraw(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """A proposal is taken back by whoever made it; a draft is put aside."""
    permit(request.user, Permission.PROPOSE_MATRIX, subject="matrix")
    found = found_version(request, matrix_id)
    try:
        if found.standing == Standing.DRAFT:
            discard_draft(version_id=matrix_id, edition=found.edition, by=request.user)
        else:
            withdraw_matrix(version_id=matrix_id, by=request.user)
    except (Settled, NotYours, DraftMoved) as refused:
        return _told(request, refused, matrix_id)
    messages.success(request, f"{found} is put aside.")
    return redirect(HOME)


def found_version(request: HttpRequest, matrix_id: int) -> Any:
    """The version, if it exists for this person."""
    found = queries.visible_versions(request.user).filter(pk=matrix_id).first()
    if found is None:
        raise Http404
    return found


def _against(running: Any, found: Any) -> dict[str, Any]:
    """What would change if this version came into force."""
    return {"version": found, "beside": running, "differences": differences(read(running.data), read(found.data))}


def _frame(request: HttpRequest) -> dict[str, bool]:
    user = request.user
    return {
        "may_propose": user.may(Permission.PROPOSE_MATRIX), "may_approve": user.may(Permission.APPROVE_MATRIX),
        "may_oversee": user.may(Permission.SEE_OVERVIEW),
    }  # fmt: skip


def _told(request: HttpRequest, refused: Exception, matrix_id: int) -> HttpResponse:
    messages.info(request, str(refused))
    return redirect("thresholds:version", matrix_id)
