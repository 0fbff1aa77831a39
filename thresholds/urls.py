"""Addresses of the threshold matrix and its versions."""

from django.urls import path

from .views import drafts, guide, versions

app_name = "thresholds"
urlpatterns = [
    path("thresholds/", guide.guide, name="guide"),
    path("thresholds/versions/", versions.versions, name="versions"),
    path("thresholds/versions/called/", guide.version_called, name="version_called"),
    path("thresholds/versions/<int:matrix_id>/", versions.version, name="version"),
    path("thresholds/versions/<int:matrix_id>/matrix.yaml", versions.export, name="export_matrix"),
    path("thresholds/versions/<int:matrix_id>/guide.pdf", versions.guide_pdf, name="guide_pdf"),
    path("thresholds/versions/<int:matrix_id>/draft/", versions.draft, name="draft_matrix"),
    path("thresholds/versions/<int:matrix_id>/begin/", drafts.begin, name="begin_draft"),
    path("thresholds/versions/<int:matrix_id>/change/", drafts.change, name="change_draft"),
    path("thresholds/versions/<int:matrix_id>/change/<slug:section>/", drafts.change_section, name="change_section"),
    path("thresholds/versions/<int:matrix_id>/change/<slug:section>/add/", drafts.add_part, name="add_part"),
    path("thresholds/versions/<int:matrix_id>/change/<slug:section>/of/<path:part>/", drafts.change_section, name="change_part"),
    path("thresholds/versions/<int:matrix_id>/propose/", versions.propose, name="propose_matrix"),
    path("thresholds/versions/<int:matrix_id>/approve/", versions.approve, name="approve_matrix"),
    path("thresholds/versions/<int:matrix_id>/send-back/", versions.send_back, name="send_back_matrix"),
    path("thresholds/versions/<int:matrix_id>/withdraw/", versions.withdraw, name="withdraw_matrix"),
]
