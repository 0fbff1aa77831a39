"""What happened in the adult's care, and the patterns that were found across concerns."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from mash.accounts.models import User
from mash.references import new_reference
from mash.searched import Searched

from ..states import DREW_BACK, CareKind, Grouping, PatternRule, RecordKind
from .case import Case


def new_pattern_reference() -> str:
    """What stands in the address of a pattern: nothing of whom it is about."""
    return new_reference("A")


class CareEvent(models.Model):
    """One dated thing that happened in the adult's care: an admission, a discharge, a missed visit. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="care_events")
    once_key = models.UUIDField(unique=True, help_text="the form's idempotency key: a replay finds this row")
    kind = models.CharField(max_length=20, choices=CareKind.choices())
    happened_at = models.DateTimeField()
    service = models.CharField(max_length=150, help_text="the hospital or service; a ward after a comma")
    words = models.TextField(blank=True)
    attempts = models.TextField(blank=True, help_text="what was done to reach the adult, where they drew back")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [GinIndex(Searched("service", "words", "attempts"), name="care_event_searched")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=[str(k) for k in DREW_BACK]) | ~Q(attempts=""), name="care_event_with_attempts"
            )
        ]


class PatternAlert(models.Model):
    """One pattern that was found: its rule, and what its records have in common. It stays when it no longer holds."""

    reference = models.CharField(max_length=12, unique=True, default=new_pattern_reference)
    rule = models.CharField(max_length=20, choices=PatternRule.choices())
    grouping = models.CharField(max_length=20, choices=Grouping.choices())
    key = models.CharField(max_length=400, help_text="compared, never shown")
    numbers = models.JSONField(default=dict, help_text="the numbers that the rule was applied with")
    evidence = models.JSONField(default=list, help_text='the keys of its records: ["case:12", "report:7"]')
    edition = models.PositiveIntegerField(default=1, help_text="grows when its records change; forms carry the one they saw")
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="since then it no longer holds")

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "grouping", "key"], name="pattern_once")]


class PatternRecord(models.Model):
    """One record that a pattern rests on. It is shown to whoever may see its case, and to nobody else."""

    alert = models.ForeignKey(PatternAlert, models.CASCADE, related_name="records")
    case = models.ForeignKey(Case, models.PROTECT, related_name="pattern_records")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=RecordKind.choices())
    at = models.DateTimeField()
    rank = models.PositiveSmallIntegerField(default=0, help_text="how a concern was rated: 3 Red, 0 not yet")
    detail = models.CharField(max_length=200, blank=True)
    named = models.CharField(max_length=300, blank=True, help_text="what they have in common, as this case writes it")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["alert", "key"], name="pattern_record_once")]


class PatternDismissal(models.Model):
    """One answer that a pattern needs nothing more, with its reason. It holds for the records it was given on."""

    alert = models.ForeignKey(PatternAlert, models.CASCADE, related_name="dismissals")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", help_text="from which it was dismissed")
    reason = models.TextField()
    evidence = models.JSONField(default=list, help_text="the keys of the records it was given on")
    dismissed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField()
    overtaken_at = models.DateTimeField(null=True, blank=True, help_text="when new evidence came, or somebody asked to look again")
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", help_text="who asked to look again")
    reopened_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-dismissed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["alert"], condition=Q(overtaken_at__isnull=True), name="pattern_dismissed_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="pattern_dismissed_with_reason"),
            models.CheckConstraint(
                condition=Q(overtaken_at__isnull=True) | Q(overtaken_at__gte=F("dismissed_at")), name="pattern_overtaken_after"
            ),
            models.CheckConstraint(
                condition=Q(reopened_by__isnull=True, reopened_reason="") | Q(overtaken_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_reason=""),
                name="pattern_reopened_with_reason",
            ),
        ]
