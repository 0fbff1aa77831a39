"""Clocks: the deadlines that run, the times that they stood still, and how their due times moved."""

from django.db import models
from django.db.models import F, FilteredRelation, Q

from mash.accounts.models import User

from ..states import ChangeReason, Clock, Rag, StopReason
from .case import Case
from .timescales import TimescaleVersion


class DeadlineQuerySet(models.QuerySet):
    """Deadlines by whether they still run."""

    def open(self) -> "DeadlineQuerySet":
        """Neither met nor called off; those that have not started yet, and those that stand still, included."""
        return self.filter(met_at__isnull=True, called_off_at__isnull=True)

    def begun(self) -> "DeadlineQuerySet":
        """Open, and their time has begun; those that stand still included."""
        return self.open().filter(due_at__isnull=False)

    def running(self) -> "DeadlineQuerySet":
        """Open, their time has begun, and nobody has stopped them: these fall due."""
        return self.begun().filter(stopped_at__isnull=True)

    def stopped(self) -> "DeadlineQuerySet":
        """Open, but standing still."""
        return self.begun().filter(stopped_at__isnull=False)

    def with_stop(self) -> "DeadlineQuerySet":
        """With `stop`: the pause of those that stand still, and who stopped them, in the same query."""
        pause = FilteredRelation("pauses", condition=Q(pauses__until__isnull=True))
        return self.annotate(stop=pause).select_related("stop__stopped_by")


class Deadline(models.Model):
    """One clock of one case. The board, the sweeps and the dashboards know only this table."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    clock = models.CharField(max_length=30, choices=Clock.choices())
    about = models.CharField(max_length=12, blank=True, help_text="reference of the referral, check or handover it is for")
    started_at = models.DateTimeField(null=True, blank=True, help_text="empty: owed, but its time has not begun")
    due_at = models.DateTimeField(null=True, blank=True, help_text="of a clock that stands still: as it was when stopped")
    met_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="stands still since then")
    told_level = models.PositiveSmallIntegerField(default=0, help_text="1 owner, 2 MASH Manager, 3 Head of Service")
    breach_reason = models.TextField(blank=True)
    # The row of the table that it runs by. Clocks from before this was kept have no version, and are never recalculated.
    version = models.ForeignKey(TimescaleVersion, models.PROTECT, null=True, blank=True, related_name="+")
    rag = models.CharField(max_length=5, choices=Rag.choices(), blank=True)
    when = models.CharField(max_length=30, blank=True, help_text='the exception of the table, such as "danger_now"')

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
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(started_at__isnull=False), name="deadline_stopped_once_started"
            ),
        ]


class Pause(models.Model):
    """One time that a clock stood still. Open: until it runs again, or is met or called off. What is written stays."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="pauses")
    since = models.DateTimeField()
    expected_until = models.DateTimeField(help_text="when it should run again; past that, somebody is asked")
    reason = models.CharField(max_length=20, choices=StopReason.choices())
    words = models.TextField()
    stopped_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    resumed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when somebody was asked why it still stands")

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deadline"], condition=Q(until__isnull=True), name="pause_one_open"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pause_ends_after_start"),
            models.CheckConstraint(condition=~Q(words=""), name="pause_in_words"),
        ]


class DeadlineChange(models.Model):
    """One move of a due time: what it was, what it became, and why. Kept for good."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="changes")
    why = models.CharField(max_length=20, choices=ChangeReason.choices())
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    was_overdue = models.BooleanField(help_text="by the old time: the breach stays on record")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", help_text="empty: the hub itself")

    class Meta:
        ordering = ["changed_at", "pk"]
