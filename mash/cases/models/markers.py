"""What whoever calls, writes or visits must know first."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.searched import Searched

from ..adult_states import MarkerKind
from .case import Case


class Marker(models.Model):
    """A warning on an adult, shown on each of their cases. It hangs on the case on which it was set: there its evidence is
    read, and with that case it leaves an adult to whom it was linked by mistake.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="markers")
    kind = models.CharField(max_length=12, choices=MarkerKind.choices())
    advice = models.CharField(max_length=300, help_text="what to do; shown with the marker on every case of the adult")
    evidence = models.TextField(help_text="what it rests on; read where the case may be read")
    source = models.CharField(max_length=150)
    disclosed = models.BooleanField(help_text="whether the person whom it is about knows of it")
    why_not_disclosed = models.TextField(blank=True)
    review_on = models.DateField(help_text="somebody is asked on that day whether it still holds")
    asked_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            GinIndex(Searched("advice", "evidence", "source"), name="marker_searched"),
            models.Index(fields=["review_on"], condition=Q(ended_at__isnull=True, asked_at__isnull=True), name="marker_to_review"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(disclosed=True) | ~Q(why_not_disclosed=""), name="marker_not_disclosed_with_reason"),
        ]

    @property
    def about(self) -> str:
        """What its task is about."""
        return f"W-{self.pk}"


class MarkerReview(models.Model):
    """Somebody looked whether a marker still holds. Ended: `next_on` is empty. Rows are added and never changed."""

    marker = models.ForeignKey(Marker, models.PROTECT, related_name="reviews")
    words = models.TextField()
    disclosed = models.BooleanField(help_text="whether the person knows of it by now")
    next_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
