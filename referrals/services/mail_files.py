"""What came attached to a message, as files of the report."""

from collections.abc import Sequence

from mash.trail.services import Actor

from ..mail.bodies import Attachment


def take_files(attachments: Sequence[Attachment], *, by: Actor) -> tuple[list[int], list[str]]:
    """The files that were taken in, in order, and what has to be said of the others. None of them holds up the report."""
    left = [f"The attachment {number} is only in the message as it came." for number, _ in enumerate(attachments, start=1)]
    return [], left
