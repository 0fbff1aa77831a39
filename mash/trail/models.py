"""The tables of the trail. The application may read them; only `trail_append` in the database writes them."""

from django.db import models


class Event(models.Model):
    """One thing that a person or the system did, saw or was refused. Never changed, never removed."""

    chain = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    at = models.CharField(max_length=32, help_text="UTC, ISO 8601: the text that was hashed")
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    detail_sha256 = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="trail_event_once")]
        indexes = [
            models.Index(fields=["actor_id", "-id"], name="trail_event_by_actor"),
            # Refusals stand in chains of the person refused; a case's page of the trail finds them by its reference.
            models.Index(fields=["subject"], condition=models.Q(verb="refused"), name="trail_event_refused"),
        ]
        ordering = ["chain", "seq"]


class Detail(models.Model):
    """What an event says beyond its line. Kept apart, so that lawful disposal leaves the chain whole."""

    chain = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    text = models.TextField(help_text="JSON, the text whose hash the event holds")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="trail_detail_once")]


class Head(models.Model):
    """The last link of one chain; its row lock puts writers in line."""

    chain = models.CharField(max_length=80, primary_key=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64, blank=True)
