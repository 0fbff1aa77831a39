"""How the rows of a case stood before: the history that the database keeps by itself of what changes in place."""

from django.db import models


class Past(models.Model):
    """One row of one table, as it stood from a moment on. Written by the database's own triggers (`past_keep`), by nobody else,
    and never changed.
    """

    table = models.CharField(max_length=63, help_text='"cases_step"')
    row_id = models.BigIntegerField()
    parent_id = models.BigIntegerField(null=True, help_text="what the row hangs on: its case, or the plan of an action")
    at = models.DateTimeField(help_text="from when on it stood so")
    row = models.JSONField(null=True, help_text="its columns; empty: it was taken away")
    began_at = models.DateTimeField(
        null=True, blank=True, help_text="of a row that was there already: when this history began to be kept"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["table", "parent_id", "at"], name="past_of_parent"),
            models.Index(fields=["table", "row_id", "-at", "-id"], name="past_of_row"),
        ]
