"""Questions about a day and about a moment, each typed in parts."""

import re
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mash.forms.reading import clean_line, read_date, read_time
from mash.forms.widgets import CarriedDateParts, DateParts, MomentParts

LONDON = ZoneInfo("Europe/London")
EXAMPLE = "27 3 2026"
NOT_A_TIME = "Enter a time, like 14:30"


class Parts(forms.Field):
    """What Day and Moment share: all parts empty is no answer, some empty says which."""

    names: tuple[str, ...] = ()
    thing = "The date"

    def __init__(
        self, *, missing: str = "Enter a date", past_only: bool = False, future_only: bool = False,
        example: str = EXAMPLE, most_years: int = 0, what: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        self.past_only, self.future_only = past_only, future_only
        self.example, self.most_years = example, most_years
        self.what = what  # "The date of birth": where a page asks for more than one, its messages name it
        kwargs.setdefault("error_messages", {"required": missing})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, date):
            return value
        parts = [clean_line(part or "") for part in value]
        if not any(parts):
            return None
        absent = [name for name, part in zip(self.names, parts, strict=True) if not part]
        if absent == ["time"]:
            raise ValidationError(f"{self.what or 'The date'} needs its time too, like 14:30")
        if absent:
            raise ValidationError(f"{self._called()} must include a {' and a '.join(absent)}")
        return self.read(parts)

    def _called(self) -> str:
        """"Date of birth" names itself; "When?" does not stand at the beginning of a sentence."""
        if self.what:
            return self.what
        label = str(self.label or "")
        return label if label.startswith("Date") else self.thing

    def read(self, parts: list[str]) -> Any:
        if parts[2].isdigit() and len(parts[2]) < 4:
            raise ValidationError(f"{self.what or 'The date'} needs the whole year, like {self.example}")
        try:
            return read_date(*parts[:3])
        except ValueError:
            raise self.not_real() from None

    def not_real(self) -> ValidationError:
        say = f"{self.what} must be a real date" if self.what else "Enter a real date"
        return ValidationError(f"{say}, like {self.example}")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class Day(Parts):
    widget = DateParts
    hidden_widget = CarriedDateParts
    names = ("day", "month", "year")

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and self.past_only and value > timezone.localdate():
            raise ValidationError(f"{self.what or 'The date'} must be today or in the past")
        if value and self.future_only and value < timezone.localdate():
            raise ValidationError(f"{self.what or 'The date'} must be today or in the future")
        if value and self.most_years and value < _years_ago(self.most_years):
            raise ValidationError(
                f"Check the year: it is more than {self.most_years} years ago. If you are not sure, leave the date empty"
            )


def _years_ago(years: int) -> date:
    today = timezone.localdate()
    return date(today.year - years, today.month, min(today.day, 28))


class DayOrYear(Day):
    """A day, or as much as is known of it: a year alone answers as a number."""

    def to_python(self, value: Any) -> date | int | None:
        parts = [clean_line(part or "") for part in value] if isinstance(value, list) else []
        if parts and parts[-1] and not any(parts[:-1]):
            return self._year(parts[-1])
        return super().to_python(value)

    def _year(self, written: str) -> int:
        if not re.fullmatch(r"(18|19|20)\d\d", written):
            raise ValidationError("Enter the year with four digits, like 1941")
        return int(written)

    def validate(self, value: date | int | None) -> None:
        if not isinstance(value, int):
            super().validate(value)
        elif self.past_only and value > timezone.localdate().year:
            raise ValidationError(f"{self.what or 'The date'} must be today or in the past")


class Rough(NamedTuple):
    """As much of a day as is known: its first possible day, and whether "day", "month" or "year" is certain."""

    on: date
    known: str


class RoughDay(Day):
    """A day, or a month and its year, or a year alone; answers what was given and no more."""

    def to_python(self, value: Any) -> Rough | None:
        if value is None or isinstance(value, Rough):
            return value
        day, month, year = (clean_line(part or "") for part in value)
        if not year or day:
            found = super().to_python(value)
            return Rough(found, "day") if found else None
        on = self.read(["1", month or "1", year])
        return Rough(on, "month" if month else "year")

    def validate(self, value: Rough | None) -> None:
        super().validate(value.on if value else None)


class Moment(Parts):
    """Typed as the clock on the wall in Luton shows it, kept in UTC. What has happened may have happened just now."""

    widget = MomentParts
    names = ("day", "month", "year", "time")
    thing = "The answer"

    def __init__(self, *, or_now: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.offers_now = self.past_only and or_now

    def read(self, parts: list[str]) -> datetime:
        day = super().read(parts)
        try:
            at = read_time(parts[3])
        except ValueError:
            raise ValidationError(NOT_A_TIME) from None
        return self._in_utc(day, at)

    def _in_utc(self, day: date, at: time) -> datetime:
        # Of an hour that happens twice in October, the first is taken.
        try:
            moment = datetime.combine(day, at, LONDON).astimezone(UTC)
        except OverflowError:
            raise self.not_real() from None
        if moment.astimezone(LONDON).time() != at:
            raise ValidationError("The clocks went forward that night: this time did not happen. Check it")
        return moment

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if value and self.past_only and value > timezone.now():
            raise ValidationError(f"{self.what or 'The date and time'} must be in the past")
        if value and self.future_only and value < timezone.now():
            raise ValidationError(f"{self.what or 'The date and time'} must be in the future")
