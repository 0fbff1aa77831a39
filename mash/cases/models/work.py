"""What was done, who may have caused harm, and what somebody must still answer."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.documents.models import Document
from mash.outbox.models import Message
from mash.searched import Searched

from ..states import ProtectionKind, Tri, WorkKind
from .case import Case


class ProtectiveAction(models.Model):
    """Something done at once to keep the adult safe, at any stage."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="protective_actions")
    kind = models.CharField(max_length=12, choices=ProtectionKind.choices(), blank=True)
    what = models.TextField()
    safe_now = models.CharField(max_length=10, choices=Tri.choices(), blank=True, help_text="is the adult safe now")
    by_whom = models.CharField(max_length=150)
    taken_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-taken_at", "-pk"]
        indexes = [GinIndex(Searched("what", "by_whom"), name="protective_action_searched")]


class SourceOfHarm(models.Model):
    """A person or organisation alleged to be the source of harm."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sources_of_harm")
    name = models.CharField(max_length=150)
    is_organisation = models.BooleanField(default=False)
    relationship = models.CharField(max_length=150, blank=True)
    position_of_trust = models.BooleanField(default=False)
    contact_with_others = models.CharField(max_length=300, blank=True, help_text="other adults or children they meet")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(Searched("name", "relationship", "contact_with_others"), name="source_of_harm_searched")]


class WorkItem(models.Model):
    """A question that somebody must answer; it can't be dismissed without an answer."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="work_items")
    kind = models.CharField(max_length=20, choices=WorkKind.choices())
    question = models.CharField(max_length=300)
    about = models.CharField(max_length=40, blank=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    for_permission = models.CharField(max_length=40, choices=Permission.choices(), help_text="who may answer")
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="work_items")
    raised_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at", "pk"]
        indexes = [GinIndex(Searched("question", "answer"), name="work_item_searched")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="work_item_answered_in_words"
            )
        ]
