"""Asking agencies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from mash.forms.fields import Line, OnceKey, Pick, PickMany, Tick, Words
from mash.forms.worded import WordedForm

from ..rules import Ask
from ..states import Basis

BASIS_HINTS = {
    Basis.SAFEGUARDING: "A public task: the adult may be at risk and can't protect themselves, or consent can't be awaited.",
    Basis.CONSENT: "They know what will be asked of whom, and agreed.",
}


class ChooseAgenciesForm(forms.Form):
    """Which agencies; a GET form, so that its address can be gone back to."""

    dense = True
    agencies = PickMany(
        label="Who may hold something about this adult?",
        help_text="Ask only those. Each question costs somebody's time and tells them about the adult.",
        missing="Choose at least one agency",
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].widget.hints = hints
        self.fields["agencies"].choices = choices


class AskPartnerForm(WordedForm):
    """The questions to each agency, and for all of them: why, on what basis, and what they are told."""

    dense = True
    # Of the ticked questions and the worker's own words either will do: the error says so.
    mark_optional = False
    concern = Words(
        label="What they need to know of the concern",
        help_text="They see exactly these words. Say what they need in order to answer, and no more; leave the rating and the referrer out.",
        max_length=2000, missing="Say what they need to know of the concern",
    )  # fmt: skip
    with_address = Tick(
        label="Show them the adult's address too",
        required=False,
        help_text="Left out unless they need it to find or protect the adult.",
    )
    purpose = Line(
        label="Why you ask", help_text="For example: to decide whether it is safe for Mr Example to stay at home tonight.",
        max_length=300, missing="Say why you ask",
    )  # fmt: skip
    basis = Pick(label="Lawful basis", choices=Basis.choices(), hints=BASIS_HINTS, missing="Choose the lawful basis")
    basis_reason = Words(label="Why this basis applies", rows=3, max_length=1000, missing="Say why this basis applies")
    would_change = Words(
        label="What would make you share more, or less?", rows=2, max_length=1000, missing="Say what would make you share more, or less",
        help_text="For example: if the adult says no; if what they answer points to danger. The agencies don't see this.",
    )  # fmt: skip
    once = OnceKey()

    def __init__(self, *args: Any, agencies: Sequence[tuple[int, str, Sequence[str]]], **kwargs: Any) -> None:
        """`agencies`: id and name of each that is asked, and the questions that are usual there."""
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        for pk, name, usual in agencies:
            prompts = [(prompt, prompt) for prompt in usual]
            self.fields[f"prompts_{pk}"] = PickMany(label=f"Questions to {name}", choices=prompts, required=False)
            # Between opening the page and sending it, the questions may have got new wording.
            self.fields[f"prompts_{pk}"].error_messages["invalid_choice"] = f"The questions to {name} have new wording. Choose again"
            self.fields[f"more_{pk}"] = Words(
                label=f"Or in your own words, to {name}", rows=2, max_length=1500, required=False
            )
        self.order_fields([f"{part}_{pk}" for pk, _, _ in agencies for part in ("prompts", "more")])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for pk, name, _ in self.agencies:
            if not (cleaned.get(f"prompts_{pk}") or cleaned.get(f"more_{pk}")):
                self.add_error(f"prompts_{pk}", f"Choose at least one question to {name}, or write your own")
        return cleaned

    def asks(self) -> list[Ask]:
        """The questions to each agency, one to a line."""
        given = self.cleaned_data
        return [
            Ask(pk, "\n".join([*given[f"prompts_{pk}"], *filter(None, [given[f"more_{pk}"]])]))
            for pk, _, _ in self.agencies
        ]

    def shared(self) -> dict[str, str | bool | UUID]:
        """What all the agencies are told alike, and the form's key."""
        given = self.cleaned_data
        names = ("purpose", "basis_reason", "concern", "would_change", "with_address", "once")
        return {name: given[name] for name in names} | {"basis": Basis(given["basis"])}
