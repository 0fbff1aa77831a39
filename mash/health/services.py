"""The one thing that is written here: that a process works."""

from django.utils import timezone

from mash.health.models import Heartbeat


def record_heartbeat(*, name: str) -> None:
    """Lets a manager see that reminders and messages about adults are being worked on. No trail: nobody acted."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
