"""Handing a case to a locality team."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import refuse
from mash.cases.services.locking import Stale

from ..forms.handovers import DecideHandoverForm, MeetHandoverForm, ProposeHandoverForm
from ..queries import handovers as asked
from ..queries.records import open_handover
from ..services import handovers as services
from .acting import act, case_of, page, posted

TAB = "enquiries:handover"


@require_safe
def handover(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "handover")
    return page(request, case, "enquiries/handover.html", **asked.handover_page(case, request.user))


def propose_handover(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "propose_handover", Permission.PROPOSE_HANDOVER)
    form = ProposeHandoverForm(posted(request), initial={"version": case.version}, teams=asked.team_choices(case))
    return act(
        request, case, form, services.propose_handover, "enquiries/propose_handover.html",
        then=redirect(TAB, reference), done="The team can see the case and is asked to meet you.",
    )  # fmt: skip


def meet_handover(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "meet_handover", Permission.PROPOSE_HANDOVER)
    under_way = open_handover(case)
    if under_way is None and request.method != "POST":
        messages.info(request, "No handover is under way.")
        return redirect(TAB, reference)
    form = MeetHandoverForm(posted(request), initial={"version": case.version})
    return act(
        request, case, form, services.meet_handover, "enquiries/meet_handover.html",
        then=redirect(TAB, reference), done="The meeting is recorded. The team now answers.", handover=under_way,
    )  # fmt: skip


def decide_handover(request: HttpRequest, reference: str) -> HttpResponse:
    """Only for the team that was asked; for every other team there is nothing here."""
    case = case_of(request, reference, "decide_handover", Permission.ACCEPT_HANDOVER)
    under_way = open_handover(case)
    if under_way is None and asked.accepted_by_team(request.user, case):
        if request.method == "POST":
            raise Stale(case)
        messages.info(request, "Your team has accepted this case.")
        return redirect(TAB, reference)
    if under_way is None or not asked.decides(request.user, under_way):
        refuse(request.user, reference, "decide_handover")
    initial = {"version": case.version}
    form = DecideHandoverForm(posted(request), initial=initial, owners=asked.owner_choices(under_way))
    return act(
        request, case, form, services.decide_handover, "enquiries/decide_handover.html",
        then=redirect("home"), done="Your team’s answer is recorded.", handover=under_way,
    )  # fmt: skip
