"""Pages of a case that belong to no one stage."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_fsm import TransitionNotAllowed

from mash.accounts.roles import Permission

from .access import case_for, may_on, permit_on, record_list
from .adult_states import OutcomesMet
from .decided import decided_last
from .forms import CloseCaseForm, ExplainBreachForm, NoteForm, ProtectForm, ReopenCaseForm, TakeOverForm
from .last_year import last_year
from .pages import case_page, stale_page
from .pattern_queries import patterns_of
from .queries import hold_in_words, story_of
from .reported_words import reported_words, where_they_are
from .rules import Blocker, Without, closing_blockers, needs_handover, needs_response, to_take
from .services.cases import add_note, reopen_case, take_case, take_protective_action
from .services.clocks import NotLate, explain_breach
from .services.closing import NotYet, close_case, closing_facts
from .services.locking import Stale
from .states import Clock, Nature, Outcome, Stage
from .wishes import unmeasured_wishes


@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The summary: what is known, what is done, what comes next, and what happened so far."""
    found = case_for(request.user, reference, purpose="summary")
    hold = hold_in_words(found)
    patterns = patterns_of(request.user, found)
    record_list(request.user, patterns.references, where=f"patterns of {reference}")
    may = _abilities(request.user, found)
    return case_page(request, found, "cases/case.html", may=may, hold=hold, patterns=patterns, reported=reported_words(found), **story_of(found))


@require_safe
def year(request: HttpRequest, reference: str) -> HttpResponse:
    """What is known of the adult from the last twelve months: a page, and the panel beside other pages."""
    found = case_for(request.user, reference, purpose="last_year")
    return case_page(request, found, "cases/last_year.html", last_year=last_year(request.user, found))


def _abilities(user: object, case: object) -> dict[str, bool]:
    """What the summary offers this person: nothing that would be refused."""
    asked = {
        "take": to_take(Stage(case.stage)), "work": Permission.WORK_CASES, "rate": Permission.RATE,
        "close": Permission.CLOSE_CASE, "reopen": Permission.DECIDE_TRIAGE, "hold": Permission.SET_POLICE_HOLD,
    }  # fmt: skip
    return {word: may_on(user, case, permission) for word, permission in asked.items()}


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a case that nobody has; from a colleague who is there, only with a word on why."""
    found = case_for(request.user, reference, purpose="take_case")
    theirs = found.owner if found.owner != request.user and not found.away_until else None
    form = TakeOverForm(request.POST if "reason" in request.POST else None)
    if theirs and theirs.is_active and not form.is_valid():
        permit_on(request.user, found, to_take(Stage(found.stage)))
        return case_page(request, found, "cases/take_over.html", form=form, theirs=theirs)
    take_case(reference=reference, reason=form.cleaned_data["reason"] if form.is_valid() else "", by=request.user)
    messages.success(request, "You now own this case.")
    return redirect("cases:case", reference)


def note(request: HttpRequest, reference: str) -> HttpResponse:
    found = case_for(request.user, reference, purpose="add_note")
    permit_on(request.user, found, Permission.WORK_CASES)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data | {"nature": Nature(form.cleaned_data["nature"])}
        add_note(reference=reference, by=request.user, **words)
        messages.success(request, "Added to the chronology.")
        return redirect("cases:case", reference)
    return case_page(request, found, "cases/add_note.html", form=form)


def protect(request: HttpRequest, reference: str) -> HttpResponse:
    found = case_for(request.user, reference, purpose="protect")
    permit_on(request.user, found, Permission.WORK_CASES)
    form = ProtectForm(request.POST if request.method == "POST" else None, initial={"by_whom": request.user.name})
    if form.is_valid():
        take_protective_action(reference=reference, by=request.user, **form.values())
        messages.success(request, "Protective action recorded.")
        return redirect("cases:case", reference)
    return case_page(request, found, "cases/protect.html", form=form, reported=reported_words(found), **where_they_are(found))


def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the case, or see everything that must be done first. The form stands here once it can be sent."""
    found = case_for(request.user, reference, purpose="close_case")
    permit_on(request.user, found, Permission.CLOSE_CASE)
    if found.stage == Stage.CLOSED and request.method != "POST":
        return _nothing_to_do(request, reference, "This case is closed already.")
    wanted = unmeasured_wishes(found)
    excused = request.user.may(Permission.CLOSE_RED_WITHOUT_HANDOVER)
    # What the form itself asks does not stand against closing.
    facts = closing_facts(found, outcomes_met=OutcomesMet.MET, without=Without(advocate="-"))
    facts = replace(facts, outcome=facts.triage_ended_as or Outcome.ADVICE)
    blockers = closing_blockers(facts)
    # What a reason may stand for is asked by the form itself, which then can be sent.
    opens = not closing_blockers(replace(facts, without=Without(handover="-" * excused, response="-", advocate="-")))
    form = CloseCaseForm(
        request.POST if request.method == "POST" else None, initial={"version": found.version},
        without_handover=excused and needs_handover(facts), without_response=needs_response(facts), without_advocate=facts.owes_advocate,
        wishes_known=facts.wishes_known, decided=facts.triage_ended_as,
    )  # fmt: skip
    if form.is_valid():
        try:
            close_case(reference=reference, by=request.user, **form.values())
        except NotYet as not_yet:
            blockers = not_yet.blockers
        except Stale as stale:
            return stale_page(request, stale, form)
        except TransitionNotAllowed:
            form.add_error(None, "This case is closed already.")
        else:
            messages.success(request, "The case is closed.")
            return redirect("cases:case", reference)
    shown = {"blockers": _linked(blockers, reference), "opens": opens, "wanted": wanted, "decided": decided_last(found)}
    return case_page(request, found, "cases/close_case.html", form=form, **shown)


