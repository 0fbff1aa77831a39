"""What a worker says of a report: what it is, that it goes no further, or that it belongs elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from mash.forms.fields import Line, OnceKey, Pick, Tick, Words
from mash.forms.worded import WordedForm
from mash.references import read_reference

from ..states import Class, SetAside

ANOTHER = "another"
ASIDE = [(why, why.label) for why in SetAside if why not in (SetAside.MISDIRECTED, SetAside.LOGGED)]
"""What is meant for another service is passed on, on a page of its own; an incident only its provider logs."""
NO_REFERENCE = "Enter the reference of the other case"


class ClassifyForm(forms.Form):
    """Only new concerns count in statistics."""

    dense = True
    classed = Pick(
        label="What is this report?", choices=Class.choices(), missing="Choose what this report is",
        hints={
            Class.NEW_CONCERN: "Something that nobody has told us about before",
            Class.SAME_CONCERN: "It adds to a concern that we already have",
            Class.NOT_CONCERN: "A call for advice, or meant for another service",
        },
    )  # fmt: skip


class SafeNow(WordedForm):
    """What is asked once more before a report that says "danger now" leaves the desk."""

    who_is_safe = Words(
        label="Who is safe now?", rows=2, missing="Say who is safe now",
        help_text="Everyone whom the report speaks of, and where they are",
    )  # fmt: skip
    how_known = Words(
        label="How do you know?", rows=2, missing="Say how you know that they are safe",
        help_text="For example: spoke with her at 14:10; police attended, log 123",
    )  # fmt: skip
    nobody_in_danger = Tick(
        label="I have made sure that nobody in this report is in danger now", missing="Tick that you have made sure, or rate the report"
    )

    def __init__(self, *args: Any, danger: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not danger:
            for name in SafeNow.base_fields:
                del self.fields[name]


def safe_now(answers: Mapping[str, Any]) -> str:
    """Who is safe and how that is known, as it is kept; empty where nobody was asked."""
    if "who_is_safe" not in answers:
        return ""
    return f"{answers['who_is_safe'].rstrip('.')} (known by: {answers['how_known'].rstrip('.')})."


class SetAsideForm(SafeNow):
    """Before any rating, and only with a reason."""

    dense = True
    field_order = ("why", "reason")
    why = Pick(label="Why does it go no further?", choices=ASIDE, missing="Choose why it goes no further")
    reason = Words(
        label="Your reason", rows=3, missing="Give your reason"
    )


class TakeUpForm(WordedForm):
    """Why it should not have been set aside."""

    dense = True
    why = Words(label="Why is it a concern after all?", rows=3, missing="Say why it is a concern after all")


class JoinForm(WordedForm):
    """Another open case holds the same concern."""

    dense = True
    target = Pick(label="Which case does it belong to?", missing="Choose the case it belongs to")
    other_reference = Line(
        label="Reference of the other case",
        required=False,
        width=20,
        help_text="Like M-7K4M-2QXP",
        missing=NO_REFERENCE,
    )
    classed = Pick(
        label="What does it bring?",
        choices=Class.choices()[:2],
        missing="Choose whether it is new or more about the same",
    )
    reason = Words(label="Why they belong together", rows=3, missing="Say why they belong together")

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cases:
            self.fields["target"].choices = [*cases, (ANOTHER, "Another case, by its reference")]
        else:
            del self.fields["target"]
            self.fields["other_reference"].required = True

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        chosen = answers.get("target", ANOTHER)
        if answers.get("target") == ANOTHER and not answers.get("other_reference"):
            self.add_error("other_reference", NO_REFERENCE)
        typed = read_reference(answers.get("other_reference", ""))
        return answers | {"target": typed if chosen == ANOTHER else chosen}


class NewCodeForm(forms.Form):
    """A referrer has lost their code, and somebody has made sure that it is they."""

    dense = True
    is_referrer = Tick(label="I have made sure that I speak to the referrer", missing="Tick that you have made sure that it is the referrer")
    once = OnceKey()
