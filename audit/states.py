"""What the overview can be asked to list."""

from mash.labels import Labelled


class CaseList(Labelled):
    """Lists behind the figures."""

    STAGE = "stage", "Open cases"
    UNSEEN = "unseen", "Cases with a report that nobody has read"
    UNOWNED = "unowned", "Cases without an owner"
    FEEDBACK = "feedback", "Cases on which feedback is owed"
    CHECKS = "checks", "Cases with an overdue partner answer"
    BREACHED = "breached", "Cases with an overdue clock"
    RUNNING = "running", "Running clocks"
    AWAITED = "awaited", "Partner answers awaited"
    RECEIVED = "received", "Reports received"


class Fate(Labelled):
    """What became of a report that arrived, as the count of concerns names it (referrals/counting.py)."""

    UNSEEN = "unseen", "Not yet seen"
    OPEN = "open", "Open"
    CONCLUDED = "concluded", "Concluded"


class Period(Labelled):
    """How far back the count of concerns is shown."""

    WEEK = "7", "7 days"
    MONTH = "30", "30 days"
    QUARTER = "90", "90 days"
    EVER = "ever", "Everything"


class TrailKind(Labelled):
    """Which lines of a case's trail to show."""

    CHANGES = "changes", "Changes"
    READS = "reads", "Reads and refusals"
