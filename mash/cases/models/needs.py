"""What an adult needs, side by side, and what all services together do about it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.searched import Searched

from ..adult_states import Met, NeedKind, NeedState
from ..states import Nature
from .case import Case


class Need(models.Model):
    """One answer about one kind of need. The newest of a kind holds; earlier ones stay, as they were written."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=15, choices=NeedKind.choices())
    state = models.CharField(max_length=10, choices=NeedState.choices())
    words = models.TextField(blank=True)
    helped_by = models.CharField(max_length=150, blank=True, help_text="the service or person that helps already")
    contact = models.CharField(max_length=150, blank=True, help_text="how to reach them")
    met = models.CharField(max_length=10, choices=Met.choices(), blank=True)
    source = models.CharField(max_length=150)
    nature = models.CharField(max_length=10, choices=Nature.choices())
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("words", "helped_by", "contact", "source"), name="need_searched")]
        constraints = [
            models.CheckConstraint(condition=~Q(state="need") | ~Q(words="") & ~Q(met=""), name="need_in_words"),
        ]


class SystemResponse(models.Model):
    """What all services do together for an adult with multiple needs, under one lead. A later one takes its place."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="system_responses")
    lead_agency = models.CharField(max_length=150)
    lead_person = models.CharField(max_length=150)
    aim = models.TextField(help_text="what the adult wants from it, and what all work towards")
    look_on = models.DateField(help_text="somebody is asked on that day whether it works")
    asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            GinIndex(Searched("lead_agency", "lead_person", "aim"), name="system_response_searched"),
            models.Index(fields=["look_on"], condition=Q(ended_at__isnull=True, asked_at__isnull=True), name="response_to_look_at"),
        ]
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="system_response_one_stands")]

    @property
    def about(self) -> str:
        """What its clock and its task are about."""
        return f"S-{self.pk}"


class ResponsePart(models.Model):
    """What one service does about one need."""

    response = models.ForeignKey(SystemResponse, models.PROTECT, related_name="parts")
    need = models.CharField(max_length=15, choices=NeedKind.choices())
    service = models.CharField(max_length=150)
    what = models.CharField(max_length=300)
    by_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(Searched("service", "what"), name="response_part_searched")]


class ResponseLook(models.Model):
    """Somebody looked whether a response works: what became of it, and when it is looked at next, if it goes on."""

    response = models.ForeignKey(SystemResponse, models.PROTECT, related_name="looks")
    words = models.TextField()
    next_on = models.DateField(null=True, blank=True, help_text="empty: it ended")
    looked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("words"), name="response_look_searched")]
