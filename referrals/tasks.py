"""The bells that wake the sweeps of this app."""

from celery import shared_task

from .services import files


@shared_task
def sweep_files() -> None:
    files.flag_files()
    files.remove_unsent()
