"""Pages that say whether a referrer can safely be told, and that they know we have their report."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit_on
from mash.cases.pages import case_page
from mash.forms.kept import see_anew

from ..forms.work import AcknowledgeForm, CautionForm, LiftCautionForm
from ..queries import caution_on, report_of
from ..services.cautions import CautionRefused, acknowledge_by_hand, lift_caution, set_caution
from ..states import Safety


def caution(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """Mark a referrer, or see the mark that stands; a manager lifts it here."""
    case = case_for(request.user, reference, purpose="caution")
    permit_on(request.user, case, Permission.COMPOSE_FEEDBACK)
    found = report_of(case, report)
    form = CautionForm(request.POST if request.method == "POST" else None)

    def mark() -> str:
        words = form.cleaned_data | {"safety": Safety(form.cleaned_data["safety"])}
        set_caution(reference=reference, report=report, by=request.user, **words)
        return f"Nothing goes to the referrer of {report} by itself. A manager has a task."

    if form.is_valid() and _done(request, form, mark):
        return redirect("referrals:feedback", reference)
    standing = caution_on(found)
    lifts = bool(standing and not form.is_bound)
    shown = LiftCautionForm(initial={"seen": standing.pk}) if lifts else form
    may_lift = request.user.may(Permission.WITHHOLD_FEEDBACK)
    context = {"report": found, "caution": standing, "form": shown, "lifts": lifts, "may_lift": may_lift}
    sent_to = reverse("referrals:lift_caution" if lifts else "referrals:caution", args=[reference, report])
    return case_page(request, case, "referrals/caution.html", sent_to=sent_to, **context)


@require_POST
def lift(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    case = case_for(request.user, reference, purpose="lift_caution")
    permit_on(request.user, case, Permission.WITHHOLD_FEEDBACK)
    found, form = report_of(case, report), LiftCautionForm(request.POST)

    def lift_it() -> str:
        lift_caution(reference=reference, report=report, by=request.user, **form.cleaned_data)
        return f"The referrer of {report} can be told like anybody else."

    if form.is_valid() and _done(request, form, lift_it):
        return redirect("referrals:feedback", reference)
    standing = caution_on(found)
    if form.non_field_errors():  # another mark than they read: they read this one before they send again
        see_anew(form, standing.pk if standing else 0)
    context = {"report": found, "caution": standing, "form": form, "lifts": True, "may_lift": True}
    return case_page(request, case, "referrals/caution.html", **context)


def acknowledge(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """A referrer could not be written to: what was done, so that they know we have their report."""
    case = case_for(request.user, reference, purpose="acknowledge")
    permit_on(request.user, case, Permission.COMPOSE_FEEDBACK)
    found = report_of(case, report)
    form = AcknowledgeForm(request.POST if request.method == "POST" else None)

    def settle() -> str:
        acknowledge_by_hand(reference=reference, report=report, words=form.cleaned_data["words"], by=request.user)
        return f"It is on record what the referrer of {report} knows."

    if form.is_valid() and _done(request, form, settle):
        return redirect("referrals:feedback", reference)
    return case_page(request, case, "referrals/acknowledge.html", form=form, report=found)


def _done(request: HttpRequest, form: Form, act: Callable[[], str]) -> bool:
    """Do it and say so; if it can't be done, the form comes back with the reason and the words typed."""
    try:
        messages.success(request, act())
    except CautionRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True
