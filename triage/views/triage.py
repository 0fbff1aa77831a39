"""The triage tab: the seven steps with their evidence, and the decision."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_fsm import TransitionNotAllowed

from mash.accounts.queries import who_may
from mash.accounts.roles import Permission
from mash.cases.access import case_for, may_on, permit_on
from mash.cases.identity import before_contact
from mash.cases.pages import case_page, stale_page
from mash.cases.queries import advocacy_of, mark_of_step, names_of, steps_on_page, what_is_open
from mash.cases.reported_words import referrers_of
from mash.cases.services.actions import ActionRefused
from mash.cases.services.advocates import record_advocacy
from mash.cases.services.locking import Stale
from mash.cases.services.records import ContactRefused, log_contact, record_consultation
from mash.cases.services.steps import StepRefused, settle_step
from mash.cases.states import ENQUIRY_STAGES, Stage, StepName, StepState
from mash.people.states import SafeBy
from mash.people.telling import safe_mark

from ..forms import (
    AdultForm,
    AdvocacyForm,
    ConsultForm,
    ContactForm,
    HistoryForm,
    SettleStepForm,
    TriageDecisionForm,
)
from ..queries import evidence_of, in_sight, level_of, triage_decision, tries_in_vain
from ..rules import ATTEMPTS, QUESTIONS
from ..services import DecisionRefused, SafeContactMoved, check_history, decide_triage, speak_with_adult

WAYS = {
    StepName.RATING: ("triage:rate_concern", "Rate the concern"),
    StepName.HISTORY: ("triage:check_history", "Record what LAS holds"),
    StepName.REFERRER: ("triage:log_contact", "Log a contact"),
    StepName.ADULT: ("triage:speak_with_adult", "Speak with the adult"),
    StepName.PARTNERS: ("partners:checks", "Ask partners"),
    StepName.CONSULTATION: ("triage:consult", "Record a consultation"),
    StepName.PLANNING: ("enquiries:meetings", "Plan a meeting"),
}


@require_safe
def triage(request: HttpRequest, reference: str) -> HttpResponse:
    """What is gathered, what is what_is_open, and a way to do each."""
    case = case_for(request.user, reference, purpose="triage")
    steps = [_with_ways(row, reference) for row in steps_on_page(case)]
    may_work = may_on(request.user, case, Permission.WORK_CASES) and case.stage != Stage.CLOSED
    may_decide = may_on(request.user, case, Permission.DECIDE_TRIAGE) and case.stage == Stage.TRIAGE
    context = {"steps": steps, "may_work": may_work, "may_decide": may_decide, "in_enquiry": case.stage in ENQUIRY_STAGES}
    context |= {"decision": triage_decision(case), **in_sight(request.user, case)}
    return case_page(request, case, "triage/triage.html", **context, **evidence_of(case, party=request.GET.get("with", "")))


def contact(request: HttpRequest, reference: str) -> HttpResponse:
    case = _workable(request, reference, "log_contact")
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            log_contact(reference=reference, by=request.user, **form.values())
        except ContactRefused as refused:
            form.add_error("happened_at", str(refused))
        else:
            return _done(request, reference, "Contact logged.")
    before, referrers = before_contact(request.user, case), referrers_of(case)
    return case_page(request, case, "triage/log_contact.html", form=form, before=before, referrers=referrers)


def adult(request: HttpRequest, reference: str) -> HttpResponse:
    """One page for a talk with the adult: contact, safety, wishes, capacity, consent."""
    case = _workable(request, reference, "speak_with_adult")
    known = case.adult
    initial = {"safe_when": known.safe_when, "communication_needs": known.communication_needs} if known else {}
    unsafe = bool(known) and known.safe_by == SafeBy.NONE
    if known and known.safe_by != SafeBy.NOT_ASKED:
        initial["safe_by"] = known.safe_by
    if known:
        initial["safe_was"] = safe_mark(known.safe_by, known.safe_when, known.communication_needs)
    form = AdultForm(request.POST if request.method == "POST" else None, adult_known=bool(known), unsafe=unsafe, initial=initial)
    if form.is_valid():
        try:
            speak_with_adult(reference=reference, said=form.conversation(), by=request.user)
        except SafeContactMoved as moved:
            form.add_error("safe_when", str(moved))
            form.data = form.data.copy() | {"safe_was": initial["safe_was"]}
        except ContactRefused as refused:
            form.add_error("happened_at", str(refused))
        else:
            return _done(request, reference, "What the adult said is recorded.")
    return case_page(request, case, "triage/speak_with_adult.html", form=form, before=before_contact(request.user, case), in_vain=tries_in_vain(case), attempts=ATTEMPTS)


def advocacy(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether the adult can take part, and who supports them."""
    case = _workable(request, reference, "advocacy")
    known = advocacy_of(case)
    begun = asdict(known["said"]) if known else {}
    form = AdvocacyForm(request.POST if request.method == "POST" else None, initial=begun | {"seen": known["seen"] if known else 0})
    if form.is_valid():
        try:
            record_advocacy(reference=reference, said=form.said(), seen=form.cleaned_data["seen"], by=request.user)
        except Stale as stale:
            return stale_page(request, stale, form)
        return _done(request, reference, "Recorded who supports the adult.")
    return case_page(request, case, "triage/advocacy.html", form=form, advocacy=known)


