"""Blind samples: ratings that a second worker makes again, without knowing the first."""

from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.cases.models import Decision
from mash.cases.states import Rag


class BlindSample(models.Model):
    """One random sample of ratings, given to one worker to rate again. It changes no case."""

    once_key = models.UUIDField(unique=True, help_text="the form's idempotency key: a replay finds this row")
    rater = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    since_at = models.DateTimeField(null=True, blank=True, help_text="only ratings from then on; empty: all")
    drawn_from = models.PositiveIntegerField(help_text="how many ratings there were to draw from")
    seed = models.BigIntegerField(help_text="with it, the same draw from the same ratings can be made again")

    class Meta:
        ordering = ["-drawn_at", "-pk"]


class BlindRating(models.Model):
    """One rating of a sample, waiting for the second worker's, answered by it, or declined with a reason."""

    sample = models.ForeignKey(BlindSample, models.PROTECT, related_name="ratings")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", help_text="the first worker's rating")
    position = models.PositiveSmallIntegerField()
    rag = models.CharField(max_length=5, choices=Rag.choices(), blank=True)
    suggested = models.CharField(max_length=5, choices=Rag.choices(), blank=True)
    rationale = models.TextField(blank=True)
    snapshot = models.JSONField(default=dict, blank=True, help_text="the second worker's facts, and what the matrix suggested from them")
    declined_why = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "decision"], name="blind_rating_once_in_sample"),
            models.UniqueConstraint(fields=["sample", "position"], name="blind_rating_in_order"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, rag="", declined_why="")
                | Q(answered_at__isnull=False, declined_why="") & ~Q(rag="") & ~Q(suggested="") & ~Q(rationale="")
                | Q(answered_at__isnull=False, rag="") & ~Q(declined_why=""),
                name="blind_rating_answered_or_declined",
            ),
        ]
