"""What clocks are counted by: versions of the timescales, days on which the hub is shut, and carrying a change through."""

from django.db import models
from django.db.models import Q

from mash.accounts.models import Governed, Proposed

from ..states import ChangeReason, ClosureKind


class TimescaleVersion(Governed):
    """One version of the table of timescales, whole, as the data that `mash.cases.timescales.read` understands."""

    data = models.JSONField()
    apply_to_running = models.BooleanField(default=False, help_text="the approver chose that running clocks follow it")


class Closure(Proposed):
    """One day that differs from the rule: shut although a working day, or open although a bank holiday. The newest holds."""

    day = models.DateField()
    kind = models.CharField(max_length=10, choices=ClosureKind.choices())

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            *Proposed.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=[str(k) for k in ClosureKind]), name="closure_kind_known"),
            models.UniqueConstraint(
                fields=["day"], condition=Q(approved_at__isnull=True, ended_at__isnull=True), name="closure_one_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind}"


class Recalculation(models.Model):
    """One change of what clocks are counted by, on its way through every running clock."""

    why = models.CharField(max_length=20, choices=ChangeReason.choices())
    fingerprint = models.CharField(max_length=64, blank=True, help_text="of the days shut, for a change of the calendar")
    version = models.ForeignKey(TimescaleVersion, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    reached = models.BigIntegerField(default=0, help_text="the last case that was looked at")
    changed = models.PositiveIntegerField(default=0, help_text="how many clocks moved")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