def history(request: HttpRequest, reference: str) -> HttpResponse:
    case = _workable(request, reference, "check_history")
    initial = {"las_id": case.adult.las_id if case.adult else "", "seen": mark_of_step(case, StepName.HISTORY)}
    form = HistoryForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            check_history(reference=reference, by=request.user, **form.cleaned_data)
        except Stale as stale:
            return stale_page(request, stale, form)
        return _done(request, reference, "History recorded.")
    return case_page(request, case, "triage/check_history.html", form=form)


def consultation(request: HttpRequest, reference: str) -> HttpResponse:
    case = _workable(request, reference, "consult")
    seniors = [s for s in who_may(Permission.HOLD_ENQUIRY).order_by("name", "pk") if s != request.user]
    form = ConsultForm(request.POST if request.method == "POST" else None, seniors=seniors)
    if form.is_valid():
        record_consultation(reference=reference, by=request.user, **form.cleaned_data | {"senior": form.whom()})
        return _done(request, reference, "Consultation recorded.")
    return case_page(request, case, "triage/consult.html", form=form)


def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Say that a step is not needed, not possible, or done elsewhere."""
    case = _workable(request, reference, "settle_step")
    if name not in list(StepName) or name == StepName.RATING:
        raise Http404
    wanted = StepName(name)
    posted, initial = request.POST if request.method == "POST" else None, {"seen": mark_of_step(case, wanted)}
    form = SettleStepForm(posted, initial=initial, stage=Stage(case.stage), name=wanted)
    if form.is_valid():
        said = form.cleaned_data | {"state": StepState(form.cleaned_data["state"])}
        try:
            settle_step(reference=reference, name=wanted, by=request.user, **said)
        except Stale as stale:
            return stale_page(request, stale, form)
        except StepRefused as refused:
            form.add_error("state", str(refused))
        else:
            return _done(request, reference, "Step recorded.")
    return case_page(request, case, "triage/settle_step.html", form=form, step_label=wanted.label)


def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on to MASH enquiry, or end here; with everything that is still outstanding in sight."""
    case = case_for(request.user, reference, purpose="decide_triage")
    permit_on(request.user, case, Permission.DECIDE_TRIAGE)
    level = level_of(case)
    menu = level.menu if level else ()
    sent = request.method == "POST"
    offered = case.connections.count() if sent else 0
    form = TriageDecisionForm(
        request.POST if sent else None, initial={"version": case.version}, menu=menu, rag=case.rag, offered=offered, names=names_of(case)
    )  # fmt: skip
    if form.is_valid():
        try:
            return _decide(request, reference, form)
        except Stale as stale:
            return stale_page(request, stale, form)
        except DecisionRefused as refused:
            form.add_error(refused.field, str(refused))
        except ActionRefused as refused:
            form.add_error("what", str(refused))
        except TransitionNotAllowed:
            form.add_error(None, "This case is not in triage any more.")
    context = {
        "form": form, "left": what_is_open(case).in_words(), "in_triage": case.stage == Stage.TRIAGE, "level": level,
        "providers": [], **in_sight(request.user, case),
    }  # fmt: skip
    return case_page(request, case, "triage/decide_triage.html", **context, **evidence_of(case))


def _decide(request: HttpRequest, reference: str, form: TriageDecisionForm) -> HttpResponse:
    ended = form.outcome()
    decide_triage(reference=reference, by=request.user, **form.values())
    if ended is None:
        return _done(request, reference, "The case goes on to MASH enquiry.")
    messages.success(request, f"Triage ended: {ended.label}. Close the case when nothing stands against it.")
    return redirect("cases:close_case", reference)


def _workable(request: HttpRequest, reference: str, purpose: str) -> object:
    case = case_for(request.user, reference, purpose=purpose)
    permit_on(request.user, case, Permission.WORK_CASES)
    return case


def _done(request: HttpRequest, reference: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("triage:triage", reference)


def _with_ways(row: dict[str, object], reference: str) -> dict[str, object]:
    """A step with the page that does it, and the page that says why it is not done."""
    url, way = WAYS[row["name"]]
    other = "" if row["name"] == StepName.RATING else reverse("triage:settle_step", args=[reference, str(row["name"])])
    return {**row, "question": QUESTIONS[row["name"]], "url": reverse(url, args=[reference]), "way": way, "other_url": other, "open": row["state"] == "outstanding"}
