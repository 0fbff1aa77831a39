"""Organisations and the agreements between them and the council."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q

from .states import TEAMS, Kind


class Organisation(models.Model):
    """One council team, agency or provider, with its single point of contact for safeguarding."""

    name = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=30, choices=Kind.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # The holder of guardian grants: what the agency was asked about, its people may see.
    group = models.OneToOneField(Group, models.PROTECT, related_name="organisation")
    contact_name = models.CharField(max_length=150, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    out_of_hours_phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_team(self) -> bool:
        return self.kind in TEAMS


class AgreementQuerySet(models.QuerySet):
    """Agreements by the day."""

    def live(self, on: date) -> "AgreementQuerySet":
        """In force on this day: begun, not past its end, not ended early."""
        return self.filter(Q(ends_on__gte=on), Q(ended_at__isnull=True), starts_on__lte=on)


class Agreement(models.Model):
    """An information sharing agreement: who signed it, from when to when."""

    title = models.CharField(max_length=200)
    covers = models.TextField(blank=True, help_text="what may be shared, for what purpose and on what lawful basis")
    signatories = models.ManyToManyField(Organisation, related_name="agreements")
    starts_on = models.DateField()
    ends_on = models.DateField()
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title
