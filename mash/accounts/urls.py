"""Addresses of this app."""

from django.urls import path

from . import cover_views, views

app_name = "accounts"
urlpatterns = [
    path("accounts/", views.people, name="people"),
    path("accounts/new/", views.invite, name="invite_person"),
    path("accounts/<int:person_id>/", views.change, name="change_account"),
    path("accounts/link/", views.link, name="send_link"),
    path("accounts/disable/", views.disable, name="disable_account"),
    path("accounts/cover/", cover_views.cover, name="cover"),
    path("accounts/cover/end/", cover_views.end, name="end_cover"),
    path("keys/", views.keys, name="keys"),
    path("keys/new/", views.new_key, name="make_key"),
    path("keys/end/", views.stop_key, name="end_key"),
]
