"""What came attached to a message, as files of the report."""

import logging
import time
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError

from mash.documents.rules import MOST_FILES
from mash.documents.services import take_in
from mash.documents.states import Refusal
from mash.trail.services import Actor

from ..mail.bodies import Attachment

SECONDS = 20.0
"""After so long no further file of one message is taken in: the worker has other work."""
DATABASE_AWAY = (OperationalError, InterfaceError)

log = logging.getLogger(__name__)


def take_files(attachments: Sequence[Attachment], *, by: Actor) -> tuple[list[int], list[str]]:
    """The files that were taken in, in order, and what has to be said of the others. None of them holds up the report."""
    taken, left = [], []
    until = time.monotonic() + SECONDS
    for number, file in enumerate(attachments, start=1):
        refusal = Refusal.TOO_MANY if number > MOST_FILES else None
        try:
            if time.monotonic() > until:
                raise TimeoutError
            taken.append(take_in(name=file.name, content=file.content, by=by, refusal=refusal).pk)
        except DATABASE_AWAY:
            raise
        except Exception:
            log.exception("an attachment is left in its message")
            left.append(f"Attachment {number} could not be taken in: it is in the message as it came.")
    return taken, left
