"""A case's partner checks: asking, reading, withdrawing."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.roles import Permission
from mash.cases.access import case_for, may_on, permit_on
from mash.cases.pages import case_page
from mash.cases.wording_queries import remarked_in
from mash.cases.work_items import late_answers

from ..forms import AskPartnerForm, ChooseAgenciesForm, TakeEventForm
from ..queries import Askable, check_of, checks_of, could_be_asked, events_of, prompts_in_force, shown_to
from ..rules import Shown, fingerprint, prompts_for
from ..services.asking import NotAsPreviewed, NotPossible
from ..services.asking import ask_partner as ask
from ..services.asking import read_answer as read
from ..services.asking import withdraw_check as withdraw
from ..services.events import EventRefused
from ..services.events import take_event as take


@dataclass(frozen=True)
class Preview:
    """What one agency will see, before it is sent."""

    askable: Askable
    questions: list[str]
    shown: Shown


@require_safe
def checks(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was asked, what they answered, and what is still awaited."""
    case = case_for(request.user, reference, purpose="checks")
    may_ask = may_on(request.user, case, Permission.ASK_PARTNER)
    late = late_answers(request.user, case)
    return case_page(request, case, "partners/checks.html", checks=checks_of(case), may_ask=may_ask, late=late)


def ask_partner(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose the agencies, write the questions, look at what each will see, send."""
    case = case_for(request.user, reference, purpose="ask_partner")
    permit_on(request.user, case, Permission.ASK_PARTNER)
    rows = could_be_asked(case)
    choose = _choose(request, rows)
    if not choose.is_valid():
        impossible = [row for row in rows if not row.possible]
        return case_page(request, case, "partners/choose_agencies.html", form=choose, impossible=impossible)
    chosen = [row for row in rows if str(row.agency.pk) in choose.cleaned_data["agencies"]]
    prompts = prompts_in_force()
    agencies = [(row.agency.pk, row.agency.name, prompts_for(row.agency.kind, prompts)) for row in chosen]
    form = AskPartnerForm(request.POST if request.method == "POST" else None, agencies=agencies)
    if request.method == "POST" and request.POST.get("step") != "change" and form.is_valid():
        if request.POST.get("step") == "send":
            return _send(request, case, form, chosen)
        return _preview(request, case, form, chosen)
    return case_page(request, case, "partners/ask_partner.html", form=form, chosen=chosen)


def _choose(request: HttpRequest, rows: list[Askable]) -> ChooseAgenciesForm:
    possible = [row for row in rows if row.possible]
    choices = [(str(row.agency.pk), row.agency.name) for row in possible]
    hints = {str(row.agency.pk): ", ".join(filter(None, [row.kind, row.usually])) for row in possible}
    return ChooseAgenciesForm(request.GET if "chosen" in request.GET else None, choices=choices, hints=hints)


def _send(request: HttpRequest, case: object, form: AskPartnerForm, chosen: list[Askable]) -> HttpResponse:
    """What goes out is what was looked at: if the adult's details changed meanwhile, the preview comes again."""
    try:
        sent = ask(reference=case.reference, asks=form.asks(), seen=request.POST.get("seen", ""), by=request.user, **form.shared())
    except NotAsPreviewed:
        return _preview(request, case_for(request.user, case.reference, purpose="ask_partner"), form, chosen, changed=True)
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return case_page(request, case, "partners/ask_partner.html", form=form, chosen=chosen)
    messages.success(request, f"Asked: {', '.join(check.agency.name for check in sent)}.")
    return redirect("partners:checks", case.reference)


def _preview(request: HttpRequest, case: object, form: AskPartnerForm, chosen: list[Askable], *, changed: bool = False) -> HttpResponse:
    shared, rows = form.shared(), {row.agency.pk: row for row in chosen}
    previews = [
        Preview(rows[a.agency_id], a.questions.splitlines(), _shown(case, rows[a.agency_id], shared))
        for a in form.asks()
    ]
    context = {"form": form, "previews": previews, "seen": fingerprint(p.shown for p in previews), "changed": changed, "shared": shared}
    return case_page(request, case, "partners/preview.html", **context)


def _shown(case: object, row: Askable, shared: dict[str, object]) -> Shown:
    return shown_to(case, row.agency, shared["concern"], with_address=shared["with_address"])


@require_safe
def check_answer(request: HttpRequest, reference: str, check: str) -> HttpResponse:
    """One check: what was asked and shown, and the answer."""
    case = case_for(request.user, reference, purpose="check_answer")
    view = check_of(case, check)
    if view is None:
        raise Http404
    may_ask = may_on(request.user, case, Permission.ASK_PARTNER)
    remarks = remarked_in([check]).get(check, [])
    shown = {"view": view, "asked": view.check, "may_ask": may_ask, "events": events_of(view.check), "remarks": remarks}
    shown["late"] = late_answers(request.user, case).filter(about=check) if view.check.answered_late else []
    return case_page(request, case, "partners/check_answer.html", **shown)


def take_event(request: HttpRequest, reference: str, check: str) -> HttpResponse:
    """One dated event out of the words of an answer."""
    case = case_for(request.user, reference, purpose="take_event")
    permit_on(request.user, case, Permission.ASK_PARTNER)
    view = check_of(case, check)
    if view is None or not view.answer:
        raise Http404
    form = TakeEventForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            take(reference=reference, check_reference=check, told=form.told(), quote=form.cleaned_data["quote"], by=request.user)
        except EventRefused as refused:
            form.add_error("quote", str(refused))
        else:
            messages.success(request, f"Taken into the chronology, with {view.check.agency} as its source.")
            return redirect("partners:check_answer", reference, check)
    return case_page(request, case, "partners/take_event.html", view=view, asked=view.check, form=form)


@require_POST
def read_answer(request: HttpRequest, reference: str, check: str) -> HttpResponse:
    case_for(request.user, reference, purpose="read_answer")
    try:
        done = read(reference=reference, check_reference=check, by=request.user)
        messages.success(request, f"Marked as read. {done.agency} can see that somebody in your role has read it.")
    except NotPossible as reason:
        messages.warning(request, str(reason))
    return redirect("partners:checks", reference)


@require_POST
def withdraw_check(request: HttpRequest, reference: str, check: str) -> HttpResponse:
    case_for(request.user, reference, purpose="withdraw_check")
    try:
        done = withdraw(reference=reference, check_reference=check, by=request.user)
        messages.success(request, f"Withdrawn: {done.agency} no longer has to answer.")
    except NotPossible as reason:
        messages.warning(request, str(reason))
    return redirect("partners:checks", reference)
