"""Addresses of this app."""

from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("overview/", views.show_overview, name="overview"),
    path("overview/intake/", views.show_intake, name="intake"),
    path("overview/patterns/", views.show_patterns, name="patterns"),
    path("overview/wording/", views.show_let_through, name="let_through"),
    path("overview/<slug:what>/", views.show_list, name="list"),
    path("cases/<reference:reference>/trail/", views.trail, name="trail"),
]
