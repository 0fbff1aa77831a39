"""The bells that wake the sweeps. They carry nothing: what is due stands in the rows."""

from celery import shared_task

from .services import agreements, following


@shared_task
def sweep_agreements() -> None:
    agreements.sweep_agreements()


@shared_task
def sweep_due_times() -> None:
    following.sweep_due_times()
