"""Questions about the timescales, the calendar, and a clock that is to stand still."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mash.accounts.forms import ApproveForm
from mash.forms.fields import Choose, Day, Line, Moment, Number, Pick, PickMany, Tick, Words, YesNo
from mash.forms.reading import read_time
from mash.forms.worded import WordedForm

from .states import ClosureKind, StopReason
from .timescale_changes import RATING_LABELS, lines_of, values_of, with_values
from .timescale_changes import Line as Row
from .timescales import WEEKDAYS, InvalidTimescales
from .working_time import Unit

LONGEST = 1000


class WallTime(Line):
    """A time of day, kept as the table writes it: 09:00."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(missing="Enter a time, like 9:00", width=5, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return read_time(text).strftime("%H:%M") if text else ""
        except ValueError:
            raise ValidationError("Enter a time, like 9:00 or 17:30") from None


class TimescalesForm(forms.Form):
    """Every value of the table, as it shall be, and why."""

    dense = True
    mark_optional = False
    base = forms.IntegerField(widget=forms.HiddenInput)
    opens = WallTime(label="Opens")
    closes = WallTime(label="Closes")
    weekdays = PickMany(label="Open on", choices=[(day, day.capitalize()) for day in WEEKDAYS], missing="Choose at least one day")
    hours_confirmed = Tick(label="The council has confirmed these hours", required=False)
    last_receipt = WallTime(label=RATING_LABELS["last_receipt"])
    next_day_by = WallTime(label=RATING_LABELS["next_day_by"])
    danger_now_hours = Number(label=f"{RATING_LABELS['danger_now_hours']} (clock hours)", min_value=1, max_value=LONGEST)
    rating_confirmed = Tick(label="The council has confirmed this rule", required=False)
    reason = Words(label="Why should this change?", rows=3, missing="Say why this should change")

    def __init__(self, *args: Any, table: Mapping[str, Any], **kwargs: Any) -> None:
        self.table, self.lines = table, lines_of(table)
        kwargs["initial"] = values_of(table) | kwargs.pop("initial", {})
        super().__init__(*args, **kwargs)
        for line in self.lines:
            self.fields |= _fields_of(line)
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> dict[str, Any]:
        for line in self.lines:
            if self.cleaned_data.get(f"amount__{line.key}") == 0 and self.cleaned_data.get(f"unit__{line.key}") != Unit.WORKING_DAYS:
                self.add_error(f"amount__{line.key}", f"{line.clock}, {line.rating}: only working days can be 0, the same day")
        if not self.errors:
            try:
                with_values(self.table, self.cleaned_data)
            except InvalidTimescales as wrong:
                raise ValidationError(str(wrong).removeprefix("The timescales cannot be read: ")) from None
        return self.cleaned_data

    def rows(self) -> list[dict[str, Any]]:
        """The table as the page draws it: each row with its three boxes, those that differ from what is in force marked."""
        return [
            {
                "line": line, "amount": self[f"amount__{line.key}"], "unit": self[f"unit__{line.key}"],
                "confirmed": self[f"confirmed__{line.key}"],
                "changed": self.is_bound and any(f"{part}__{line.key}" in self.changed_data for part in ("amount", "unit", "confirmed")),
            }
            for line in self.lines
        ]  # fmt: skip


def _fields_of(line: Row) -> dict[str, forms.Field]:
    what = f"{line.clock}, {line.rating}"
    amount = Number(
        label=f"{what}: how many", min_value=0, max_value=LONGEST, missing=f"{what}: enter a number",
        error_messages={
            "required": f"{what}: enter a number", "invalid": f"{what}: enter a whole number, like 3",
            "min_value": f"{what}: the number can't be negative", "max_value": f"{what}: the number must be {LONGEST} or less",
        },
    )  # fmt: skip
    unit = forms.ChoiceField(label=f"{what}: counted in", choices=Unit.choices())
    return {
        f"amount__{line.key}": amount, f"unit__{line.key}": unit,
        f"confirmed__{line.key}": Tick(label=f"{what}: confirmed", required=False),
    }  # fmt: skip


class ApproveTimescalesForm(ApproveForm):
    """From when a new version holds, and whether running clocks follow."""

    apply = YesNo(
        label="Do clocks that already run follow it?", missing="Choose whether running clocks follow it",
        help_text="Otherwise they keep the due time that they have. If they follow, each is counted anew from its start, and its old due time stays on record.",
    )  # fmt: skip


class ClosureForm(forms.Form):
    """One day that differs from the rule."""

    dense = True
    day = Day(label="Which day?", future_only=True, missing="Enter the day")
    kind = Pick(label="On that day", choices=ClosureKind.choices(), missing="Choose whether the hub is shut or open")
    reason = Line(label="Why?", missing="Say why", width="two-thirds", help_text="Everybody reads it in the calendar, such as “Extra bank holiday”")


class StopClockForm(WordedForm):
    """Why a clock is to stand still, and until when."""

    dense = True
    longer = forms.BooleanField(widget=forms.HiddenInput, required=False)
    reason = Choose(label="Reason", choices=StopReason.choices(), missing="Choose the reason")
    words = Words(label="What is being waited for?", rows=3, missing="Say what is being waited for")
    expected_until = Moment(
        label="When should it run again?", missing="Enter when it should run again", future_only=True,
        help_text="If it still stands then, somebody is asked why",
    )  # fmt: skip


