"""One module for each carrier, with one protocol.

`send(message)` hands it over, or raises `NotSent` with its fate; any other error leaves it in doubt.
`found(message)`, where the carrier can be asked: whether it has the message already. It raises `NotSent` when it can't tell.
"""

from types import ModuleType

from django.conf import settings

from ..states import Carrier, Channel
from . import notify, portal, post, smtp

MODULES: dict[str, ModuleType] = {
    Carrier.SMTP: smtp, Carrier.NOTIFY: notify, Carrier.POST: post, Carrier.PORTAL: portal,
}  # fmt: skip


def carrier_for(channel: str) -> Carrier:
    """Who carries it. Only e-mail leaves a choice."""
    if channel == Channel.EMAIL:
        return Carrier(settings.EMAIL_BY)
    return {Channel.TEXT: Carrier.NOTIFY, Channel.LETTER: Carrier.POST, Channel.PORTAL: Carrier.PORTAL}[channel]
