"""Proposing a sharing agreement, a new partner or team, or other particulars of one."""

from collections.abc import Sequence
from typing import Any

from django import forms

from mash.forms.fields import Choose, Day, Email, Line, Phone, PickMany, Words
from mash.organisations.states import Kind

DAYS = ("starts_on", "ends_on", "review_on")


class _Proposal(forms.Form):
    """Something that two people decide, with the reason for it."""

    dense = True
    reason = Words(label="Why should this change?", rows=3, max_length=1000, missing="Say why this should change")


class AgreementForm(_Proposal):
    """Who signed what, for how long."""

    title = Line(label="Title of the agreement", width="two-thirds", missing="Enter the title of the agreement")
    signatories = PickMany(
        label="Who signed it?", missing="Choose at least one organisation",
        help_text="Only those whose signature you have. The portal opens to their people.",
    )  # fmt: skip
    covers = Words(
        label="What does it cover?", rows=4, max_length=2000, missing="Say what the agreement covers",
        help_text="What may be shared, for what purpose, and on what lawful basis.",
    )  # fmt: skip
    starts_on = Day(label="First day", what="The first day", missing="Enter the first day")
    ends_on = Day(label="Last day", what="The last day", missing="Enter the last day", future_only=True)
    review_on = Day(label="When is it reviewed?", what="The day of the review", missing="Enter when it is reviewed")
    field_order = ("title", "signatories", "covers", *DAYS, "reason")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signatories"].choices = choices

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, last, review = (given.get(name) for name in DAYS)
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the first day or after it")
        elif first and last and review and not first <= review <= last:
            self.add_error("review_on", "Choose a day between the first and the last day")
        return given

    def content(self) -> dict[str, Any]:
        """What is proposed, as it is kept."""
        given = self.cleaned_data
        days = {name: given[name].isoformat() for name in DAYS}
        return {"title": given["title"], "covers": given["covers"], "signatories": [int(pk) for pk in given["signatories"]]} | days


class PartnerForm(_Proposal):
    """An organisation, and how its single point of contact for safeguarding is reached. `seen`: the particulars that the page showed."""

    name = Line(label="Name", max_length=150, width="two-thirds", missing="Enter the organisation's name")
    kind = Choose(
        label="Kind", missing="Choose the kind", help_text="It decides which questions an agency is asked, and what it is shown."
    )  # fmt: skip
    contact_name = Line(
        label="Single point of contact", max_length=150, required=False, width="two-thirds", help_text="A person, or a desk that is always staffed"
    )  # fmt: skip
    contact_phone = Phone(label="Telephone", required=False)
    contact_email = Email(label="Email address", required=False, help_text="It is told that a question waits, and nothing about anybody")
    out_of_hours_phone = Phone(label="Telephone out of hours", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    field_order = ("name", "kind", "contact_name", "contact_phone", "contact_email", "out_of_hours_phone", "reason", "seen")

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]

    def content(self) -> dict[str, Any]:
        """What is proposed, as it is kept."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "seen")}
