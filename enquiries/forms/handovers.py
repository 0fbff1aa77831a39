"""Questions about a handover."""

from typing import Any

from mash.cases.forms import Versioned
from mash.forms.fields import Day, Line, Moment, Pick, Words

from .answers import ChooseRow

Choices = list[tuple[str, str]]
ANSWERS = [("accept", "Accept: the case is ours"), ("refuse", "Refuse: the hub keeps the case")]


class ProposeHandoverForm(Versioned):
    """Which team is asked, and what it needs to know."""

    dense = True
    to_team_id = ChooseRow(label="Locality team", missing="Choose the locality team")
    summary = Words(
        label="Summary for the team", rows=6, missing="Summarise the case for the team",
        help_text="The risks as they are now, what has been done, what the adult wants, and what is asked of the team",
    )  # fmt: skip

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_team_id"].choices = teams


class MeetHandoverForm(Versioned):
    """What the seniors of both sides agreed."""

    dense = True
    met_at = Moment(label="When you met", missing="Enter when you met", past_only=True)
    met_with = Line(label="With whom", max_length=300, missing="Say who was there", width="two-thirds")
    responsibilities = Words(label="Who does what from now on", rows=5, missing="Say who does what from now on")
    starts_on = Day(label="When the team takes over", missing="Enter the day on which the team takes over")


class DecideHandoverForm(Versioned):
    """The team's answer."""

    dense = True
    answer = Pick(label="Does your team take this case?", choices=ANSWERS, missing="Accept or refuse the handover")
    owner_id = ChooseRow(label="Who will own it, if you accept", required=False, empty="I will, for now")
    reason = Words(label="The reason, if you refuse", rows=3, required=False)

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = owners

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("answer") == "refuse" and not said.get("reason"):
            self.add_error("reason", "Give the reason why the team does not take the case")
        return said

    def answers(self) -> dict[str, Any]:
        """Whether the team accepts, and what goes with it."""
        said = dict(self.cleaned_data)
        return {"accept": said.pop("answer") == "accept", **said}
