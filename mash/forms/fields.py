"""The kinds of question our forms ask, each with the message that is shown when it isn't answered."""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from nhs_number import is_valid

from mash.forms.dates import Day, DayOrYear, Moment, RoughDay
from mash.forms.reading import clean_line, clean_words
from mash.forms.widgets import Checkboxes, Radios

__all__ = [
    "Choose", "Day", "DayOrYear", "Email", "Line", "Moment", "NhsNumber", "Number", "OnceKey", "Phone", "Pick", "PickMany", "RoughDay", "Tick",
    "Words", "YesNo", "YesNoNotSure",
]  # fmt: skip

YES_NO = (("yes", "Yes"), ("no", "No"))
YES_NO_NOT_SURE = (*YES_NO, ("not_sure", "Not sure"))
TELEPHONE = re.compile(r"^[\d\s()+\-./]*(?:(?:ext|x)\.?\s*\d+)?$", re.IGNORECASE)


class _Written(forms.CharField):
    """Text that is cleaned before it is judged, so that a stray control character never costs anyone their words."""

    def __init__(self, *, max_length: int, missing: str, called: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": missing})
        super().__init__(strip=False, **kwargs)
        # Not given to Django's field: it would put maxlength on the box, and a browser then cuts a paste silently.
        self.longest, self.called = max_length, called

    def tidy(self, text: str) -> str:
        return clean_line(text)

    def to_python(self, value: Any) -> str:
        return self.tidy(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.longest:
            raise ValidationError(
                f"{self._name()} must be {self.longest:,} characters or fewer; you have typed {len(value):,}"
            )

    def _name(self) -> str:
        """What an error calls the answer: a question is quoted, anything shorter names itself."""
        label = str(self.label or "")
        return self.called or (f"Your answer to “{label}”" if label.endswith("?") else label or "Your answer")

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.tidy(data) if isinstance(data, str) else data


class Words(_Written):
    def __init__(
        self, *, max_length: int = 5000, rows: int = 5, missing: str = "Enter your answer", **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, missing=missing, **kwargs)

    def tidy(self, text: str) -> str:
        return clean_words(text)


class Line(_Written):
    def __init__(
        self, *, max_length: int = 200, width: int | str = "", missing: str = "Enter your answer", **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=_width(width)))
        super().__init__(max_length=max_length, missing=missing, **kwargs)


def _width(width: int | str) -> dict[str, str]:
    if not width:
        return {}
    return {"class": f"govuk-input--width-{width}" if isinstance(width, int) else f"govuk-!-width-{width}"}


class Email(forms.EmailField):
    def __init__(self, *, missing: str = "Enter an email address", **kwargs: Any) -> None:
        wrong = "Enter an email address in the correct format, like name@example.org"
        kwargs.setdefault("error_messages", {"required": missing, "invalid": wrong})
        kwargs.setdefault(
            "widget", forms.EmailInput(attrs={"class": "govuk-!-width-two-thirds", "spellcheck": "false"})
        )
        super().__init__(**{"max_length": None} | kwargs)
        # RFC 5321, 4.5.3.1.3: no longer address can be delivered, and the tables hold none.
        self.validators.append(MaxLengthValidator(254, wrong))


class Phone(Line):
    """Kept as it was written, because "ring after 6, ask for Jo" belongs elsewhere and a wrong rewrite loses the number."""

    def __init__(self, *, missing: str = "Enter a telephone number", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}))
        super().__init__(max_length=40, missing=missing, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not (TELEPHONE.match(value) and sum(c.isdigit() for c in value) >= 3):
            raise ValidationError("Enter a telephone number, like 01632 960 001 or 07700 900 982")


class NhsNumber(Line):
    """An NHS number as people write it, with its check digit tested."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, width=20, **kwargs)

    def clean(self, value: Any) -> str:
        digits = "".join(c for c in super().clean(value) if not c.isspace() and c != "-")
        if digits and not (len(digits) == 10 and digits.isascii() and digits.isdigit()):
            raise ValidationError("Enter a 10-digit NHS number, or leave it empty")
        if digits and not is_valid(digits):
            raise ValidationError("Check the NHS number: it may be mistyped. If you are not sure, leave it empty")
        return digits


class Number(forms.IntegerField):
    def __init__(self, *, missing: str = "Enter a number", **kwargs: Any) -> None:
        least, most = kwargs.get("min_value"), kwargs.get("max_value")
        between = f"Enter a number from {least} to {most}" if None not in (least, most) else ""
        ends = {"min_value": between or f"Enter {least} or more", "max_value": between or f"Enter {most} or less"}
        kwargs.setdefault("error_messages", {"required": missing, "invalid": between or "Enter a whole number, like 3", **ends})
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}))
        super().__init__(**kwargs)


class Pick(forms.ChoiceField):
    def __init__(
        self,
        *,
        choices: Any = (),
        missing: str = "Choose an answer",
        hints: dict[str, str] | None = None,
        inline: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("error_messages", {"required": missing, "invalid_choice": "Choose one of the answers given"})
        kwargs.setdefault("widget", Radios(hints=hints, attrs={"class": "govuk-radios--inline"} if inline else None))
        super().__init__(choices=choices, **kwargs)


class PickMany(forms.MultipleChoiceField):
    def __init__(
        self,
        *,
        choices: Any = (),
        missing: str = "Choose at least one answer",
        hints: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("error_messages", {"required": missing, "invalid_choice": "Choose from the answers given"})
        kwargs.setdefault("widget", Checkboxes(hints=hints))
        super().__init__(choices=choices, **kwargs)


class Choose(forms.ChoiceField):
    """A drop-down for long lists, with nothing chosen beforehand; `empty` is what stands there until then."""

    def __init__(
        self, *, choices: Any = (), missing: str = "Choose an answer", empty: str = "Choose", **kwargs: Any
    ) -> None:
        self.empty = empty
        kwargs.setdefault("error_messages", {"required": missing, "invalid_choice": "Choose one of the answers given"})
        super().__init__(choices=choices, **kwargs)

    @property
    def choices(self) -> Any:
        return super().choices

    @choices.setter
    def choices(self, value: Any) -> None:
        forms.ChoiceField.choices.fset(self, [("", self.empty), *(c for c in value if c[0] != "")])


class YesNoNotSure(Pick):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": YES_NO_NOT_SURE, "inline": True, **kwargs})


class YesNo(Pick):
    """Answers True, False or, when not answered and not required, None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": YES_NO, "inline": True, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value))


class Tick(forms.BooleanField):
    def __init__(self, *, missing: str = "Tick the box to go on", **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": missing})
        super().__init__(**kwargs)


class OnceKey(forms.UUIDField):
    """Travels with a form, so that sending it twice does its work once."""

    def __init__(self, **kwargs: Any) -> None:
        lost = "This page had been open too long or was changed. Check your answers and send them again"
        kwargs.setdefault("error_messages", {"required": lost, "invalid": lost})
        super().__init__(**{"widget": forms.HiddenInput, "initial": uuid.uuid4, "label": "", **kwargs})
