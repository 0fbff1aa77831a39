"""Written reports with recommendations for action."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.documents.models import Document
from mash.searched import Searched

from .case import Case


class WrittenReport(models.Model):
    """One written report of a case at its level of response: a draft until somebody signs it, then kept byte for byte."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="written_reports")
    number = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(help_text="of response: 1 or 2 in triage, by the rating; 3 in an enquiry")
    analysis = models.TextField(blank=True)
    recommendations = models.JSONField(default=list, help_text='for action: [{"what": "…", "who": "…", "by_on": "2026-12-01"}]')
    edition = models.PositiveIntegerField(default=1, help_text="grows with each change of a draft; forms carry the one they saw")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        indexes = [GinIndex(Searched("analysis", "recommendations[]"), name="written_report_searched")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="written_report_number_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(signed_at__isnull=True), name="written_report_one_draft"),
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3]), name="written_report_level_known"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, document__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False, document__isnull=False),
                name="written_report_signed_with_document",
            ),
        ]
