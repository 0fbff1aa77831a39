"""Addresses of this app. A number counts within its case; no primary key is shown."""

from django.urls import URLPattern, path

from .views import enquiry, handovers, meetings, papers, plans

app_name = "enquiries"
CASE = "cases/<reference:reference>"
urlpatterns: list[URLPattern] = [
    path(f"{CASE}/enquiry/", enquiry.enquiry, name="enquiry"),
    path(f"{CASE}/enquiry/take/", enquiry.take, name="take_enquiry"),
    path(f"{CASE}/enquiry/allocate/", enquiry.allocate, name="allocate_enquiry"),
    path(f"{CASE}/enquiry/objectives/", enquiry.scope, name="scope_enquiry"),
    path(f"{CASE}/enquiry/source/", enquiry.source, name="record_source"),
    path(f"{CASE}/enquiry/risk/", enquiry.risk, name="record_risk"),
    path(f"{CASE}/enquiry/risk/<int:number>/", enquiry.assess, name="assess_risk"),
    path(f"{CASE}/enquiry/test/", enquiry.three_point_test, name="three_point_test"),
    path(f"{CASE}/enquiry/start/", enquiry.start, name="start_enquiry"),
    path(f"{CASE}/enquiry/conclude/", enquiry.conclude, name="conclude_enquiry"),
    path(f"{CASE}/meetings/", meetings.meetings, name="meetings"),
    path(f"{CASE}/meetings/plan/", meetings.plan_meeting, name="plan_meeting"),
    path(f"{CASE}/meetings/<int:number>/", meetings.meeting, name="meeting"),
    path(f"{CASE}/meetings/<int:number>/attendance/", meetings.attendance, name="attendance"),
    path(f"{CASE}/meetings/<int:number>/attendance/<int:attendee>/", meetings.agreement, name="agreement"),
    path(f"{CASE}/meetings/<int:number>/hold/", meetings.hold_meeting, name="hold_meeting"),
    path(f"{CASE}/meetings/<int:number>/document/", papers.draw_minutes, name="draw_minutes"),
    path(f"{CASE}/plan/document/", papers.draw_plan, name="draw_plan"),
    path(f"{CASE}/plan/", plans.plan, name="plan"),
    path(f"{CASE}/plan/agree/", plans.agree_plan, name="agree_plan"),
    path(f"{CASE}/plan/action/", plans.add_action, name="add_action"),
    path(f"{CASE}/plan/action/<int:number>/", plans.action_done, name="action_done"),
    path(f"{CASE}/plan/review/", plans.review_plan, name="review_plan"),
    path(f"{CASE}/handover/", handovers.handover, name="handover"),
    path(f"{CASE}/handover/propose/", handovers.propose_handover, name="propose_handover"),
    path(f"{CASE}/handover/meeting/", handovers.meet_handover, name="meet_handover"),
    path(f"{CASE}/handover/answer/", handovers.decide_handover, name="decide_handover"),
]
