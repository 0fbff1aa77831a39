"""The incident log: what a care provider writes into it, and how the hub looks through it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from mash.forms.fields import Choose, Day, Line, Moment, OnceKey, Pick, Tick, Words

from ..desk_rules import Incident
from ..states import Danger
from .details import BORN

LONGEST = 20_000
ON_LOG, TAKEN_UP = "log", "taken_up"


class LogIncidentForm(forms.Form):
    """One incident. Named like the questions of a report where they ask the same, so that it can be sent as one."""

    worry = Words(label="What happened?", rows=5, max_length=LONGEST, missing="Enter what happened")
    happened_at = Moment(label="When did it happen?", missing="Enter when it happened", what="The date of the incident", past_only=True, or_now=False)
    adult_name = Line(
        label="Who was affected?", required=False, width="two-thirds",
        help_text="The full name. One entry for each adult; leave it empty if nobody in particular was affected.",
    )  # fmt: skip
    adult_born_on = Day(
        label="Their date of birth", required=False, past_only=True, most_years=120, example=BORN, what="The date of birth",
        help_text=f"For example, {BORN}. With it, what is logged about the same adult is found together.",
    )  # fmt: skip
    place = Line(label="Ward, unit or place", required=False, width="two-thirds", max_length=80, help_text="Such as East Wing, or the kitchen")
    others_told = Words(
        label="Which staff were involved?", required=False, rows=2, max_length=1000,
        help_text="Full names, each on a line of its own. It says that they were there, not that they did wrong.",
    )  # fmt: skip
    actions_taken = Words(label="What was done?", rows=3, missing="Enter what was done, also if it was nothing")
    danger = Pick(
        label="Is anyone in danger now?", choices=Danger.choices(), inline=True, missing="Say if anyone is in danger now"
    )
    author_only = Tick(
        label="Only I may see this entry in our log", required=False,
        help_text="Tick it if it is about somebody you work with. The MASH sees every entry.",
    )  # fmt: skip
    once = OnceKey()


def incident_of(answers: Mapping[str, Any]) -> Incident:
    """The incident that these cleaned answers tell."""
    return Incident(
        words=answers["worry"], happened_at=answers["happened_at"], done=answers["actions_taken"], place=answers["place"],
        adult_name=answers["adult_name"], adult_born_on=answers["adult_born_on"],
        staff=[name.strip() for name in answers["others_told"].splitlines() if name.strip()],
    )  # fmt: skip


def as_concern(data: Any) -> dict[str, object]:
    """What was typed as an incident, as the first answers of a concern: nothing is typed twice."""
    said = {name: field.widget.value_from_datadict(data, {}, name) for name, field in LogIncidentForm.base_fields.items()}
    day, month, year, at = [part or "" for part in said.pop("happened_at")]
    place = said.pop("place")
    said.pop("once")
    when = " ".join(filter(None, (day, month, year, at)))
    return said | {"when_it_happened": when, "adult_whereabouts": place}


class FindIncidentsForm(forms.Form):
    """Words, provider, state and days. It is posted: what was said never stands in an address."""

    dense = True
    mark_optional = False
    words = Line(label="Words", required=False, width=20, help_text="In the entry, a name or a place")
    provider = Choose(label="Provider", required=False, empty="Every provider")
    state = Choose(label="State", choices=[(ON_LOG, "On the log only"), (TAKEN_UP, "Taken up as a concern")], required=False, empty="All")
    since = Day(label="From", required=False)
    until = Day(label="To", required=False)

    def __init__(self, *args: Any, providers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = providers
