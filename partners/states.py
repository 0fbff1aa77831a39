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

    NOTHING_HELD = "nothing_held", "Nothing held"
    SHARED = "shared", "Held: share"
    CANNOT_SHARE = "cannot_share", "Held: cannot share"
    NOT_OURS = "not_ours", "Not ours"
    RING_ME = "ring_me", "Ring me"


class Basis(Labelled):
    """The lawful basis on which a partner is asked (UK GDPR article 6(1)(e); DPA 2018 schedule 1 paragraph 18)."""

    SAFEGUARDING = "safeguarding", "Safeguarding an adult at risk"
    CONSENT = "consent", "The adult agreed"
    VITAL_INTERESTS = "vital_interests", "Vital interests: life or serious harm"
    CRIME = "crime", "Preventing or detecting crime"
