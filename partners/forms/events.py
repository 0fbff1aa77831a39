"""One dated event: what happened, when as far as that is known, and what kind of statement it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from mash.cases.chronology_rules import Told
from mash.cases.chronology_states import Precision, Sureness
from mash.cases.states import Nature
from mash.forms.fields import Line, Pick, RoughDay, Tick, Words
from mash.forms.worded import WordedForm

WHEN_HELP = "As much as you know: the year alone will do. Leave all three empty if it is not known"
NEEDED = {"what": "Say what happened", "kind": "Say whether this is fact, opinion or what somebody said they heard",
          "sureness": "Say how sure you are"}  # fmt: skip


def event_fields(end: str = "") -> dict[str, forms.Field]:
    """The questions about one event; their names end so."""
    day = f"The day of event {end[1:]}" if end else "The day of the event"
    fields: dict[str, forms.Field] = {
        "what": Words(label="What happened", rows=2, max_length=2000, required=False),
        "on": RoughDay(label="When did it happen?", help_text=WHEN_HELP, past_only=True, required=False, what=day),
        "about": Tick(label="About then: the day is not certain", required=False),
        "kind": Pick(label="This is", choices=Nature.choices(), required=False, inline=True),
        "sureness": Pick(label="How sure are you?", choices=Sureness.choices(), required=False, inline=True),
        "who": Line(
            label="Who saw or knows it", max_length=150, required=False, width="two-thirds",
            help_text="Their role will do: the officer who attended, the practice nurse",
        ),
        "withheld": Line(
            label="Must the adult or their family not be told? Say why", max_length=300, required=False,
            help_text="Leave empty if they may know",
        ),
    }  # fmt: skip
    return {name + end: field for name, field in fields.items()}


def lacking(said: Mapping[str, Any], end: str, wrong: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What an event lacks that was begun."""
    if any(said.get(name) or name in wrong for name in event_fields(end)):
        for name, words in NEEDED.items():
            if not said.get(name + end) and name + end not in wrong:
                yield name + end, words


def told_in(said: Mapping[str, Any], end: str = "") -> Told | None:
    """The event, as a value; none where nothing was filled in."""
    if not said.get(f"what{end}"):
        return None
    rough = said[f"on{end}"]
    known = Precision(rough.known) if rough else Precision.UNKNOWN
    if known == Precision.DAY and said[f"about{end}"]:
        known = Precision.ABOUT
    return Told(
        what=said[f"what{end}"], on=rough.on if rough else None, precision=known, nature=Nature(said[f"kind{end}"]),
        sureness=Sureness(said[f"sureness{end}"]), who=said[f"who{end}"], withheld=said[f"withheld{end}"],
    )  # fmt: skip


class TakeEventForm(WordedForm):
    """One event out of a partner's answer, in its words."""

    dense = True
    mark_optional = False
    said_by_others = ("quote", "what")
    quote = Words(
        label="The words of the answer", rows=3, max_length=5000, missing="Copy the words of the answer that tell of it",
        help_text="Copied as they stand there: they are shown with the event",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= event_fields()
        self.fields["what"].label = "What happened, in short"
        self.fields["sureness"].label = "How sure do they sound?"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name, words in NEEDED.items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, words)
        return given

    def told(self) -> Told:
        """The event, as a value."""
        told = told_in(self.cleaned_data)
        assert told is not None, "a form that is valid tells of something"
        return told
