"""The signs of life of the processes that no browser reaches."""

from django.db import models


class Heartbeat(models.Model):
    """The last moment at which one kind of process was seen to work."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