def _linked(blockers: list[Blocker], reference: str) -> list[dict[str, str]]:
    """What must be done first, each with the page where it is done; none for what the closing form itself asks."""
    return [{"words": each.words, "url": reverse(each.page, args=[reference]) if each.page else ""} for each in blockers]


def explain(request: HttpRequest, reference: str, clock: str) -> HttpResponse:
    """Why a clock ran over, asked for and never insisted on."""
    found = case_for(request.user, reference, purpose="explain_breach")
    permit_on(request.user, found, Permission.WORK_CASES)
    if clock not in list(Clock):
        raise Http404
    form = ExplainBreachForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            explain_breach(reference=reference, clock=Clock(clock), by=request.user, **form.cleaned_data)
        except NotLate as on_time:
            form.add_error(None, f"{on_time} Nothing of yours was recorded.")
        else:
            messages.success(request, "Your reason is on record.")
            return redirect("cases:case", reference)
    return case_page(request, found, "cases/explain_breach.html", form=form, clock=Clock(clock))


def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    found = case_for(request.user, reference, purpose="reopen_case")
    permit_on(request.user, found, Permission.DECIDE_TRIAGE)
    if found.stage != Stage.CLOSED and request.method != "POST":
        return _nothing_to_do(request, reference, "This case is open already.")
    form = ReopenCaseForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    if form.is_valid():
        try:
            reopen_case(reference=reference, by=request.user, **form.cleaned_data)
        except Stale as stale:
            return stale_page(request, stale, form)
        except TransitionNotAllowed:
            form.add_error(None, "This case is open already.")
        else:
            messages.success(request, "The case is open again. Rate it next.")
            return redirect("cases:case", reference)
    return case_page(request, found, "cases/reopen_case.html", form=form)


def _nothing_to_do(request: HttpRequest, reference: str, words: str) -> HttpResponse:
    """A link that was kept, after somebody did the same."""
    messages.info(request, words)
    return redirect("cases:case", reference)
