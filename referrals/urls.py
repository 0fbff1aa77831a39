"""Addresses of this app: the public form, the status page, two tabs of a case, and the door for machines."""

from django.urls import include, path

from .api import doors
from .rules import STEPS
from .views import (
    about_api,
    cautions,
    codes,
    feedback,
    files,
    incidents,
    joining,
    keying,
    papers,
    partner,
    public,
    reports,
    rerouting,
    saved,
    status,
    withheld,
)

app_name = "referrals"

report = [
    path("", public.start, name="start"),
    *(path(f"{step}/", public.ask, {"step": step}, name=step) for step in STEPS),
    path("ring/", public.ring, name="ring"),
    path("children/", public.children, name="children"),
    path("files/", files.files, name="files"),
    path("check/", public.check, name="check"),
    path("sent/", public.sent, name="sent"),
    path("saved/", saved.resume, name="resume"),
]
case = [
    path("reports/", reports.reports, name="reports"),
    path("reports/<reference:report>/message/", reports.message, name="message"),
    path("reports/<reference:report>/classify/", reports.classify, name="classify"),
    path("reports/<reference:report>/set-aside/", reports.set_aside, name="set_aside"),
    path("reports/<reference:report>/take-up/", reports.take_up, name="take_up"),
    path("reports/<reference:report>/pass-on/", rerouting.forward, name="pass_on"),
    path("reports/<reference:report>/receipt/", rerouting.settle, name="record_receipt"),
    path("reports/<reference:report>/document/", papers.draw_referral, name="draw_referral"),
    path("reports/<reference:report>/code/", codes.new_code, name="new_code"),
    path("reports/<reference:report>/join/", joining.join, name="join"),
    path("reports/<reference:report>/files/<int:number>/", files.file, name="file"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/<reference:report>/", feedback.choose, name="choose_feedback"),
    path("feedback/<reference:report>/acknowledge/", cautions.acknowledge, name="acknowledge"),
    path("feedback/<reference:report>/safety/", cautions.caution, name="caution"),
    path("feedback/<reference:report>/safety/lift/", cautions.lift, name="lift_caution"),
    path("feedback/<reference:report>/withhold/", feedback.withhold, name="withhold_feedback"),
    path("feedback/<reference:report>/<slug:kind>/<slug:extent>/", feedback.compose, name="compose_feedback"),
]
intake = [
    path("key/", keying.key, name="key_referral"),
    path("key/done/<reference:report>/", keying.keyed, name="keyed"),
    path("advice/", keying.advice, name="advice_calls"),
    path("advice/log/", keying.advise, name="log_advice"),
    path("incidents/", incidents.logged, name="incident_log"),
]
machines = [path("", about_api.about, name="api-root"), *doors()]
urlpatterns = [
    path("report/", include(report)),
    path("status/", status.status, name="status"),
    path("intake/", include(intake)),
    path("send-a-concern/", partner.send, name="send_concern"),
    path("log-an-incident/", incidents.log, name="log_incident"),
    path("our-incidents/", incidents.own, name="own_incidents"),
    path("our-referrals/", partner.own, name="own_referrals"),
    path("our-referrals/<reference:report>/", partner.followed, name="own_referral"),
    path("our-referrals/<reference:report>/dispute/", partner.dispute, name="dispute_referral"),
    path("api/v1/", include((machines, "api"))),
    path("status/reply/", status.reply, name="reply"),
    path("withheld/", withheld.withheld, name="withheld"),
    path("withheld/seen/", withheld.seen, name="see_withheld"),
    path("cases/<reference:reference>/", include(case)),
]
