"""Controls that Django has no GOV.UK shape for: choices with hints, and dates and times in parts."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone


class Hinted:
    """Adds a line of help under single choices: `hints={"red": "Someone may be in danger now"}`."""

    def __init__(self, *args: Any, hints: dict[str, str] | None = None, **kwargs: Any) -> None:
        self.hints = hints or {}
        super().__init__(*args, **kwargs)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(str(value), "")}


class Radios(Hinted, forms.RadioSelect):
    pass


class Checkboxes(Hinted, forms.CheckboxSelectMultiple):
    pass


class DateParts(forms.MultiWidget):
    """Three boxes, because people know a date by its day, month and year and no picker works for all of them."""

    template_name = "django/forms/widgets/date_parts.html"
    parts: tuple[tuple[str, str, int], ...] = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({name: forms.TextInput for name, _, _ in self.parts}, attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for (part, label, width), box in zip(self.parts, context["widget"]["subwidgets"], strict=True):
            box["label"] = label
            box["attrs"]["class"] = (
                f"{box['attrs'].get('class', '')} govuk-date-input__input govuk-input--width-{width}".strip()
            )
            if part in ("day", "year"):
                box["attrs"]["inputmode"] = "numeric"
        return context

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else [""] * 3


class CarriedDateParts(DateParts):
    """A day as a page carries it on that only shows what was typed: the same three parts, unseen."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, {name: forms.HiddenInput for name, _, _ in self.parts}, attrs)


class MomentParts(DateParts):
    """`offers_now`: a button sets all of it to this minute (static/js/now.js). Nothing is filled in by itself: that would
    be the minute in which a page was opened, kept by whoever doesn't look.
    """

    parts = (*DateParts.parts, ("time", "Time, like 14:30", 5))
    offers_now = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # The hub's clock counts, not that of whichever machine somebody sits at.
        context["widget"]["now"] = int(timezone.now().timestamp()) if self.offers_now else ""
        return context

    def decompress(self, value: datetime | None) -> list[str]:
        if not value:
            return [""] * 4
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return [*super().decompress(local), local.strftime("%H:%M")]
