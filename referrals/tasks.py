"""The bells that wake the sweeps of this app. A bell carries nothing: what is due stands in the rows."""

from celery import shared_task

from .services import alarms


@shared_task
def sweep_count() -> None:
    alarms.sweep_count()
