"""Care providers log incidents and see their own log; the hub reads what all of them logged."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list, refuse
from mash.cases.kept_pages import kept_page
from mash.forms.once import under_fresh_key
from mash.once import OtherWords

from ..desk_queries import care_providers, incident_page, own_incident_page
from ..forms.incidents import FindIncidentsForm, LogIncidentForm, incident_of
from ..services.incidents import IncidentRefused, log_incident
from ..states import Danger


def log(request: HttpRequest) -> HttpResponse:
    """One incident. Whoever is unsure sends it as a concern from here, with the words they typed."""
    _for_providers(request, "log_incident")
    form = LogIncidentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            log_incident(
                once_key=answers["once"], incident=incident_of(answers), danger=Danger(answers["danger"]),
                author_only=answers["author_only"], by=request.user,
            )  # fmt: skip
        except IncidentRefused as refused:
            form.add_error("danger", str(refused))
        except OtherWords as other:
            under_fresh_key(form, f"entry {other.kept.reference}")
        else:
            messages.success(request, "It is in the log. If you come to worry about it, send it as a concern.")
            return redirect("referrals:own_incidents")
    return kept_page(request, "referrals/log_incident.html", alike=True, form=form)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What this person's care service logged."""
    _for_providers(request, "own_incidents")
    page = own_incident_page(request.user, request.GET.get("page", "1"))
    record_list(request.user, [entry.reference for entry in page], where="own_incidents")
    return render(request, "referrals/own_incidents.html", {"page": page, "agency": request.user.organisation})


def logged(request: HttpRequest) -> HttpResponse:
    """Every provider's log. Words are looked for by post, so that no address holds them."""
    permit(request.user, Permission.SEE_CASES, subject="incident_log")
    form = FindIncidentsForm(request.POST if request.method == "POST" else None, providers=care_providers())
    sought = form.cleaned_data if form.is_valid() else {}
    page = incident_page(request.user, request.POST.get("page", "1"), **sought)
    record_list(request.user, [entry.report.reference for entry in page], where="incident_log")
    context = {"form": form, "page": page, "sought": any(sought.values()), "may_sort": request.user.may(Permission.READ_REFERRAL)}
    return render(request, "referrals/incident_log.html", context)


def _for_providers(request: HttpRequest, where: str) -> None:
    """For every other agency there is no such page."""
    permit(request.user, Permission.REFER, subject=where)
    if not request.user.logs_incidents:
        refuse(request.user, where, where)
