"""Sending a report to the adult's allocated worker, and their answer; taking back a wrong link to an adult."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mash.accounts.roles import Permission

from .access import case_for, permit_on
from .adult_forms import AnswerSendingForm, SendToWorkerForm, UnlinkAdultForm, WithdrawSendingForm
from .allocated import links_of, sending_of, withdrawn_from, worked_case
from .pages import case_page, stale_page
from .reported import reports_of
from .services.allocating import SendingRefused, answer_sending, send_to_worker, withdraw_sending
from .services.cases import unlink_adult
from .services.locking import Stale


def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Who would be asked, why, and what they are told."""
    case = case_for(request.user, reference, purpose="send_to_worker")
    permit_on(request.user, case, Permission.WORK_CASES)
    form = SendToWorkerForm(request.POST if request.method == "POST" else None, initial={"version": case.version})
    if form.is_valid():
        try:
            sending = send_to_worker(reference=reference, by=request.user, **form.cleaned_data)
        except SendingRefused as refused:
            form.add_error(None, str(refused))
        except Stale as stale:
            return stale_page(request, stale, form)
        else:
            messages.success(request, f"Sent to {sending.worker.name}. It is the hub's until they accept.")
            return redirect("cases:case", reference)
    context = {"form": form, "worked": worked_case(request.user, case), "sending": sending_of(case)}
    return case_page(request, case, "cases/send_to_worker.html", **context)


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """The hub takes its request back, and says why."""
    case = case_for(request.user, reference, purpose="withdraw_sending")
    permit_on(request.user, case, Permission.WORK_CASES)
    sending = sending_of(case)
    if sending is None and request.method != "POST":
        messages.info(request, "No request is open: the worker has answered, or somebody has withdrawn it.")
        return redirect("cases:send_to_worker", reference)
    form = WithdrawSendingForm(request.POST if request.method == "POST" else None, initial={"version": case.version})
    if form.is_valid():
        try:
            ended = withdraw_sending(reference=reference, by=request.user, **form.cleaned_data)
        except Stale as stale:
            return stale_page(request, stale, form)
        except SendingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The request to {ended.worker.name} is withdrawn.")
            return redirect("cases:send_to_worker", reference)
    return case_page(request, case, "cases/withdraw_sending.html", form=form, sending=sending)


def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The worker who was asked takes the report, or says why not. To anybody else there is nothing here."""
    withdrawn = withdrawn_from(request.user, reference)
    if withdrawn:
        return render(request, "cases/withdrawn.html", {"sending": withdrawn}, status=409)
    case = case_for(request.user, reference, purpose="answer_sending")
    sending = sending_of(case)
    if sending is None or sending.worker != request.user:
        raise Http404
    form = AnswerSendingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        accept = form.cleaned_data["accept"] == "yes"
        try:
            answer_sending(reference=reference, accept=accept, words=form.cleaned_data["words"], by=request.user)
        except SendingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The case is yours now." if accept else "The hub goes on with it.")
            return redirect("cases:case", reference) if accept else redirect("triage:tasks")
    context = {"form": form, "sending": sending, "reports": reports_of(case)}
    return case_page(request, case, "cases/answer_sending.html", **context)


def unlink(request: HttpRequest, reference: str) -> HttpResponse:
    """This is not the adult after all. What was linked, by whom and why it ended, stays to be seen."""
    case = case_for(request.user, reference, purpose="unlink_adult")
    permit_on(request.user, case, Permission.WORK_CASES)
    if case.adult is None and request.method != "POST":
        return redirect("cases:find_adult", reference)
    form = UnlinkAdultForm(request.POST if request.method == "POST" else None, initial={"version": case.version})
    if form.is_valid():
        try:
            unlink_adult(reference=reference, by=request.user, **form.cleaned_data)
        except Stale as stale:
            return stale_page(request, stale, form)
        messages.success(request, "The link is ended. Find the right adult.")
        return redirect("cases:find_adult", reference)
    return case_page(request, case, "cases/unlink_adult.html", form=form, links=links_of(case))
