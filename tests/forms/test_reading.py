"""What people type is read forgivingly, and never turned into something that they did not say."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.forms.reading import clean_line, clean_words, read_date, read_time


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("He shouts\r\nat her", "He shouts\nat her"),
        ("old Mac\rline", "old Mac\nline"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("a\tb", "a\tb"),
        ("half a pair \ud800", "half a pair"),
        ("  edges \n", "edges"),
        ("Zoë’s “own” words 🙂", "Zoë’s “own” words 🙂"),
    ],
)
def test_words_keep_what_was_said(typed: str, kept: str) -> None:
    assert clean_words(typed) == kept


@given(st.text())
def test_words_can_always_be_stored_and_cleaning_twice_changes_nothing(typed: str) -> None:
    kept = clean_words(typed)
    assert "\x00" not in kept
    assert isinstance(kept.encode(), bytes)
    assert clean_words(kept) == kept


def test_a_line_is_one_line() -> None:
    assert clean_line(" 12\nInvented   Road ") == "12 Invented Road"


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MAR.", "march"])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert read_date("27", month, "2026") == date(2026, 3, 27)


@pytest.mark.parametrize(
    "parts",
    [("31", "2", "2026"), ("1", "13", "2026"), ("1", "1", "26"), ("x", "1", "2026"), ("1", "Mai", "2026"),
     ("٣", "3", "2026"), ("1", "1", "0000"), ("99999", "1", "2026"), ("-1", "1", "2026")],
)  # fmt: skip
def test_what_is_no_date_is_refused(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the door's to give
        read_date(*parts)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("14:30", time(14, 30)), ("14.30", time(14, 30)), ("1430", time(14, 30)), ("930", time(9, 30)),
     ("2:30pm", time(14, 30)), ("2.30 PM", time(14, 30)), ("9am", time(9)), ("12am", time(0)), ("12pm", time(12)),
     ("0:05", time(0, 5))],
)  # fmt: skip
def test_times_as_people_write_them(typed: str, meant: time) -> None:
    assert read_time(typed) == meant


@pytest.mark.parametrize("typed", ["", "9", "25:00", "12:60", "13pm", "0am", "noon", "14:3", "1٤:30"])
def test_what_is_no_clear_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the door's to give
        read_time(typed)
