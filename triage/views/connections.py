"""Help for the adult, followed: what was offered, what became of it, and what is done instead."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import case_for, may_on, permit, permit_on
from mash.cases.around import response_of
from mash.cases.pages import case_page
from mash.cases.services.connections import (
    ConnectionMoved,
    answer_bounce,
    keep_waiting,
    move_connection,
    offer_connection,
)
from mash.cases.states import ConnectionState, Instead, Stage

from ..forms import ConnectionForm, InsteadForm, NewsForm
from ..queries import actions_of, connection_named, connections_by_service, connections_of, services_known, told_of


@require_safe
def connections(request: HttpRequest, reference: str) -> HttpResponse:
    """All that the adult was connected with, and what became of it."""
    case = case_for(request.user, reference, purpose="connections")
    may_follow = may_on(request.user, case, Permission.FOLLOW_CONNECTION)
    return case_page(request, case, "triage/connections.html", connections=connections_of(case),
                     actions=actions_of(case), intelligence=told_of(case), response=response_of(case), may_follow=may_follow)


def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer help; also on a closed case, where what was offered before came to nothing."""
    case = case_for(request.user, reference, purpose="connect")
    permit_on(request.user, case, Permission.FOLLOW_CONNECTION)
    form = ConnectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        offer_connection(reference=reference, offer=form.offer(), by=request.user)
        messages.success(request, "Connection offered. Somebody is asked whether it began.")
        return redirect("triage:connections", reference)
    return case_page(request, case, "triage/connect.html", form=form, services=services_known(request.user))


def connection(request: HttpRequest, reference: str, connection: str) -> HttpResponse:
    """One connection, with its history, and the news of it."""
    case = case_for(request.user, reference, purpose="connection")
    permit_on(request.user, case, Permission.FOLLOW_CONNECTION)
    found = connection_named(case, connection)
    if found is None:
        raise Http404
    form = NewsForm(request.POST if request.method == "POST" else None, state=ConnectionState(found.row.state))
    if form.is_valid():
        try:
            return _tell(request, reference, connection, form)
        except ConnectionMoved as moved:
            found = connection_named(case, connection)
            form.add_error(None, f"{moved} It is “{moved.connection.get_state_display()}” now. Read it below, then send yours again.")
    return case_page(request, case, "triage/connection.html", followed=found, form=form)


def _tell(request: HttpRequest, reference: str, connection: str, form: NewsForm) -> HttpResponse:
    said = form.values()
    if said["to"] is None:
        del said["to"], said["why"]
        keep_waiting(reference=reference, connection=connection, by=request.user, **said)
        messages.success(request, "Recorded. Somebody is asked again if there is no news.")
    else:
        move_connection(reference=reference, connection=connection, by=request.user, **said)
        if said["to"] == ConnectionState.BOUNCED:
            messages.success(request, "Recorded. Say what is done instead, or leave it as a task.")
            return redirect("triage:answer_bounce", reference, connection)
        messages.success(request, "Recorded.")
    return redirect("triage:connections", reference)


def instead(request: HttpRequest, reference: str, connection: str) -> HttpResponse:
    """What is done for the adult now that help came to nothing."""
    case = case_for(request.user, reference, purpose="answer_bounce")
    permit_on(request.user, case, Permission.FOLLOW_CONNECTION)
    found = connection_named(case, connection)
    if found is None:
        raise Http404
    closed = case.stage == Stage.CLOSED
    may_look_again = may_on(request.user, case, Permission.DECIDE_TRIAGE) and not case.joined_to_id
    form = InsteadForm(request.POST if request.method == "POST" else None, may_look_again=may_look_again, closed=closed)
    if form.is_valid():
        said = form.chosen()
        try:
            answer_bounce(reference=reference, connection=connection, by=request.user, **said)
        except ConnectionMoved:
            found = connection_named(case, connection)
            form.add_error(None, "Somebody has answered this already. Their answer stands: read it below.")
        else:
            return _answered(request, reference, said["instead"], closed=closed)
    context = {"followed": found, "form": form, "services": services_known(request.user)}
    return case_page(request, case, "triage/answer_bounce.html", **context)


def _answered(request: HttpRequest, reference: str, instead: Instead, *, closed: bool) -> HttpResponse:
    if instead != Instead.LOOK_AGAIN:
        messages.success(request, "Your answer is recorded.")
        return redirect("triage:connections", reference)
    messages.success(request, "The case is open again. Rate it next." if closed else "The case awaits a confirming rating.")
    return redirect("triage:rate_concern", reference)


@require_safe
def by_service(request: HttpRequest) -> HttpResponse:
    """For managers: where help begins, where it bounces, and where nobody hears."""
    permit(request.user, Permission.SEE_OVERVIEW, subject="connections")
    context = {"rows": connections_by_service(request.user), "sees_cases": request.user.may(Permission.SEE_CASES)}
    return render(request, "triage/services_connected.html", context)
