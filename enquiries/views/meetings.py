"""Meetings of a case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.roles import Permission
from mash.cases.identity import before_contact

from ..forms.meetings import AgreementForm, AttendanceForm, HoldMeetingForm, PlanMeetingForm
from ..queries import meetings as asked
from ..services import meetings as services
from ..services.meetings import record_agreement
from .acting import act, carry_out, case_of, page, posted, warn

ONE = "enquiries:meeting"


@require_safe
def meetings(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "meetings")
    return page(request, case, "enquiries/meetings.html", **asked.meetings_page(case))


def plan_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "plan_meeting", Permission.WORK_CASES)
    form = PlanMeetingForm(posted(request))
    return act(
        request, case, form, services.plan_meeting, "enquiries/plan_meeting.html",
        then=redirect("enquiries:meetings", reference), done="The meeting is planned.", before=before_contact(request.user, case),
    )  # fmt: skip


@require_safe
def meeting(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One meeting: the statement to read aloud, who is there, and, once held, the minutes."""
    case = case_of(request, reference, "meeting")
    sent_to = reverse("enquiries:attendance", args=[reference, number])
    return page(request, case, "enquiries/meeting.html", form=AttendanceForm(), sent_to=sent_to, **asked.meeting_page(case, number))


@require_POST
def attendance(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Add somebody who is in the room."""
    case = case_of(request, reference, "attendance", Permission.WORK_CASES)
    form = AttendanceForm(request.POST)
    return act(
        request, case, form, services.record_attendance, "enquiries/meeting.html",
        then=redirect(ONE, reference, number), done="Added. Ask them whether they agree.", where={"number": number},
        **asked.meeting_page(case, number),
    )  # fmt: skip


@require_POST
def agreement(request: HttpRequest, reference: str, number: int, attendee: int) -> HttpResponse:
    """Record whether an attendee agreed to the statement."""
    case_of(request, reference, "agreement", Permission.WORK_CASES)
    form, then = AgreementForm(request.POST), redirect(ONE, reference, number)
    where = {"reference": reference, "number": number, "attendee": attendee}
    if form.is_valid() and (answer := carry_out(request, form, record_agreement, then=then, done="Recorded.", **where)):
        return answer
    warn(request, form)
    return then


def hold_meeting(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Minutes exist only from here on, and only once everybody in the room has agreed."""
    case = case_of(request, reference, "hold_meeting", Permission.WORK_CASES)
    found = asked.meeting_page(case, number)
    form = HoldMeetingForm(posted(request), initial={"held_at": found["meeting"].at})
    return act(
        request, case, form, services.hold_meeting, "enquiries/hold_meeting.html",
        then=redirect(ONE, reference, number), done="The meeting is on record.", where={"number": number}, **found,
    )  # fmt: skip
