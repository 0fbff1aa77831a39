"""The bell that wakes the look into the mailbox."""

from celery import shared_task

from .services import mailbox


@shared_task
def sweep_mailbox() -> None:
    mailbox.sweep_mailbox()
