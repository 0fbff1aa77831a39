"""The bells that wake the sweeps of referrals. A bell carries nothing: what is due stands in the rows."""

from celery import shared_task

from .services import holding


@shared_task
def send_holding_messages() -> None:
    holding.send_holding_messages()
