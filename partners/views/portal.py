"""The portal: people of an agency read what their agency was asked, and answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mash.cases.access import record_list
from mash.cases.agency_dispute_views import agency_dispute
from mash.cases.dispute_queries import told_disputes
from mash.cases.drafts import drafts_at
from mash.cases.kept_pages import keep_refused, kept_page
from mash.forms.kept import in_words

from ..access import portal_check_for, portal_page, withdrawn_check
from ..forms import ANSWER_FORMS, SharedForm
from ..queries import events_given, portal_list, references, view_of
from ..services.answering import AlreadyAnswered
from ..services.answering import answer_check as give
from ..states import Answer, CheckState

# In the order in which an agency finds out: looked and found nothing, found something, or it is another matter.
BUTTONS = [
    (Answer.NOTHING_HELD, "You looked, and there is nothing"),
    (Answer.SHARED, "You write it down for us"),
    (Answer.CANNOT_SHARE, "The law is against sharing it"),
    (Answer.NOT_OURS, "Another service would know: you can say which"),
    (Answer.RING_ME, "It is better said on the phone"),
]


@require_safe
@portal_page
def portal(request: HttpRequest) -> HttpResponse:
    """The agency's own checks: what waits, and what was answered."""
    lists = portal_list(request.user)
    record_list(request.user, references(lists), where="portal")
    return render(request, "partners/portal.html", {"lists": lists, "agency": request.user.organisation})


@require_safe
@portal_page
def portal_check(request: HttpRequest, reference: str) -> HttpResponse:
    """One check: what is asked, why, by when, and whom to ring; or what was answered, and whether it was read."""
    check = portal_check_for(request.user, reference, purpose="portal_check")
    begun = drafts_at(request.user, *(reverse("partners:answer_check", args=[reference, kind]) for kind in Answer))
    waits = check.state == CheckState.ASKED
    context = {
        "view": view_of(check), "asked": check, "buttons": BUTTONS, "events": events_given(check), "told": told_disputes(request.user, reference),
        "begun": begun if waits else [], "unsent": [] if waits else begun,
    }  # fmt: skip
    return render(request, "partners/portal_check.html", context)


@portal_page
def portal_dispute(request: HttpRequest, reference: str) -> HttpResponse:
    """The agency that was asked disagrees with what was decided, or that nothing was."""
    check = portal_check_for(request.user, reference, purpose="portal_dispute")
    back = reverse("partners:portal_check", args=[reference])
    return agency_dispute(request, reference=check.case.reference, source=reference, back=back)


@portal_page
def answer_check(request: HttpRequest, reference: str, answer: str) -> HttpResponse:
    """Give one of the five answers. Each takes a second click, so that none is given by a slip."""
    if answer not in list(Answer):
        raise Http404
    kind = Answer(answer)
    if (gone := withdrawn_check(request.user, reference)) and (told := _too_late(request, gone, kind)):
        return told
    check = portal_check_for(request.user, reference, purpose="answer_check")
    if check.state != CheckState.ASKED:
        if told := _too_late(request, check, kind):
            return told
        messages.warning(request, f"This was answered already, by {check.answered_by}.")
        return redirect("partners:portal_check", reference)
    form = ANSWER_FORMS[kind](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _give(request, reference, kind, form.answer() if isinstance(form, SharedForm) else form.cleaned_data)
        except AlreadyAnswered as first:
            return _too_late(request, first.check, kind)
    template = "partners/share_answer.html" if isinstance(form, SharedForm) else "partners/answer_check.html"
    return kept_page(request, template, form=form, asked=check, kind=kind)


def _give(request: HttpRequest, reference: str, kind: Answer, words: dict[str, Any]) -> HttpResponse:
    give(reference=reference, answer=kind, by=request.user, **words)
    messages.success(request, "Thank you. Your answer is with the Adults MASH.")
    return redirect("partners:portal_check", reference)


def _too_late(request: HttpRequest, check: Any, kind: Answer) -> HttpResponse | None:
    """A colleague was first, or the question was withdrawn. Whoever wrote an answer is told, with their words on the page:
    as they sent them, and later as they are kept. None for somebody who wrote nothing.
    """
    sent = request.method == "POST"
    begun = next(iter(drafts_at(request.user, request.path)), None)
    if not (sent or begun):
        return None
    kept = not sent or keep_refused(request)
    written = in_words(ANSWER_FORMS[kind](request.POST if sent else begun.as_sent()))
    context = {"check": check, "withdrawn": check.state == CheckState.WITHDRAWN, "written": written, "kept": kept, "kind": kind}
    return render(request, "partners/too_late.html", context, status=409 if sent else 200)
