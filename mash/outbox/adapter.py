"""Hands what allauth would send by itself to the outbox, the only place that sends anything out."""

from mash.accounts.adapter import ClosedAdapter

from .services import send_password_link


class OutboxAdapter(ClosedAdapter):
    """The link to choose a password leaves like every other message: kept, retried, and its failure seen."""

    def send_password_reset_mail(self, user, email, context) -> None:  # noqa: ANN001 (allauth's own signature)
        send_password_link(email=email, link=context["password_reset_url"], by=user)
