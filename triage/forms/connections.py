"""Help for the adult: offering it, saying what became of it, and what is done instead."""

from typing import Any

from django import forms

from mash.cases.rules import Offer
from mash.cases.states import Bounce, ConnectionState, ConsentAnswer, Instead, MadeBy
from mash.forms.fields import Choose, Line, Pick, Words
from mash.forms.worded import WordedForm

WAITING = "waiting"
NEWS = {
    ConnectionState.ACCEPTED: ("accepted", "It was accepted: a date or a place is given"),
    ConnectionState.STARTED: ("started", "It has begun"),
    ConnectionState.BOUNCED: ("bounced", "It came to nothing"),
}
MAY_BECOME = {
    ConnectionState.OFFERED: (ConnectionState.ACCEPTED, ConnectionState.STARTED, ConnectionState.BOUNCED),
    ConnectionState.ACCEPTED: (ConnectionState.STARTED, ConnectionState.BOUNCED),
    ConnectionState.STARTED: (ConnectionState.BOUNCED,),
    ConnectionState.BOUNCED: (),
}


class ConnectionForm(WordedForm):
    """Help that is offered to the adult."""

    dense = True
    mark_optional = False
    service = Line(
        label="Which service or help?", max_length=150, missing="Enter the service or help",
        widget=forms.TextInput(attrs={"class": "govuk-!-width-two-thirds", "list": "services"}),
    )  # fmt: skip
    what_for = Line(
        label="What shall it do for this adult?", max_length=300, missing="Say what it shall do for this adult",
        help_text="In their words where you can: not what the service does, but what they want from it",
    )  # fmt: skip
    made_by = Pick(
        label="Who takes the first step?", choices=MadeBy.choices(), missing="Choose who takes the first step",
        hints={MadeBy.ADULT: "Only if you know that they can: have they a phone, the confidence, somebody to go with?"},
    )  # fmt: skip
    contact = Line(
        label="How do they reach each other?", max_length=300, required=False,
        help_text="The number or address that was given, and to whom. Leave empty if none was given",
    )  # fmt: skip
    consent = Pick(
        label="Does the adult agree?", choices=ConsentAnswer.choices(), missing="Choose whether the adult agrees", inline=True
    )
    why_without = Words(label="Without a plain yes: the limits, or why it is offered all the same", rows=2, required=False)

    OFFER = ("service", "what_for", "made_by", "contact", "consent", "why_without")

    def clean(self) -> dict[str, Any]:
        agrees = self.cleaned_data.get("consent")
        if agrees and agrees != ConsentAnswer.YES and not self.cleaned_data.get("why_without"):
            self.add_error("why_without", "Say what the limits are, or why it is offered without a yes")
        return self.cleaned_data

    def offer(self) -> Offer:
        """The help, as a value."""
        said = {name: self.cleaned_data[name] for name in self.OFFER}
        return Offer(**said | {"made_by": MadeBy(said["made_by"]), "consent": ConsentAnswer(said["consent"])})


class NewsForm(WordedForm):
    """What became of help that was offered."""

    dense = True
    mark_optional = False
    seen = forms.ChoiceField(choices=ConnectionState.choices(), widget=forms.HiddenInput)
    news = Pick(label="What has become of it?", missing="Choose what has become of it")
    why = Choose(label="If it came to nothing: why?", choices=Bounce.choices(), required=False, empty="It did not")
    words = Words(
        label="Who says so, and what else is known", rows=3, missing="Say who told you, and what they said",
        help_text="Whom you asked and when: the adult, the service, somebody who knows",
    )  # fmt: skip

    def __init__(self, *args: Any, state: ConnectionState, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": state}, **kwargs)
        choices = [NEWS[to] for to in MAY_BECOME[state]]
        if state in (ConnectionState.OFFERED, ConnectionState.ACCEPTED):
            choices.append((WAITING, "Not yet: wait, and ask again later"))
        self.fields["news"].choices = choices

    def clean(self) -> dict[str, Any]:
        news, why = self.cleaned_data.get("news"), self.cleaned_data.get("why")
        if news == ConnectionState.BOUNCED and not why:
            self.add_error("why", "Choose why it came to nothing")
        elif news and news != ConnectionState.BOUNCED and why:
            self.add_error("why", "You say that it did not come to nothing: take the reason out, or choose otherwise above")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The answers as the use cases take them; `to` is none while it is waited for."""
        said = self.cleaned_data
        to = None if said["news"] == WAITING else ConnectionState(said["news"])
        why = Bounce(said["why"]) if said["why"] else None
        return {"seen": ConnectionState(said["seen"]), "to": to, "why": why, "words": said["words"]}


class InsteadForm(ConnectionForm):
    """What is done for the adult now that help came to nothing."""

    instead = Pick(label="What is done instead?", missing="Choose what is done instead")
    words = Words(label="Why", rows=3, missing="Say why")
    field_order = ("instead", "words")

    def __init__(self, *args: Any, may_look_again: bool, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instead"].choices = [choice for choice in Instead.choices() if may_look_again or choice[0] != Instead.LOOK_AGAIN]
        if closed:
            self.fields["instead"].widget.hints = {Instead.LOOK_AGAIN: "The case is reopened and goes back to triage"}
        for name in self.OFFER:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("instead") == Instead.ANOTHER:
            for name in ("service", "what_for", "made_by", "consent"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
            return super().clean()
        return self.cleaned_data

    def chosen(self) -> dict[str, Any]:
        """The answer as the use case takes it."""
        instead = Instead(self.cleaned_data["instead"])
        offer = self.offer() if instead == Instead.ANOTHER else None
        return {"instead": instead, "words": self.cleaned_data["words"], "offer": offer}
