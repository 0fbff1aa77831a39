"""Addresses of this app."""

from django.urls import URLPattern

app_name = "thresholds"
urlpatterns: list[URLPattern] = []
