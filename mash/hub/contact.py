"""The hub's telephone, its hours and its number for other times: set in the environment, and said alike everywhere."""

from dataclasses import dataclass

from django.conf import settings

CHILDRENS_MASH = "01582 547622"
"""Children under 18 are theirs: whoever worries about one is sent on to them."""


@dataclass(frozen=True)
class Hub:
    """How to reach the hub. Without an out-of-hours number nobody answers outside its hours: 999 and 101 stand in."""

    phone: str
    hours: str
    out_of_hours: str
    email: str


def hub() -> Hub:
    """As this installation has been told; nothing here asks the database, which may be what is down."""
    return Hub(settings.HUB_PHONE, settings.HUB_HOURS, settings.OUT_OF_HOURS_PHONE, settings.HUB_EMAIL)


def lines_in_words() -> str:
    """The numbers to ring, with their hours, for a message without links."""
    known = hub()
    return f"{known.phone} ({known.hours})" + (f", at other times {known.out_of_hours}" if known.out_of_hours else "")


def dialled(number: str) -> str:
    """A number as a telephone dials it from anywhere: "01632 960001" is +441632960001. Short ones stay as they are."""
    digits = "".join(c for c in number if c.isdigit() or c == "+")
    return f"+44{digits[1:]}" if digits.startswith("0") else digits
