"""Clocks: the table of timescales, and the deadlines that run."""

from django.db import models
from django.db.models import Q

from mash.accounts.models import Governed

from ..states import Clock
from .case import Case


class TimescaleVersion(Governed):
    """One version of the table of timescales, whole, as the data that `mash.cases.timescales.read` understands."""

    data = models.JSONField()


class DeadlineQuerySet(models.QuerySet):
    """Deadlines by whether they still run."""

    def open(self) -> "DeadlineQuerySet":
        """Neither met nor called off; those that have not started yet included."""
        return self.filter(met_at__isnull=True, called_off_at__isnull=True)

    def running(self) -> "DeadlineQuerySet":
        """Open, and their time has begun."""
        return self.open().filter(due_at__isnull=False)


class Deadline(models.Model):
    """One clock of one case. The board, the sweeps and the dashboards know only this table."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    clock = models.CharField(max_length=30, choices=Clock.choices())
    about = models.CharField(max_length=12, blank=True, help_text="reference of the referral, check or handover it is for")
    started_at = models.DateTimeField(null=True, blank=True, help_text="empty: owed, but its time has not begun")
    due_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    told_level = models.PositiveSmallIntegerField(default=0, help_text="1 owner, 2 MASH Manager, 3 Head of Service")
    breach_reason = models.TextField(blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(met_at__isnull=True, called_off_at__isnull=True), name="deadline_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "clock", "about"],
                condition=Q(met_at__isnull=True, called_off_at__isnull=True),
                name="deadline_one_open",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, due_at__isnull=True)
                | Q(started_at__isnull=False, due_at__isnull=False),
                name="deadline_due_once_started",
            ),
        ]
