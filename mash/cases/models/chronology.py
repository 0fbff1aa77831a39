"""What happened to the adult and the case, by whom it was told, and how the hub weighs it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from mash.accounts.models import User
from mash.organisations.models import Organisation
from mash.searched import Searched

from ..chronology_states import Confidence, EntryKind, Precision, Relation, Sureness
from ..states import Nature
from .case import Case


class ChronologyEntry(models.Model):
    """One thing that happened to the adult or the case: fact, opinion or hearsay, and from whom. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="chronology")
    kind = models.CharField(max_length=12, choices=EntryKind.choices(), default=EntryKind.WORK)
    happened_at = models.DateTimeField(help_text="of less than a day: its first moment")
    precision = models.CharField(max_length=8, choices=Precision.choices(), default=Precision.MINUTE, help_text="how exactly the time is known")
    what = models.TextField()
    quote = models.TextField(blank=True, help_text="the words of the answer that it was taken from")
    source = models.CharField(max_length=150)
    agency = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", help_text="whose knowledge it is")
    nature = models.CharField(max_length=10, choices=Nature.choices(), default=Nature.FACT)
    sureness = models.CharField(max_length=8, choices=Sureness.choices(), blank=True, help_text="how sure its source is")
    withheld = models.TextField(blank=True, help_text="why the adult or family must not be told")
    about = models.CharField(max_length=40, blank=True, help_text="reference of the report or check that it belongs to")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [GinIndex(Searched("what", "quote", "source", "withheld"), name="chronology_searched")]


class Weighing(models.Model):
    """How far the hub trusts an entry, and why. The newest holds; earlier ones stay."""

    entry = models.ForeignKey(ChronologyEntry, models.PROTECT, related_name="weighings")
    confidence = models.CharField(max_length=10, choices=Confidence.choices())
    words = models.TextField()
    weighed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    weighed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("words"), name="weighing_searched")]


class EntryLink(models.Model):
    """How two entries stand to each other: the same event from two sources, or a contradiction. The newest of a pair holds."""

    one = models.ForeignKey(ChronologyEntry, models.PROTECT, related_name="links")
    other = models.ForeignKey(ChronologyEntry, models.PROTECT, related_name="links_back")
    relation = models.CharField(max_length=12, choices=Relation.choices())
    words = models.TextField()
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("words"), name="entry_link_searched")]
        constraints = [models.CheckConstraint(condition=Q(one__lt=F("other")), name="entry_link_in_order")]
