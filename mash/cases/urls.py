"""Addresses of the pages that belong to no one stage."""

from django.urls import path

from . import find_views, hold_views, views

app_name = "cases"
urlpatterns = [
    path("cases/<reference:reference>/", views.case, name="case"),
    path("cases/<reference:reference>/take/", views.take, name="take_case"),
    path("cases/<reference:reference>/note/", views.note, name="add_note"),
    path("cases/<reference:reference>/protect/", views.protect, name="protect"),
    path("cases/<reference:reference>/police-hold/", hold_views.police_hold, name="police_hold"),
    path("cases/<reference:reference>/police-hold/lift/", hold_views.lift_hold, name="lift_hold"),
    path("cases/<reference:reference>/close/", views.close, name="close_case"),
    path("cases/<reference:reference>/late/<slug:clock>/", views.explain, name="explain_breach"),
    path("cases/<reference:reference>/reopen/", views.reopen, name="reopen_case"),
    path("cases/<reference:reference>/adult/", find_views.find_adult, name="find_adult"),
    path("cases/<reference:reference>/adult/link/", find_views.link, name="link_adult"),
    path("cases/<reference:reference>/adult/new/", find_views.create_adult, name="create_adult"),
]
