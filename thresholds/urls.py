"""Addresses of the threshold matrix."""

from django.urls import path

from . import views

app_name = "thresholds"
urlpatterns = [path("thresholds/", views.guide, name="guide")]
