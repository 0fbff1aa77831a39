"""The worker's sign of life: it takes the bell, the worker and the database to make one."""

from celery import shared_task

from mash.health.services import record_heartbeat


@shared_task
def beat_heart() -> None:
    record_heartbeat(name="worker")
