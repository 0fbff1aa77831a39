"""Addresses of this app."""

from django.urls import URLPattern

app_name = "triage"
urlpatterns: list[URLPattern] = []
