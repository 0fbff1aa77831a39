"""What the figures above the board count, and so what each of them opens."""

from mash.labels import Labelled


class Show(Labelled):
    """One figure of the board's strip. The list behind it shows exactly the cases that it counts."""

    DANGER = "danger", "Danger now, nobody has it"
    UNREAD = "unread", "Unread reports"
    NOT_STARTED = "not_started", "Red, nobody has it"
    SOON = "soon", "Overdue or due within a working hour"
    ANSWERS = "answers", "Partner answers to read"
    FEEDBACK = "feedback", "Feedback owed today"
