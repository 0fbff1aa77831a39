"""Which adult a case is about, with the history of it; and reports sent to the worker whom the adult already has."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.people.models import Adult
from mash.searched import Searched

from .case import Case


class AdultLink(models.Model):
    """One time in which a case was taken to be about one adult. Put right by ending it and linking another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="adult_links")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="links")
    linked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    linked_at = models.DateTimeField()
    linked_why = models.TextField(blank=True, help_text="where the record said otherwise than the report")
    unlinked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    unlinked_at = models.DateTimeField(null=True, blank=True)
    unlinked_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-linked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(unlinked_at__isnull=True), name="adult_link_one_now"),
            models.CheckConstraint(
                condition=Q(unlinked_at__isnull=True) | Q(unlinked_by__isnull=False) & ~Q(unlinked_why=""),
                name="adult_unlinked_with_reason",
            ),
        ]


class SendingQuerySet(models.QuerySet):
    """Sendings by whether they still wait for their worker."""

    def awaited(self) -> "SendingQuerySet":
        """Neither answered nor taken back."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)


class Sending(models.Model):
    """One report's case sent to the worker who has an open case of the same adult. The hub's until they accept."""

    reference = models.CharField(max_length=12, unique=True, help_text="its clock and its task are about this")
    case = models.ForeignKey(Case, models.PROTECT, related_name="sendings")
    because = models.ForeignKey(Case, models.PROTECT, related_name="+", help_text="the open case that the worker has")
    worker = models.ForeignKey(User, models.PROTECT, related_name="+")
    words = models.TextField()
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="why they do not take it")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [GinIndex(Searched("reference", "words", "answer", "withdrawn_why"), name="sending_searched")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True), name="sending_one_awaited"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(answered_at__isnull=True, withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="sending_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, answered_at__isnull=True)
                | Q(accepted=True, answered_at__isnull=False)
                | Q(accepted=False, answered_at__isnull=False) & ~Q(answer=""),
                name="sending_declined_with_reason",
            ),
        ]
