"""A check's life, and the five kinds of answer."""

from mash.labels import Labelled


class CheckState(Labelled):
    """What became of a question to a partner."""

    ASKED = "asked", "Asked"
    ANSWERED = "answered", "Answered"
    READ = "read", "Answer read"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Answer(Labelled):
    """The five answers a partner can give."""

    NOTHING_HELD = "nothing_held", "We hold nothing"
    SHARED = "shared", "We hold information and can share it"
    CANNOT_SHARE = "cannot_share", "We hold information but cannot share it"
    NOT_OURS = "not_ours", "This is not for us"
    RING_ME = "ring_me", "Please ring me"


class Basis(Labelled):
    """The lawful basis on which a partner is asked (UK GDPR article 6(1)(e); DPA 2018 schedule 1 paragraph 18)."""

    SAFEGUARDING = "safeguarding", "Safeguarding an adult at risk"
    CONSENT = "consent", "The adult agreed"
    VITAL_INTERESTS = "vital_interests", "Vital interests: life or serious harm"
    CRIME = "crime", "Preventing or detecting crime"


class Withholding(Labelled):
    """Lawful reasons for which an agency may hold something and not share it (DPA 2018, schedules 2 and 3)."""

    CRIME = "crime", "It could harm a criminal investigation or prosecution"
    SERIOUS_HARM = "serious_harm", "It could cause serious harm to somebody's health"
    THIRD_PARTY = "third_party", "It is about somebody else, and their rights come first here"
    PRIVILEGE = "privilege", "It is legally privileged, or a court has restricted it"
    CONFIDENTIAL = "confidential", "A duty of confidence outweighs the need here"
    OTHER = "other", "Another lawful reason"


class Standing(Labelled):
    """How an agreement stands today."""

    NOT_BEGUN = "not_begun", "Not begun"
    LIVE = "live", "Live"
    LAPSING = "lapsing", "Lapses soon"
    LAPSED = "lapsed", "Lapsed"
    ENDED = "ended", "Ended early"


class ChangeKind(Labelled):
    """What is to change about whom the hub works and shares with."""

    AGREEMENT = "agreement", "New agreement"
    NEW_PARTNER = "new_partner", "New partner or team"
    PARTNER = "partner", "Change of"
