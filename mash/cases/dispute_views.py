"""Disputes: raising one, answering it, saying what is made of the answer, and those that wait for somebody."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission

from .access import case_for, may_on, permit, permit_on, record_list, refuse
from .dispute_forms import AnswerDisputeForm, RaiseDisputeForm, RespondForm, choices_of
from .dispute_queries import (
    DisputeView,
    disputable,
    dispute_named,
    disputes_of,
    goes_to,
    raised_disputes,
    waiting_disputes,
)
from .dispute_states import DisputeAbout
from .pages import case_page
from .services.disputes import DisputeMoved, DisputeRefused, answer_dispute, raise_dispute, respond_to_dispute


@require_safe
def disputes(request: HttpRequest, reference: str) -> HttpResponse:
    """Every dispute of a case, with what keeps the adult safe meanwhile and everything that was answered."""
    case = case_for(request.user, reference, purpose="disputes")
    may_raise = may_on(request.user, case, Permission.RAISE_DISPUTE)
    return case_page(request, case, "cases/disputes.html", disputes=disputes_of(request.user, case), may_raise=may_raise)


def raise_it(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what one disagrees with. `?decision=`: the one whose page led here; `?report=`: a referrer disagrees."""
    case = case_for(request.user, reference, purpose="raise_dispute")
    permit_on(request.user, case, Permission.RAISE_DISPUTE)
    asked = request.GET.get("decision", "")
    initial = {"source": request.GET.get("report", "")} | ({"about": f"{DisputeAbout.DECISION}-{asked}"} if asked else {})
    form = RaiseDisputeForm(request.POST if request.method == "POST" else None, initial=initial, choices=choices_of(disputable(case)))
    if form.is_valid():
        try:
            dispute = raise_dispute(reference=reference, claim=form.claim(), by=request.user)
        except DisputeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Your dispute is recorded. {goes_to(dispute)} Work on the case goes on.")
            return redirect("cases:disputes", reference)
    return case_page(request, case, "cases/raise_dispute.html", form=form, report=form["source"].value() or "")


def answer(request: HttpRequest, reference: str, dispute: str) -> HttpResponse:
    """Answer a dispute at the level where it stands. For whoever may not hear it there is nothing here."""
    case = case_for(request.user, reference, purpose="answer_dispute")
    permit_on(request.user, case, Permission.DECIDE_DISPUTE)
    found = dispute_named(request.user, case, dispute)
    if found is None or not (found.answers or _overtaken(request, found)):
        refuse(request.user, reference, "answer_dispute")
    row = found.row
    form = AnswerDisputeForm(
        request.POST if request.method == "POST" else None, initial={"seen": len(found.moves)}, level=row.level, about=row.about,
        outside=row.raised_by.is_partner,
    )  # fmt: skip
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            answer_dispute(reference=reference, dispute=dispute, seen=seen, ruling=form.ruling(), by=request.user)
        except DisputeRefused as refused:
            form.add_error(None, str(refused))
        except DisputeMoved as moved:
            found = _again(form, dispute_named(request.user, case, dispute), moved)
        else:
            messages.success(request, "Your answer is recorded, and whoever raised it is told that there is one.")
            return redirect("cases:disputes", reference)
    return case_page(request, case, "cases/answer_dispute.html", dispute=found, form=form)


def respond(request: HttpRequest, reference: str, dispute: str) -> HttpResponse:
    """Accept the answer, take it to the Head of Service, say that the last word was read, or withdraw the dispute."""
    case = case_for(request.user, reference, purpose="respond_to_dispute")
    permit_on(request.user, case, Permission.RAISE_DISPUTE)
    found = dispute_named(request.user, case, dispute)
    if found is None:
        raise Http404
    form = RespondForm(request.POST if request.method == "POST" else None, initial={"seen": len(found.moves)}, says=found.says)
    if form.is_valid():
        try:
            respond_to_dispute(reference=reference, dispute=dispute, by=request.user, **form.said())
        except DisputeRefused as refused:
            form.add_error(None, str(refused))
        except DisputeMoved as moved:
            found = _again(form, dispute_named(request.user, case, dispute), moved)
        else:
            messages.success(request, "Recorded.")
            return redirect("cases:disputes", reference)
    return case_page(request, case, "cases/respond_to_dispute.html", dispute=found, form=form)


def _overtaken(request: HttpRequest, found: DisputeView) -> bool:
    """Whether somebody sends an answer to what was answered while they wrote: they read that, with their words kept."""
    seen = request.POST.get("seen", "")
    return seen.isdecimal() and int(seen) < len(found.moves)


def _again(form: Form, found: DisputeView, moved: DisputeMoved) -> DisputeView:
    """The same words on the dispute as it is now: sent again, they answer what is shown."""
    form.add_error(None, f"{moved} It is “{moved.dispute.get_state_display()}” now. Read it above. Your words are kept below.")
    form.data = form.data.copy()
    form.data["seen"] = len(found.moves)
    return found


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The disputes that wait for this person, and those that they raised."""
    permit(request.user, Permission.WORK_CASES, subject="disputes")
    raised = request.GET.get("show") == "raised"
    rows = raised_disputes(request.user) if raised else waiting_disputes(request.user)
    record_list(request.user, sorted({each.row.case.reference for each in rows}), where="disputes")
    return render(request, "cases/my_disputes.html", {"rows": rows, "raised": raised})
