"""Ratings, the seven steps, and decisions that are kept for good."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.documents.models import Document
from mash.searched import Searched

from ..states import DecisionKind, Rag, StepName, StepState
from .case import Case


class Decision(models.Model):
    """One decision: who, when, why, on what was known then. Never changed; put right by a new one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind.choices())
    outcome = models.CharField(max_length=120, help_text="in words")
    rationale = models.TextField()
    would_change = models.TextField(blank=True, help_text="what would change this decision")
    outstanding = models.JSONField(default=list, help_text='what was still open: ["Police", …]')
    snapshot = models.JSONField(default=dict, help_text="the facts that were shown")
    versions = models.JSONField(default=dict, help_text='names of the versions it rests on: {"matrix": "2026-1"}')
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        indexes = [GinIndex(Searched("outcome", "rationale", "would_change"), name="decision_searched")]


class Rating(models.Model):
    """One RAG rating of a case. The newest that is in force is the case's."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="rating")
    rag = models.CharField(max_length=5, choices=Rag.choices())
    level = models.PositiveSmallIntegerField()
    suggested = models.CharField(max_length=5, choices=Rag.choices())
    types = models.JSONField(default=list, help_text='codes of the abuse types: ["PHY", "DA"]')
    senior = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rag__in=[str(r) for r in Rag]), name="rating_rag_known"),
            models.CheckConstraint(condition=Q(level__gte=1), name="rating_level_known"),
        ]


class Step(models.Model):
    """One of the seven standard steps, settled. A step without a row is outstanding."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    name = models.CharField(max_length=20, choices=StepName.choices())
    state = models.CharField(max_length=20, choices=StepState.choices())
    words = models.TextField(help_text="the evidence, or the reason it is not needed or not possible")
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(Searched("words"), name="step_searched")]
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="step_once")]
