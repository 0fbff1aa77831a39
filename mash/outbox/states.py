"""What becomes of a message, and what carries it."""

from mash.labels import Labelled


class Channel(Labelled):
    """The way in which a message reaches somebody."""

    EMAIL = "email", "Email"
    TEXT = "text", "Text message"
    LETTER = "letter", "Letter"
    PORTAL = "portal", "Partner portal"


class Carrier(Labelled):
    """Who takes a message over from us. Only a mail server can't be asked afterwards whether it has."""

    SMTP = "smtp", "Mail server"
    NOTIFY = "notify", "GOV.UK Notify"
    POST = "post", "Post"
    PORTAL = "portal", "Partner portal"


ASKABLE = (Carrier.NOTIFY, Carrier.POST, Carrier.PORTAL)


class State(Labelled):
    """A message's life. `in_doubt` means: it may have been sent, and is looked for before anything else is done."""

    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    IN_DOUBT = "in_doubt", "May have been sent"
    TO_POST = "to_post", "To be posted"
    DEAD = "dead", "Could not be sent"
    WITHDRAWN = "withdrawn", "Stopped before it left"
