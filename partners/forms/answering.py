"""The five answers that an agency can give."""

from typing import Any

from django import forms

from mash.cases.chronology_rules import Told
from mash.cases.states import Nature
from mash.forms.fields import Phone, Pick, Words

from ..states import Answer, Withholding
from .events import event_fields, lacking, told_in

ROWS = range(1, 6)


class NothingHeldForm(forms.Form):
    """The second click: looking and finding nothing is evidence."""

    explanation = (
        "You say that your organisation looked, and holds nothing about this person or place that bears on the question. "
        "We keep that as evidence, with your name and the time."
    )


class SharedForm(forms.Form):
    """What the agency holds, in words; and, as far as it can say so, what happened when."""

    label_size = "m"
    mark_optional = False
    explanation = "Share what is needed to answer the question. Only people who work on this concern see it."
    text = Words(label="What you hold", rows=10, max_length=20000, missing="Write what you can share")
    nature = Pick(
        label="What is this, mostly?", choices=Nature.choices(), missing="Say whether this is fact, opinion or what somebody said they heard"
    )
    not_to_family = Words(
        label="Is there anything the adult or their family must not be told? Say what, and why", rows=3, max_length=2000,
        required=False,
    )  # fmt: skip
    told = Words(
        label="Did you tell the adult anything about this?", rows=3, max_length=2000, required=False,
        help_text="What, when, and who told them. We then do not tell them something else. Leave it empty if nobody did.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in ROWS:
            self.fields |= event_fields(f"_{number}")

    def clean(self) -> dict[str, Any]:
        """An event that was begun says what happened, and what kind of statement it is. Its day may be unknown."""
        for number in ROWS:
            for name, words in lacking(self.cleaned_data, f"_{number}", self.errors):
                self.add_error(name, f"Event {number}: {words[0].lower()}{words[1:]}")
        return self.cleaned_data

    def answer(self) -> dict[str, Any]:
        """What the service is asked with."""
        said = {name: self.cleaned_data[name] for name in ("text", "not_to_family", "told")}
        return said | {"nature": Nature(self.cleaned_data["nature"]), "events": self.events()}

    def events(self) -> list[Told]:
        """The events that were filled in, in the order of the page."""
        return [told for told in (told_in(self.cleaned_data, f"_{number}") for number in ROWS) if told]

    def plain_fields(self) -> list[forms.BoundField]:
        """The questions above the events."""
        return [self[name] for name in ("text", "nature", "not_to_family", "told")]

    def rows(self) -> list[dict[str, Any]]:
        """The questions of each event, for the page; one that was begun, or is wrong, stands open."""
        found = []
        for number in ROWS:
            fields = [self[name] for name in event_fields(f"_{number}")]
            begun = any(field.errors or self.is_bound and _said(field.data) for field in fields)
            found.append({"number": number, "fields": fields, "open": number == 1 or begun})
        return found


def _said(data: Any) -> bool:
    return any(part.strip() for part in data if part) if isinstance(data, list) else bool(data)


class CannotShareForm(forms.Form):
    label_size = "m"
    explanation = (
        "You say that your organisation holds something, and that the law is against sharing it. Where life or serious "
        "harm is at stake, the law lets you share: ring us if you are not sure."
    )
    lawful = Pick(label="The lawful reason", choices=Withholding.choices(), missing="Choose the lawful reason")
    words = Words(
        label="In your words", help_text="Say it without giving away what you can't share. If someone is at risk, ring us.",
        rows=3, max_length=1000, missing="Give the reason in your words",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One reason, in the words of the law and the agency's own."""
        given = super().clean()
        if self.errors:
            return given
        return {"cannot_share_reason": f"{Withholding(given['lawful']).label}. {given['words']}"}


class NotOursForm(forms.Form):
    label_size = "m"
    explanation = "You say that this person or place is not your organisation's to know about."
    text = Words(label="Who should we ask instead?", rows=2, max_length=500, required=False)


class RingMeForm(forms.Form):
    label_size = "m"
    explanation = "Somebody of the Adults MASH will ring you. If it can't wait, ring us on the number below."
    ring_number = Phone(label="The number to ring", missing="Enter the number we should ring")
    text = Words(label="When, and whom to ask for", rows=2, max_length=500, required=False)


ANSWER_FORMS: dict[Answer, type[forms.Form]] = {
    Answer.NOTHING_HELD: NothingHeldForm,
    Answer.SHARED: SharedForm,
    Answer.CANNOT_SHARE: CannotShareForm,
    Answer.NOT_OURS: NotOursForm,
    Answer.RING_ME: RingMeForm,
}
