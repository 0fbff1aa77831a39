"""What a dispute is about, where it is on its way, and what is said in it (guidance, escalation procedures)."""

from mash.labels import Labelled


class DisputeAbout(Labelled):
    """What somebody disagrees with."""

    DECISION = "decision", "A decision"
    NOT_DECIDED = "not_decided", "A decision that has not been made"
    HANDOVER = "handover", "The handover to a locality team"


class DisputeState(Labelled):
    """Where a dispute is on its way. At which level it waits is a column of its own."""

    RAISED = "raised", "Waits for an answer"
    ANSWERED = "answered", "Answered"
    ACCEPTED = "accepted", "Accepted"
    ENDED = "ended", "Ended"
    WITHDRAWN = "withdrawn", "Withdrawn"


UNDER_WAY = (DisputeState.RAISED, DisputeState.ANSWERED)
"""Somebody must still do something: answer it, or say whether the answer is accepted."""


class DisputeOutcome(Labelled):
    """What somebody who answers a dispute says of it."""

    UPHELD = "upheld", "Upheld: something changes"
    PARTLY = "partly", "Partly upheld: some of it changes"
    NOT_UPHELD = "not_upheld", "Not upheld: it stays as it is"
    PASSED_ON = "passed_on", "Not settled: it goes to the Head of Service"


CHANGES = (DisputeOutcome.UPHELD, DisputeOutcome.PARTLY)
"""Answers after which somebody must do something."""


class DisputeSays(Labelled):
    """What whoever raised a dispute says next."""

    ACCEPTS = "accepts", "The answer is accepted"
    TAKES_UP = "takes_up", "It is not accepted: it goes to the Head of Service"
    DISAGREES = "disagrees", "It has been read, and is still not agreed with"
    WITHDRAWS = "withdraws", "It is withdrawn"


class DisputeAge(Labelled):
    """How long ago a dispute was raised."""

    DAY = "day", "Less than a day"
    WEEK = "week", "A day to a week"
    MONTH = "month", "A week to a month"
    OLDER = "older", "More than a month"
