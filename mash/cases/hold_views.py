"""The page of a case where a police hold is recorded and lifted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mash.accounts.roles import Permission
from mash.forms.kept import see_anew

from .access import case_for, permit_on
from .forms import LiftHoldForm, PoliceHoldForm
from .pages import case_page
from .queries import police_hold_on
from .services.holds import HoldRefused, lift_police_hold, set_police_hold
from .states import Hold


def police_hold(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a hold, or see the one that stands and lift it."""
    found = case_for(request.user, reference, purpose="police_hold")
    permit_on(request.user, found, Permission.SET_POLICE_HOLD)
    form = PoliceHoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data | {"hold": Hold(form.cleaned_data["hold"])}
        try:
            set_police_hold(reference=reference, by=request.user, **words)
        except HoldRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The police hold is recorded. What referrers may be told follows it.")
            return redirect("cases:police_hold", reference)
    standing = police_hold_on(found)
    shown = LiftHoldForm(initial={"seen": standing.pk}) if standing and not form.is_bound else form
    lifts = shown is not form
    sent_to = reverse("cases:lift_hold" if lifts else "cases:police_hold", args=[reference])
    return case_page(request, found, "cases/police_hold.html", form=shown, hold=standing, lifts=lifts, sent_to=sent_to)


@require_POST
def lift_hold(request: HttpRequest, reference: str) -> HttpResponse:
    found = case_for(request.user, reference, purpose="lift_hold")
    permit_on(request.user, found, Permission.SET_POLICE_HOLD)
    form, standing = LiftHoldForm(request.POST), police_hold_on(found)
    if form.is_valid():
        try:
            lift_police_hold(reference=reference, by=request.user, **form.cleaned_data)
        except HoldRefused as refused:
            form.add_error(None, str(refused))
            standing = police_hold_on(found)
            see_anew(form, standing.pk if standing else 0)
        else:
            messages.success(request, "The police hold is lifted.")
            return redirect("cases:case", reference)
    return case_page(request, found, "cases/police_hold.html", form=form, hold=standing, lifts=True)
