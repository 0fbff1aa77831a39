"""Questions about one kind of need, and about what several services do together."""

from datetime import date
from typing import Any

from django import forms

from mash.forms.fields import Day, Line, Pick, Words
from mash.forms.worded import WordedForm

from .adult_rules import NeedSaid, Part, ResponseSaid, need_problems
from .adult_states import Met, NeedKind, NeedState
from .states import Nature

ASK = {
    NeedKind.PHYSICAL: "Illness, pain, falls, eating and weight, medicines, seeing and hearing; appointments they can't get to",
    NeedKind.MENTAL: "How they feel, sleep and cope; thoughts of harm; treatment, and what they think of it",
    NeedKind.SUBSTANCES: "What, how much, since when, and what it does for them; what help they would take",
    NeedKind.THINKING: "Learning disability, autism, memory, brain injury: what is hard, and what makes it easier",
    NeedKind.CARE: "Washing, dressing, meals, moving about, taking medicines: what they manage, and what they don't",
    NeedKind.HOUSING: "Whether the home is theirs to keep, warm, safe and fit to live in; who else is there",
    NeedKind.MONEY: "Income, benefits, debt; who handles their money; whether there is enough for food and heat",
    NeedKind.JUSTICE: "As somebody harmed, accused or supervised: police, courts, probation",
    NeedKind.RELATIONSHIPS: "Whom they see and trust, whom they miss; whether they are alone more than they want",
    NeedKind.CARING: "Whom they look after, what happens when they can't, and whether anybody has asked about their own needs",
}
"""What to ask about, in plain words."""


class NeedForm(WordedForm):
    """One kind of need: what is known, from whom, and whether somebody meets it."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    state = Pick(label="What do you know?", choices=NeedState.choices(), missing="Choose whether there is a need")
    words = Words(label="In words", rows=3, required=False, help_text="What they need, how they say it, and since when. A need is never only a name")
    helped_by = Line(label="Who helps already?", max_length=150, required=False, width="two-thirds", help_text="Service or person. Leave empty if nobody does")
    contact = Line(label="How to reach them", max_length=150, required=False, width="two-thirds")
    met = Pick(label="Is the need met now?", choices=Met.choices(), required=False)
    source = Line(label="Who says so?", max_length=150, missing="Say who this comes from", width="two-thirds")
    nature = Pick(label="This is", choices=Nature.choices(), missing="Choose fact, opinion or what somebody said they heard", inline=True)

    def __init__(self, *args: Any, kind: NeedKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            for name, problem in need_problems(self.said()).items():
                self.add_error(name, problem)
        return self.cleaned_data

    def said(self) -> NeedSaid:
        """The answer, as a value."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        kinds = {"state": NeedState(said["state"]), "met": Met(said["met"]) if said["met"] else None, "nature": Nature(said["nature"])}
        return NeedSaid(kind=self.kind, **said | kinds)


class ResponseForm(WordedForm):
    """Who leads, and for each need that nobody meets: who does what, by when."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    lead_agency = Line(label="Which agency leads?", max_length=150, missing="Enter the agency that leads", width="two-thirds")
    lead_person = Line(
        label="Who there leads?", max_length=150, missing="Enter the person who leads", width="two-thirds",
        help_text="A name and how to reach them: one person whom the adult and every service can ring",
    )  # fmt: skip
    aim = Words(
        label="What do all work towards?", rows=3, missing="Say what all work towards",
        help_text="Start from what the adult wants. What was told once need not be told again: the lead passes it on, with the adult's agreement",
    )  # fmt: skip
    look_on = Day(label="When is it looked at again?", missing="Enter the day on which it is looked at again", future_only=True)

    def __init__(self, *args: Any, needs: list[NeedKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = needs
        for kind in needs:
            self.fields[f"who_{kind}"] = Line(label="Which service?", max_length=150, missing=f"{kind.label}: enter the service", width="two-thirds")
            self.fields[f"what_{kind}"] = Line(label="What does it do?", max_length=300, missing=f"{kind.label}: say what it does")
            self.fields[f"by_{kind}"] = Day(label="By when?", missing=f"{kind.label}: enter the day by which it is done", future_only=True)

    def head(self) -> list[Any]:
        """The questions about the whole."""
        return [self[name] for name in ("lead_agency", "lead_person", "aim")]

    def sections(self) -> list[dict[str, Any]]:
        """The questions about each need."""
        return [{"need": kind, "fields": [self[f"{part}_{kind}"] for part in ("who", "what", "by")]} for kind in self.needs]

    def said(self) -> ResponseSaid:
        """The response, as a value."""
        said = self.cleaned_data
        parts = tuple(Part(kind, said[f"who_{kind}"], said[f"what_{kind}"], said[f"by_{kind}"]) for kind in self.needs)
        return ResponseSaid(said["lead_agency"], said["lead_person"], said["aim"], said["look_on"], parts)


class LookAgainForm(WordedForm):
    """Whether a response works."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    words = Words(
        label="What has each service done, and does it help?", rows=4, missing="Say what was done, and whether it helps",
        help_text="Whom you asked. Ask the adult first",
    )  # fmt: skip
    goes_on = Pick(
        label="Does it go on?", choices=[("yes", "Yes, and it is looked at again"), ("no", "No, it has ended")],
        missing="Choose whether it goes on", hints={"no": "Needs that are still unmet then ask again who leads"},
    )  # fmt: skip
    next_on = Day(label="If so, when is it looked at again?", required=False, future_only=True)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("goes_on") == "yes" and "next_on" not in self.errors and not self.cleaned_data.get("next_on"):
            self.add_error("next_on", "Enter the day on which it is looked at again")
        return self.cleaned_data

    def next_day(self) -> date | None:
        """The next look; none when it ended."""
        return self.cleaned_data["next_on"] if self.cleaned_data["goes_on"] == "yes" else None
