"""Letters that the duty desk prints and posts."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list
from mash.cases.kept_pages import kept_page
from mash.cases.services import letters
from mash.cases.services.work_items import AlreadyAnswered
from mash.cases.work_items import LetterTask, letter_task
from mash.documents.pdf import PdfUnavailable

from ..forms import PostLetterForm


def post_letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """To whom it goes, the page to print, and when it was posted. Whoever comes second is told who posted it."""
    task = _task(request, letter)
    form = PostLetterForm(request.POST if request.method == "POST" else None, written_on=task.written_on)
    if not form.is_valid():
        return kept_page(request, "triage/post_letter.html", task=task, form=form)
    try:
        _answer(form.cleaned_data, letter, request)
    except AlreadyAnswered as earlier:
        words = form.cleaned_data["instead"]
        return render(request, "triage/answered.html", {"item": earlier.item, "words": words}, status=409)
    messages.success(request, "Your answer is recorded.")
    return redirect("triage:tasks")


@require_safe
def print_letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The bytes as they were kept, to be saved and printed."""
    task = _task(request, letter)
    try:
        document = letters.print_letter(letter=letter, by=request.user)
    except PdfUnavailable as missing:
        context = {"task": task, "missing": str(missing)}
        return render(request, "triage/letter_unavailable.html", context, status=503)
    headers = {"Content-Disposition": f'attachment; filename="{document.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(document.content), content_type=document.content_type, headers=headers)


def _answer(given: dict, letter: UUID, request: HttpRequest) -> None:
    if given["posted"]:
        letters.post_letter(letter=letter, posted_on=given["posted_on"], by=request.user)
    else:
        letters.leave_letter(letter=letter, instead=given["instead"], by=request.user)


def _task(request: HttpRequest, letter: UUID) -> LetterTask:
    permit(request.user, Permission.KEY_REFERRAL, subject="letters")
    task = letter_task(request.user, letter)
    if task is None:
        raise Http404
    record_list(request.user, [task.about], where="letter")
    return task
