"""Letters: printed, put into a plain envelope and posted by a person."""

from ..models import Message
from ..rules import Fate, NotSent


def send(message: Message) -> None:
    """A task asks somebody to post it; their answer says when they did."""
    raise NotSent(Fate.BY_HAND, "")


def found(message: Message) -> bool:
    """Nothing has left the house before a person says so."""
    return False
