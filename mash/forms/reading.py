"""Reads what people type (words, dates, times) into plain values, forgiving how it is written."""

import re
import unicodedata
from datetime import date, time

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
CLOCK = re.compile(r"^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?$")


def clean_words(text: str) -> str:
    """Many lines: keeps new lines and tabs, drops NUL and other control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or not _is_control(c)).strip()


def clean_line(text: str) -> str:
    """One line: every run of white space becomes one space."""
    return " ".join(clean_words(text).split())


def _is_control(char: str) -> bool:
    # Cc: controls; Cs: half a surrogate pair, which UTF-8 and so PostgreSQL can't hold.
    return unicodedata.category(char) in ("Cc", "Cs")


def read_date(day: str, month: str, year: str) -> date:
    """Raises ValueError when this is no real date."""
    if not (_is_number(day) and _is_number(year) and len(year) == 4):
        raise ValueError("not a date")
    return date(int(year), _read_month(month), int(day))


def _read_month(month: str) -> int:
    word = month.lower().rstrip(".")
    if word in MONTHS:
        return MONTHS.index(word) + 1
    if word in MONTH_NAMES:
        return MONTH_NAMES.index(word) + 1
    if not _is_number(word):
        raise ValueError("not a month")
    return int(word)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def read_time(text: str) -> time:
    """Understands 14:30, 14.30, 1430, 2:30pm and 9am; raises ValueError otherwise."""
    match = CLOCK.match(text.strip().lower())
    if not match or not text.isascii():
        raise ValueError("not a time")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if match[2] is None and half is None:
        raise ValueError("an hour alone is not clear")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("not a time")
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)
