"""Addresses of the pages that belong to no one stage."""

from django.urls import path

from . import (
    adult_views,
    allocating_views,
    calendar_views,
    clock_views,
    find_views,
    hold_views,
    shift_views,
    timescale_views,
    views,
)

app_name = "cases"
urlpatterns = [
    path("shift/", shift_views.shift, name="shift"),
    path("shift/accept/", shift_views.accept, name="accept_shift"),
    path("shift/<int:change_id>/", shift_views.change, name="shift_change"),
    path("cases/<reference:reference>/", views.case, name="case"),
    path("cases/<reference:reference>/take/", views.take, name="take_case"),
    path("cases/<reference:reference>/note/", views.note, name="add_note"),
    path("cases/<reference:reference>/protect/", views.protect, name="protect"),
    path("cases/<reference:reference>/police-hold/", hold_views.police_hold, name="police_hold"),
    path("cases/<reference:reference>/police-hold/lift/", hold_views.lift_hold, name="lift_hold"),
    path("cases/<reference:reference>/close/", views.close, name="close_case"),
    path("cases/<reference:reference>/late/<slug:clock>/", views.explain, name="explain_breach"),
    path("cases/<reference:reference>/clocks/", clock_views.clocks, name="clocks"),
    path("cases/<reference:reference>/clocks/<slug:clock>/<slug:about>/stop/", clock_views.stop, name="stop_clock"),
    path("cases/<reference:reference>/clocks/<slug:clock>/<slug:about>/run/", clock_views.run, name="resume_clock"),
    path("cases/<reference:reference>/reopen/", views.reopen, name="reopen_case"),
    path("cases/<reference:reference>/adult/", find_views.find_adult, name="find_adult"),
    path("cases/<reference:reference>/adult/link/", find_views.link, name="link_adult"),
    path("cases/<reference:reference>/adult/unlink/", allocating_views.unlink, name="unlink_adult"),
    path("cases/<reference:reference>/worker/", allocating_views.send, name="send_to_worker"),
    path("cases/<reference:reference>/worker/withdraw/", allocating_views.withdraw, name="withdraw_sending"),
    path("cases/<reference:reference>/worker/answer/", allocating_views.answer, name="answer_sending"),
    path("cases/<reference:reference>/adult/new/", find_views.create_adult, name="create_adult"),
    path("adults/<reference:adult>/", adult_views.record, name="adult"),
    path("adults/<reference:adult>/correct/", adult_views.correct, name="correct_adult"),
    path("timescales/", timescale_views.in_force, name="timescales"),
    path("timescales/propose/", timescale_views.propose, name="propose_timescales"),
    path("timescales/versions/<int:version_id>/", timescale_views.version, name="timescale_version"),
    path("timescales/versions/<int:version_id>/approve/", timescale_views.approve, name="approve_timescales"),
    path("timescales/versions/<int:version_id>/send-back/", timescale_views.send_back, name="send_back_timescales"),
    path("timescales/versions/<int:version_id>/withdraw/", timescale_views.withdraw, name="withdraw_timescales"),
    path("timescales/calendar/", calendar_views.calendar, name="calendar"),
    path("timescales/calendar/propose/", calendar_views.propose, name="propose_closure"),
    path("timescales/calendar/<int:closure_id>/approve/", calendar_views.approve, name="approve_closure"),
    path("timescales/calendar/<int:closure_id>/send-back/", calendar_views.send_back, name="send_back_closure"),
    path("timescales/calendar/<int:closure_id>/withdraw/", calendar_views.withdraw, name="withdraw_closure"),
]
