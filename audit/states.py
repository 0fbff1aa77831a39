"""What the overview can be asked to list."""

from mash.labels import Labelled


class CaseList(Labelled):
    """Lists behind the figures, each called by what it counts: a case on which two clocks run over stands in it twice."""

    STAGE = "stage", "Open cases"
    UNSEEN = "unseen", "Reports that nobody has read"
    UNOWNED = "unowned", "Cases that nobody holds"
    FEEDBACK = "feedback", "Feedback owed"
    CHECKS = "checks", "Overdue partner answers"
    BREACHED = "breached", "Overdue clocks"
    RUNNING = "running", "Running clocks"
    AWAITED = "awaited", "Partner answers awaited"
    RECEIVED = "received", "Reports received"

    @property
    def counts(self) -> str:
        """One of what is counted."""
        if self in (CaseList.BREACHED, CaseList.RUNNING):
            return "clock"
        if self in (CaseList.CHECKS, CaseList.AWAITED):
            return "partner answer"
        return "case" if self in (CaseList.STAGE, CaseList.UNOWNED) else "report"


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


class LabPeriod(Labelled):
    """How far back the threshold lab looks. Whole months: figures of windows that slide by a day would tell of single cases."""

    QUARTER = "3", "3 months"
    HALF = "6", "6 months"
    YEAR = "12", "12 months"
    TWO_YEARS = "24", "24 months"
    EVER = "ever", "Everything"


class Part(Labelled):
    """By what a figure of the lab is taken apart."""

    TYPE = "type", "Type of abuse"
    SETTING = "setting", "Setting"
    PARTNER = "partner", "Who referred"
    AREA = "area", "Area"
    PERSON = "person", "Who rated"


MOVES_BY = (Part.TYPE, Part.SETTING, Part.PARTNER, Part.AREA)


class Choice(Labelled):
    """What a worker made of the suggestion, and what became of it."""

    FOLLOWED = "followed", "As suggested"
    RAISED = "raised", "Raised"
    LOWERED = "lowered", "Lowered by a senior"
    AGREED = "agreed", "Lowered, a senior agreed"
    REFUSED = "refused", "Lowered, a senior refused"
    WAITING = "waiting", "Lowered, waits for a senior"
    OVERTAKEN = "overtaken", "Lowered, overtaken by a new rating"


OTHERWISE = tuple(choice for choice in Choice if choice != Choice.FOLLOWED)


class Half(Labelled):
    """One half of the time that is looked at, to see what changed."""

    EARLY = "early", "First half"
    LATE = "late", "Second half"


class Ending(Labelled):
    """Where a concern ended, as far as thresholds go."""

    BELOW = "below", "Ended below the threshold"
    ABOVE = "above", "Ended otherwise"
    OPEN = "open", "Still open"
