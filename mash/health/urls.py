"""Where a proxy and a monitor ask."""

from django.urls import path

from mash.health import views

urlpatterns = [
    path("live", views.live, name="live"),
    path("ready", views.ready, name="ready"),
]
