"""The bell that wakes the virus check."""

from celery import shared_task

from . import services


@shared_task
def scan_files() -> None:
    services.scan_waiting()
