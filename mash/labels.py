"""Enums that carry the words people see. Below every app: imports nothing of ours."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A member is its stored value; `.label` is what a person reads."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and label, for forms and columns."""
        return [(member.value, member.label) for member in cls]
