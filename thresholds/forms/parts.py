"""What the questions about a section share: kinds of field, a form that speaks the matrix's words, and rows that come and go."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from mash.forms.fields import Choose, Number, Tick, Words

from ..matrix import Level, Matrix, SettingLevel

MOST = 120
"""Rows on one page; the largest type that is shipped has 14."""
PREFIX = "rows"


class Lines(Words):
    """Several short texts, one on each line; answers a tuple."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(line for line in (" ".join(each.split()) for each in super().clean(value).splitlines()) if line)


class LevelsHere(Lines):
    """Indicators with the level that they have in one setting, one on each line: “PHY1b: 2”."""

    def prepare_value(self, value: Any) -> Any:
        written = [f"{each.indicator}: {each.level}" if isinstance(each, SettingLevel) else each for each in value or ()] if not isinstance(value, str) else value
        return super().prepare_value(written)

    def clean(self, value: Any) -> tuple[SettingLevel, ...]:
        return tuple(self._read(line) for line in super().clean(value))

    def _read(self, line: str) -> SettingLevel:
        code, _, level = line.replace(":", " ").partition(" ")
        if not (level.strip().isascii() and level.strip().isdecimal() and len(level.strip()) < 3):
            raise forms.ValidationError(f"“{line}” must be the code of an indicator and a level, like PHY1b: 2")
        return SettingLevel(indicator=code, level=int(level))


class PickLevel(Choose):
    """One of the levels; answers its number."""

    def offer(self, levels: Iterable[Level]) -> None:
        self.choices = [(str(level.number), f"Level {level.number}: {level.name}") for level in levels]

    def clean(self, value: Any) -> int:
        return int(super().clean(value))


class Count(Number):
    """A number that the matrix holds. Several stand on one page, so each error names its question."""

    def __init__(self, label: str, least: int, most: int, example: int) -> None:
        wrong = f"“{label}” must be a whole number from {least} to {most}, like {example}"
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
        super().__init__(label=label, min_value=least, max_value=most, error_messages=messages)


class Hours(Count):
    """Hours, or nothing where there are none of its own; answers 0 for that."""

    def __init__(self, label: str, most: int, example: int) -> None:
        super().__init__(label, 1, most, example)
        self.required = False

    def prepare_value(self, value: Any) -> Any:
        return value or ""

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0


class SectionForm(forms.Form):
    """What a section says once. Its fields are called as the matrix calls them, but for what the council has confirmed."""

    dense = True
    mark_optional = False

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(matrix)

    def offer(self, matrix: Matrix) -> None:
        """Fill in the choices that the matrix itself gives."""

    def said(self) -> dict[str, Any]:
        """The answer in the matrix's own names."""
        said = dict(self.cleaned_data)
        if "confirmed" in said:
            said["assumption"] = not said.pop("confirmed")
        return said


class RowForm(SectionForm):
    """One row of a section. Its code stays with it as long as it means the same."""

    typed: tuple[str, ...] = ()
    """The boxes that somebody writes in: with nothing in them, a new row isn't there."""
    code = forms.CharField(widget=forms.HiddenInput, required=False)

    def has_changed(self) -> bool:
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in ("code", *self.typed))

    def value_of(self, name: str) -> Any:
        """What stands in a field now, typed or kept."""
        return self[name].value()


class Rows(BaseFormSet):
    """The rows of a section in their order."""

    def initial_form_count(self) -> int:
        """Of what was sent, any row may be empty: an empty one isn't there."""
        return 0 if self.is_bound else super().initial_form_count()

    def said(self) -> list[dict[str, Any]]:
        return [form.said() for form in self.forms if form.cleaned_data]


def rows_of(kind: type[RowForm], matrix: Matrix, *, data: Any = None, initial: list[dict[str, Any]] | None = None) -> Rows:
    """The rows as they were sent, to be judged, or as they stand, to be shown."""
    made = formset_factory(kind, formset=Rows, extra=0, max_num=MOST, validate_max=True)
    return made(data, prefix=PREFIX, initial=initial or [], form_kwargs={"matrix": matrix})


def typed_in(form: forms.Form, data: Any) -> dict[str, Any]:
    """What was sent, unjudged, to be shown again."""
    return {name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()}


def values_of(thing: Any) -> dict[str, Any]:
    """What a part of the matrix says, as a form asks it."""
    said = {field.name: getattr(thing, field.name) for field in fields(thing)}
    return {**said, "confirmed": not said["assumption"]} if "assumption" in said else said


def moved(rows: list[dict[str, Any]], do: str, blank: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows after one press of a button: `add`, `up-2`, `down-2` or `remove-2`."""
    verb, _, place = do.partition("-")
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else len(rows)
    if verb == "add" and len(rows) < MOST:
        return [*rows, dict(blank)]
    if verb == "remove":
        return [row for number, row in enumerate(rows) if number != at]
    to = at + {"up": -1, "down": 1}.get(verb, 0)
    if max(at, to) < len(rows) and min(at, to) >= 0:
        rows[at], rows[to] = rows[to], rows[at]
    return rows


def confirmed(what: str = "this") -> Tick:
    return Tick(label=f"The council has confirmed {what}", required=False)
