"""Documents that are drawn of a case: each version once, and kept as it was."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from mash.accounts.models import User
from mash.documents.models import Document
from mash.searched import Searched

from ..chronology_states import Audience, PaperKind
from .case import Case


class Paper(models.Model):
    """One version of one document of a case: what it says, who drew it and when, and its bytes. Never changed."""

    reference = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind.choices())
    about = models.CharField(max_length=40, blank=True, help_text="which report, meeting or selection; empty: the whole case")
    audience = models.CharField(max_length=10, choices=Audience.choices(), default=Audience.HUB)
    number = models.PositiveIntegerField(help_text="of its versions: 1, 2, …")
    content = models.JSONField(help_text="everything that it says")
    content_sha256 = models.CharField(max_length=64)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        indexes = [GinIndex(Searched("reference"), name="paper_searched")]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "about", "audience", "number"], name="paper_version_once")
        ]

    def __str__(self) -> str:
        return self.reference
