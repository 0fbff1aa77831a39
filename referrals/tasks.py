"""The bells that wake the sweeps of this app. A bell carries nothing: what is due stands in the rows."""

from celery import shared_task

from .services import alarms, drafts, files, holding, mailbox


@shared_task
def sweep_count() -> None:
    alarms.sweep_count()


@shared_task
def sweep_drafts() -> None:
    drafts.sweep_drafts()
    drafts.sweep_sessions()


# One message with many files may take longer than a sweep usually does; it must not be cut off again and again.
@shared_task(soft_time_limit=80, time_limit=100)
def sweep_mailbox() -> None:
    mailbox.sweep_mailbox()


@shared_task
def send_holding_messages() -> None:
    holding.send_holding_messages()


@shared_task
def sweep_files() -> None:
    files.flag_files()
    files.remove_unsent()
