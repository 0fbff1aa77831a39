"""Addresses of this app: the public form, the status page, and two tabs of a case."""

from django.urls import include, path

from .views import feedback, files, public, reports, status

app_name = "referrals"

report = [
    path("", public.start, name="start"),
    path("worry/", public.worry, name="worry"),
    path("danger/", public.danger, name="danger"),
    path("ring/", public.ring, name="ring"),
    path("adult/", public.adult, name="adult"),
    path("safety/", public.safety, name="safety"),
    path("you/", public.you, name="you"),
    path("files/", files.files, name="files"),
    path("check/", public.check, name="check"),
    path("sent/", public.sent, name="sent"),
]
case = [
    path("reports/", reports.reports, name="reports"),
    path("reports/<reference:report>/classify/", reports.classify, name="classify"),
    path("reports/<reference:report>/set-aside/", reports.set_aside, name="set_aside"),
    path("reports/<reference:report>/join/", reports.join, name="join"),
    path("reports/<reference:report>/files/<int:number>/", files.file, name="file"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/<reference:report>/", feedback.choose, name="choose_feedback"),
    path("feedback/<reference:report>/withhold/", feedback.withhold, name="withhold_feedback"),
    path("feedback/<reference:report>/<slug:kind>/<slug:extent>/", feedback.compose, name="compose_feedback"),
]
urlpatterns = [
    path("report/", include(report)),
    path("status/", status.status, name="status"),
    path("cases/<reference:reference>/", include(case)),
]
