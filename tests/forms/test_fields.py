"""Each kind of question takes good answers, says clearly what is wrong with others, and loses nothing."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django import forms

from mash.forms.fields import (
    Choose,
    Day,
    Email,
    Line,
    Moment,
    NhsNumber,
    Number,
    OnceKey,
    Phone,
    Pick,
    PickMany,
    Tick,
    Words,
    YesNo,
    YesNoNotSure,
)  # fmt: skip


def ask(field: forms.Field, **data: Any) -> forms.Form:
    form = type("OneQuestion", (forms.Form,), {"x": field})(data)
    form.is_valid()
    return form


def answer(field: forms.Field, **data: Any) -> Any:
    form = ask(field, **data)
    assert not form.errors, form.errors
    return form.cleaned_data["x"]


def wrong(field: forms.Field, **data: Any) -> list[str]:
    return ask(field, **data).errors["x"]


def when(day: str = "", month: str = "", year: str = "", time: str = "") -> dict[str, str]:
    return {"x_day": day, "x_month": month, "x_year": year, "x_time": time}


def test_words_keep_lines_and_drop_control_characters() -> None:
    assert answer(Words(label="Worry"), x="He\x00 shouts\r\nat her") == "He shouts\nat her"


def test_words_of_nothing_but_spaces_are_no_answer() -> None:
    assert wrong(Words(label="Worry", missing="Tell us"), x=" \r\n\x00 ") == ["Tell us"]


def test_words_that_are_too_long_are_not_cut() -> None:
    form = ask(Words(label="Worry", max_length=2000), x="é" * 2001)
    assert form.errors["x"] == ["Worry must be 2,000 characters or fewer; you have typed 2,001"]
    assert "é" * 2001 in form.as_div()
    assert "maxlength" not in form.as_div()


def test_a_line_is_cleaned_and_measured() -> None:
    assert answer(Line(label="Name"), x=" Jo\n  Bloggs\x00 ") == "Jo Bloggs"
    assert wrong(Line(label="Name", max_length=3), x="four") == ["Name must be 3 characters or fewer; you have typed 4"]


def test_a_question_that_was_answered_at_too_great_length_is_named() -> None:
    said = {"x": "four"}
    assert wrong(Line(label="How often?", max_length=3), **said)[0].startswith("Your answer to “How often?” must be 3")
    assert wrong(Words(label="What is it?", called="What it is", max_length=3), **said)[0].startswith("What it is must be 3")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ABC", "Enter a 10-digit NHS number, or leave it empty"),
        ("999 000 001", "Enter a 10-digit NHS number, or leave it empty"),
        ("999 000 0019", "Check the NHS number: it may be mistyped. If you are not sure, leave it empty"),
    ],
)
def test_an_nhs_number_that_is_wrong_says_what_to_do(typed: str, said: str) -> None:
    assert wrong(NhsNumber(label="NHS number"), x=typed) == [said]
    assert answer(NhsNumber(label="NHS number"), x="999 000 0018") == "9990000018"


def test_a_day() -> None:
    assert answer(Day(label="On"), **when("27", "mar", "2026")) == date(2026, 3, 27)
    assert answer(Day(label="On", required=False), **when()) is None
    assert wrong(Day(label="On", missing="Enter the day"), **when()) == ["Enter the day"]
    assert wrong(Day(label="On"), **when("27", "", "")) == ["The date must include a month and a year"]
    assert wrong(Day(label="Date of birth"), **when("27", "", "")) == ["Date of birth must include a month and a year"]
    assert wrong(Day(label="On"), **when("31", "2", "2026")) == ["Enter a real date, like 27 3 2026"]
    assert wrong(Day(example="27 3 1948"), **when("31", "2", "2026")) == ["Enter a real date, like 27 3 1948"]


def test_a_day_may_have_to_be_within_a_lifetime(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 27, 12, tzinfo=UTC))
    assert answer(Day(most_years=120), **when("27", "3", "1906"))
    assert answer(Day(), **when("26", "3", "1906"))
    assert wrong(Day(most_years=120), **when("26", "3", "1906"))[0].startswith("Check the year: it is more than 120 years")


def test_a_day_may_have_to_be_past_or_to_come(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 27, 12, tzinfo=UTC))
    assert answer(Day(label="On", past_only=True), **when("27", "3", "2026"))
    assert "in the past" in wrong(Day(label="On", past_only=True), **when("28", "3", "2026"))[0]
    assert "in the future" in wrong(Day(label="On", future_only=True), **when("26", "3", "2026"))[0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (when("27", "3", "2026", "14:30"), datetime(2026, 3, 27, 14, 30, tzinfo=UTC)),
        (when("1", "7", "2026", "2:30pm"), datetime(2026, 7, 1, 13, 30, tzinfo=UTC)),
        # The hour that happens twice: the first.
        (when("25", "10", "2026", "01:30"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_typed_in_london_and_kept_in_utc(typed: dict[str, str], kept: datetime) -> None:
    moment = answer(Moment(label="At"), **typed)
    assert moment == kept
    assert moment.tzinfo is UTC


def test_a_moment_that_is_wrong_says_how() -> None:
    assert wrong(Moment(label="At"), **when("27", "3", "2026")) == ["The date needs its time too, like 14:30"]
    assert wrong(Moment(label="At"), **when("27", "3", "2026", "soon")) == ["Enter a time, like 14:30"]
    assert "clocks went forward" in wrong(Moment(label="At"), **when("29", "3", "2026", "01:30"))[0]
    assert wrong(Moment(label="At", past_only=True), **when("1", "1", "9999", "10:00")) == [
        "The date and time must be in the past"
    ]


def test_the_edges_of_the_calendar_are_no_crash() -> None:
    assert answer(Moment(label="At"), **when("1", "1", "0001", "00:05")) or True
    assert ask(Moment(label="At"), **when("31", "12", "9999", "23:59")).is_bound


def test_a_moment_is_shown_again_as_the_clock_in_luton() -> None:
    form = type("F", (forms.Form,), {"x": Moment(label="At")})(initial={"x": datetime(2026, 7, 1, 13, 30, tzinfo=UTC)})
    assert 'value="14:30"' in form.as_div()


def test_choices_are_never_made_beforehand() -> None:
    for field in (Pick(label="x", choices=[("a", "A")]), PickMany(label="x", choices=[("a", "A")]), YesNo(label="x")):
        assert "checked" not in type("F", (forms.Form,), {"x": field})().as_div()
    assert (
        '<option value="" selected>Choose</option>'
        in type("F", (forms.Form,), {"x": Choose(label="x", choices=[("a", "A")])})().as_div()
    )


def test_choices_may_be_given_late_and_an_unknown_one_is_refused() -> None:
    field = Choose(label="Team")
    field.choices = [("n", "North")]
    assert answer(field, x="n") == "n"
    assert wrong(field, x="s") == ["Choose one of the answers given"]
    assert wrong(field, x="") == ["Choose an answer"]


def test_yes_and_no() -> None:
    assert answer(YesNo(label="x"), x="yes") is True
    assert answer(YesNo(label="x"), x="no") is False
    assert answer(YesNo(label="x", required=False), x="") is None
    assert answer(YesNoNotSure(label="x"), x="not_sure") == "not_sure"
    assert "checked" in type("F", (forms.Form,), {"x": YesNo(label="x")})(initial={"x": False}).as_div()


def test_contact_details() -> None:
    assert answer(Phone(label="Phone"), x="+44 (0)1632 960-001 ext 4") == "+44 (0)1632 960-001 ext 4"
    assert "01632" in wrong(Phone(label="Phone"), x="ask Jo")[0]
    assert answer(Phone(label="Phone", required=False), x="") == ""
    assert answer(Email(label="E-mail"), x=" jo@example.org ") == "jo@example.org"
    assert wrong(Email(label="E-mail"), x="jo") == [
        "Enter an email address in the correct format, like name@example.org"
    ]


def test_numbers_and_ticks() -> None:
    assert answer(Number(label="n"), x="3") == 3
    assert wrong(Number(label="n"), x="three") == ["Enter a whole number, like 3"]
    assert answer(Tick(label="t", required=False)) is False
    assert wrong(Tick(label="t", missing="Agree first")) == ["Agree first"]


def test_a_form_sent_again_carries_the_same_key() -> None:
    class Form(forms.Form):
        once = OnceKey()
        worry = Words(label="Worry")

    key = str(Form()["once"].value())
    again = Form({"once": key, "worry": ""})
    assert not again.is_valid()
    assert f'value="{key}"' in str(again)
    assert answer(OnceKey(), x=key) == UUID(key)
    assert "open too long" in wrong(OnceKey(), x="x")[0]
