"""Versions of the threshold matrix."""

from django.db import models

from mash.accounts.models import Governed, User
from mash.accounts.states import Standing

from .rules import Section


class MatrixVersion(Governed):
    """One version of the threshold matrix, whole, as the data that `thresholds.matrix.read` understands.

    It is a draft until it is proposed. Once in force it never changes: the database refuses it.
    """

    data = models.JSONField()
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField(null=True, blank=True, help_text="when the draft was last changed")
    edition = models.PositiveIntegerField(default=1, help_text="grows with each change of a draft; forms carry the one they saw")

    @property
    def standing(self) -> Standing:
        """Where it is on its way. What nobody has proposed, and is not in force as shipped, is a draft."""
        if self.proposed_at or self.in_force_from:
            return super().standing
        return Standing.WITHDRAWN if self.ended_at else Standing.DRAFT


class DraftChange(models.Model):
    """One change of a draft as it was kept: which part of it, by whom, when, and how much it then said otherwise than what was in force."""

    version = models.ForeignKey(MatrixVersion, models.PROTECT, related_name="changes")
    edition = models.PositiveIntegerField()
    section = models.CharField(max_length=10, choices=Section.choices())
    part = models.CharField(max_length=200, blank=True, help_text="the type or rule, by its name, where the section is a list of such")
    differing = models.PositiveIntegerField(help_text="differences from the version that was in force then")
    made = models.JSONField(default=list, help_text="codes that this change gave; no other thing may ever have them")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-edition"]
        constraints = [models.UniqueConstraint(fields=["version", "edition"], name="one_change_for_each_edition")]
