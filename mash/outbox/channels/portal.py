"""The partner portal: what was written for somebody is there when they sign in. Nothing leaves the house."""

from ..models import Message


def send(message: Message) -> None:
    """It can be seen since the change it tells of was made."""


def found(message: Message) -> bool:
    """Telling twice that it is there does no harm."""
    return False
