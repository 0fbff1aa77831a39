"""Shift changes: what was unresolved when one worker went, and who took it over by name."""

from django.db import models
from django.db.models import F, Q

from mash.accounts.models import User

from .case import Case


class ShiftChange(models.Model):
    """One handing over between shifts. Until somebody accepts it by name, whoever handed it over still answers for it."""

    once_key = models.UUIDField(unique=True, help_text="the form's idempotency key: a replay finds this row")
    words = models.TextField(blank=True, help_text="what the next shift must know beside the list")
    handed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    alarmed = models.BooleanField(default=False, help_text="a manager was asked, because nobody accepted it")

    class Meta:
        ordering = ["-handed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(accepted_at__isnull=True), name="shift_change_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False) & ~Q(accepted_by=F("handed_by")),
                name="shift_accepted_by_somebody_else",
            ),
        ]


class ShiftItem(models.Model):
    """One case on the list of a shift change, and why it was on it."""

    change = models.ForeignKey(ShiftChange, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list, help_text='why it is not resolved: ["unseen", "red"]')

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["change", "case"], name="shift_item_once")]
