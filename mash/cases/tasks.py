"""The bells that wake the sweeps. A bell carries nothing: what is due stands in the rows."""

from celery import shared_task

from .services import lost_messages, sweeps


@shared_task
def sweep_deadlines() -> None:
    sweeps.sweep_deadlines()


@shared_task
def sweep_messages() -> None:
    lost_messages.sweep_messages()
