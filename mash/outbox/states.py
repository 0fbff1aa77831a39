"""What becomes of a message."""

from mash.labels import Labelled


class Channel(Labelled):
    """The way a message leaves."""

    EMAIL = "email", "E-mail"
    TEXT = "text", "Text message"
    LETTER = "letter", "Letter"
    PORTAL = "portal", "Partner portal"


class State(Labelled):
    """A message's life. `in_doubt` means: it may have been sent, a person must look."""

    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    IN_DOUBT = "in_doubt", "May have been sent"
    DEAD = "dead", "Could not be sent"
