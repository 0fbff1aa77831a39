"""Addresses of this app."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("accounts/", views.people, name="people"),
    path("accounts/new/", views.invite, name="invite_person"),
    path("accounts/disable/", views.disable, name="disable_account"),
]
