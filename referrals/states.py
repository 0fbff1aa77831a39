"""What a referral says and what becomes of it."""

from mash.labels import Labelled


class Channel(Labelled):
    """The door through which a referral came."""

    PUBLIC = "public", "Public form"
    PARTNER = "partner", "Partner portal"
    EMAIL = "email", "Email"
    API = "api", "Referring system"
    PHONE = "phone", "Phone"
    PAPER = "paper", "Paper"
    WALK_IN = "walk_in", "Walk-in"
    LOG = "log", "Incident log"


KEYED = (Channel.PHONE, Channel.PAPER, Channel.WALK_IN)
"""What reaches us without a machine in between: a worker keys it in."""


class MailKind(Labelled):
    """What a message in the mailbox turned out to be."""

    CONCERN = "concern", "Message"
    AUTO_REPLY = "auto_reply", "Automatic reply"
    BOUNCE = "bounce", "Bounce: a message came back"
    EMPTY = "empty", "Empty message"
    MALFORMED = "malformed", "Could not be fully read"


class Danger(Labelled):
    """Is anyone in danger now, as the referrer sees it."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_SURE = "not_sure", "Not sure"


class Voice(Labelled):
    """Who is speaking."""

    SELF = "self", "Worried about themselves"
    RELATIVE = "relative", "Relative, friend or neighbour"
    PROFESSIONAL = "professional", "Professional or volunteer"
    NOT_SAID = "not_said", "Not said"


class Class(Labelled):
    """What a practitioner makes of a referral; only new concerns count in statistics."""

    NEW_CONCERN = "new_concern", "New concern"
    SAME_CONCERN = "same_concern", "More about the same concern"
    NOT_CONCERN = "not_concern", "Not a safeguarding concern"


class SetAside(Labelled):
    """Why a report goes no further, before anyone has rated it."""

    ADVICE_CALL = "advice_call", "Asked for advice only"
    LOGGED = "logged", "Logged by a care provider, below a concern as they saw it"
    MISDIRECTED = "misdirected", "Meant for another service, and passed on"
    DUPLICATE = "duplicate", "The same report, sent twice"
    NOT_SAFEGUARDING = "not_safeguarding", "Not about safeguarding, and for no other service"
    NOT_A_PERSON = "not_a_person", "Not written by a person: an automatic reply, a bounce or junk"


class Passing(Labelled):
    """How a report was passed on to the service that it was meant for."""

    PHONE = "phone", "Phone"
    SECURE_EMAIL = "secure_email", "Secure email"
    POST = "post", "Post"


class Extent(Labelled):
    """How much the referrer can be told."""

    FULL = "full", "Outcome and reason"
    LIMITED = "limited", "That it was read and decided, no more"
    WITHHELD = "withheld", "Nothing is sent"


class Withheld(Labelled):
    """The closed list of reasons for sending nothing."""

    UNSAFE = "unsafe", "Contact would not be safe"
    MAY_BE_SOURCE = "may_be_source", "The referrer may be the source of harm"
    POLICE_HOLD = "police_hold", "The police asked us to wait"
    ASKED_NOT = "asked_not", "The referrer asked not to be contacted"


class Safety(Labelled):
    """Whether writing to a referrer is safe. What they said themselves gives way to what a worker found out."""

    SAFE = "safe", "The referrer said that it is safe to reply"
    NOT_SAID = "not_said", "The referrer did not say that it is safe to reply"
    UNSAFE = "unsafe", "No contact with the referrer is safe"
    MAY_BE_SOURCE = "may_be_source", "The referrer may be the source of harm"


CAUTIONS = (Safety.MAY_BE_SOURCE, Safety.UNSAFE)
"""What only a worker can find out. While one of these stands, nothing is sent by itself."""


class ReplyKind(Labelled):
    """Why a referrer writes again on the same reference."""

    WORSE = "worse", "It got worse"
    DISAGREE = "disagree", "I disagree with the decision"
    MORE = "more", "I have something to add"


class FeedbackKind(Labelled):
    """Which of the messages this is."""

    HOLDING = "holding", "We are still working on it"
    DECIDED = "decided", "What was decided"
    CLOSED = "closed", "Our work has ended"


class Way(Labelled):
    """How a referrer learns that there is something to read. The words themselves are only ever on the status page."""

    EMAIL = "email", "Email saying that there is an update, without its words"
    TEXT = "text", "Text message saying that there is an update, without its words"
    LETTER = "letter", "Letter by post"
    PORTAL = "portal", "Partner portal, where they follow their own referrals"
    PHONE = "phone", "A call from one of us"
    STATUS_PAGE = "status_page", "Status page only: nothing is sent"
