"""The bell that wakes the sweep of agreements. It carries nothing: what is due stands in the rows."""

from celery import shared_task

from .services import agreements


@shared_task
def sweep_agreements() -> None:
    agreements.sweep_agreements()
