"""How a proposal stands."""

from mash.labels import Labelled


class AccountState(Labelled):
    """Whether somebody can sign in."""

    ACTIVE = "active", "Active"
    INVITED = "invited", "Invited"
    ENDED = "ended", "Ended"


class Standing(Labelled):
    """What became of something that one person proposed for another to approve."""

    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"
    APPROVED = "approved", "Approved, not yet in force"
    IN_FORCE = "in_force", "In force"
    SUPERSEDED = "superseded", "Replaced"
    SENT_BACK = "sent_back", "Sent back"
    WITHDRAWN = "withdrawn", "Withdrawn"
