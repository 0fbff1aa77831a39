"""The bell that wakes the look into the mailbox."""

from celery import shared_task

from .services import mailbox


# One message with many files may take longer than a sweep usually does; it must not be cut off again and again.
@shared_task(soft_time_limit=80, time_limit=100)
def sweep_mailbox() -> None:
    mailbox.sweep_mailbox()
