"""Versions of the threshold matrix."""

from django.db import models

from mash.accounts.models import Governed, User
from mash.accounts.states import Standing


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
