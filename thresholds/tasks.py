"""The bell that wakes the sweep: what is due stands in the rows."""

from celery import shared_task

from . import services


@shared_task
def sweep_matrices() -> None:
    services.sweep_matrices()
