"""Promises made with a decision, and what contracts management is told of a provider."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit, permit_on
from mash.cases.kept_pages import kept_page
from mash.cases.pages import case_page
from mash.cases.queries import names_of
from mash.cases.services.actions import ActionRefused, answer_action, answer_intelligence, tell_contracts

from ..forms import AnswerForm, ContractsAnswerForm, ProviderForm
from ..queries import action_named, by_provider, intelligence_for, providers_known


def answer(request: HttpRequest, reference: str, action_id: int) -> HttpResponse:
    """What became of a promise."""
    case = case_for(request.user, reference, purpose="answer_action")
    permit_on(request.user, case, Permission.FOLLOW_CONNECTION)
    found = action_named(case, action_id)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_action(reference=reference, action_id=action_id, by=request.user, **form.cleaned_data)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your answer is recorded.")
            return redirect("triage:connections", reference)
    return case_page(request, case, "triage/answer_action.html", form=form, action=found)


def contracts(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell contracts management something about a provider, at any moment."""
    case = case_for(request.user, reference, purpose="tell_contracts")
    permit_on(request.user, case, Permission.FOLLOW_CONNECTION)
    form = ProviderForm(request.POST if request.method == "POST" else None, names=names_of(case))
    if form.is_valid():
        try:
            tell_contracts(reference=reference, about=form.about(), by=request.user)
        except ActionRefused as refused:
            form.add_error("what", str(refused))
        else:
            messages.success(request, "Contracts management is told. Their answer appears on this case.")
            return redirect("triage:connections", reference)
    return case_page(request, case, "triage/tell_contracts.html", form=form, providers=providers_known(case))


@require_safe
def intelligence(request: HttpRequest) -> HttpResponse:
    """What is known of providers, by provider: for contracts management, and for those who oversee the hub."""
    answers = request.user.may(Permission.RECEIVE_INTELLIGENCE)
    if not answers:
        permit(request.user, Permission.SEE_OVERVIEW, subject="intelligence")
    context = {"groups": by_provider(request.user), "answers": answers, "sees": answers or request.user.may(Permission.SEE_CASES)}
    return render(request, "triage/intelligence.html", context)


def answer_contracts(request: HttpRequest, intelligence: str) -> HttpResponse:
    """Contracts management says what it did."""
    permit(request.user, Permission.RECEIVE_INTELLIGENCE, subject=intelligence)
    found = intelligence_for(request.user).filter(reference=intelligence).first()
    if found is None:
        raise Http404
    form = ContractsAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_intelligence(intelligence=intelligence, by=request.user, **form.cleaned_data)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
            found.refresh_from_db()
        else:
            messages.success(request, "Your answer is recorded, and the hub can read it.")
            return redirect("triage:intelligence")
    return kept_page(request, "triage/answer_intelligence.html", form=form, row=found)
