"""The bell that wakes the sweep of what was begun and never sent. It carries nothing: what is due stands in the rows."""

from celery import shared_task

from .services import drafts


@shared_task
def sweep_drafts() -> None:
    drafts.sweep_drafts()
    drafts.sweep_sessions()
