"""Where the public reads what becomes of what it tells, and how far these pages can be used by everybody."""

from django.urls import path

from . import views

app_name = "hub"
urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
