"""The bell that wakes the search for patterns. The matrix says how many concerns within how long are a repeat."""

from celery import shared_task

from .services.patterns import sweep_patterns as sweep


@shared_task
def sweep_patterns() -> None:
    sweep()
