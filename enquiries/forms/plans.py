"""Questions about the safeguarding plan."""

from mash.forms.fields import Day, Line, Words
from mash.forms.worded import WordedForm


class AgreePlanForm(WordedForm):
    """What the plan is for, and what to do if it does not work."""

    dense = True
    aim = Words(
        label="What the plan is to achieve", rows=4, missing="Say what the plan is to achieve",
        help_text="In the adult’s own words where you can",
    )  # fmt: skip
    contingency = Words(label="What to do if it does not work", rows=4, missing="Say what to do if the plan does not work")


class AddActionForm(WordedForm):
    """What somebody will do by a day."""

    dense = True
    what = Words(label="What will be done", rows=2, missing="Say what will be done")
    person = Line(label="Who", max_length=150, missing="Say who will do it", width="two-thirds")
    agency = Line(label="Agency", max_length=150, missing="Say for which agency", width="two-thirds")
    due_on = Day(label="By when", missing="Enter the day by which it will be done", future_only=True)


class ActionDoneForm(WordedForm):
    """What came of an action."""

    dense = True
    done_words = Words(label="What was done, and what came of it", rows=3, missing="Say what was done")


class ReviewPlanForm(WordedForm):
    """Whether the plan still keeps the adult safe."""

    dense = True
    words = Words(
        label="What the review found", rows=5, missing="Say what the review found",
        help_text="Whether the adult is safer, what they say, and what goes on, changes or ends",
    )  # fmt: skip
