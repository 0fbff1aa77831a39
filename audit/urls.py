"""Addresses of this app."""

from django.urls import path

from .views import blind, disputes, lab, overrides, overview, samples

app_name = "audit"
urlpatterns = [
    path("overview/", overview.show_overview, name="overview"),
    path("overview/intake/", overview.show_intake, name="intake"),
    path("overview/patterns/", overview.show_patterns, name="patterns"),
    path("overview/disputes/", disputes.show_disputes, name="disputes"),
    path("overview/wording/", overview.show_let_through, name="let_through"),
    path("overview/<slug:what>/", overview.show_list, name="list"),
    path("cases/<reference:reference>/trail/", overview.trail, name="trail"),
    path("thresholds/lab/", lab.lab, name="lab"),
    path("thresholds/lab/concerns/", lab.lab_concerns, name="lab_concerns"),
    path("thresholds/lab/figures.csv", lab.lab_export, name="lab_export"),
    path("thresholds/lab/overrides/", overrides.overrides, name="overrides"),
    path("thresholds/lab/overrides/ratings/", overrides.overridden, name="overridden"),
    path("thresholds/lab/overrides/figures.csv", overrides.overrides_export, name="overrides_export"),
    path("thresholds/lab/use/", overrides.threshold_use, name="threshold_use"),
    path("thresholds/lab/use/concerns/", overrides.threshold_use_concerns, name="threshold_use_concerns"),
    path("thresholds/lab/samples/", samples.show_samples, name="samples"),
    path("thresholds/lab/samples/draw/", samples.draw, name="draw_sample"),
    path("thresholds/lab/samples/<int:sample_id>/", samples.show_sample, name="sample"),
    path("second-ratings/", blind.second_ratings, name="second_ratings"),
    path("second-ratings/<int:second_id>/", blind.rate_again, name="rate_again"),
    path("second-ratings/<int:second_id>/decline/", blind.decline_again, name="decline_again"),
]
