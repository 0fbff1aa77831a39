"""What the desk holds to, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from referrals.desk_rules import how_far, passing_problem, receipt_problem, unreachable
from referrals.states import Channel, FeedbackKind, Way

NOW = datetime(2026, 11, 25, 12, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.PAPER, Channel.WALK_IN])
def test_what_a_person_brought_may_be_keyed_with_its_true_time(channel):
    assert receipt_problem(channel, NOW - HOUR, NOW) == ""
    assert receipt_problem(channel, NOW, NOW) == ""


@pytest.mark.parametrize("channel", [Channel.PUBLIC, Channel.PARTNER, Channel.EMAIL, Channel.API])
def test_what_comes_by_its_own_door_is_not_keyed(channel):
    assert "Choose how" in receipt_problem(channel, NOW - HOUR, NOW)


def test_only_a_letter_must_say_when_it_came():
    assert receipt_problem(Channel.PHONE, None, NOW) == ""
    assert receipt_problem(Channel.WALK_IN, None, NOW) == ""
    assert "clocks run from then" in receipt_problem(Channel.PAPER, None, NOW)


def test_nothing_came_tomorrow_or_in_another_age():
    assert "future" in receipt_problem(Channel.PHONE, NOW + HOUR, NOW)
    assert "year" in receipt_problem(Channel.PAPER, NOW.replace(year=2006), NOW)
    assert receipt_problem(Channel.PAPER, NOW.replace(year=2017), NOW) == ""


@pytest.mark.parametrize(
    ("way", "field"),
    [
        (Way.EMAIL, "referrer_email"), (Way.TEXT, "referrer_phone"), (Way.PHONE, "referrer_phone"),
        (Way.LETTER, "referrer_address"),
    ],
)  # fmt: skip
def test_whoever_wants_to_hear_can_be_reached(way, field):
    assert unreachable(way, {})[0] == field
    assert unreachable(way, {field: "given"}) == ("", "")


@pytest.mark.parametrize("way", ["", Way.STATUS_PAGE, Way.PORTAL])
def test_whoever_looks_for_themselves_needs_no_address(way):
    assert unreachable(way, {}) == ("", "")


def test_a_report_is_passed_on_after_it_came_and_taken_after_that():
    assert passing_problem(NOW - HOUR, NOW - HOUR, None, NOW) == ""
    assert passing_problem(NOW - HOUR, NOW, NOW, NOW) == ""
    assert "before it reached us" in passing_problem(NOW - HOUR, NOW - 2 * HOUR, None, NOW)
    assert "future" in passing_problem(NOW - HOUR, NOW + HOUR, None, NOW)
    assert "future" in passing_problem(NOW - HOUR, NOW, NOW + HOUR, NOW)
    assert "before it was passed on" in passing_problem(NOW - 2 * HOUR, NOW, NOW - HOUR, NOW)


def test_times_are_compared_to_the_minute_because_people_type_minutes():
    typed = NOW.replace(second=0)
    assert passing_problem(NOW, typed, None, NOW) == ""
    assert passing_problem(typed, NOW, typed, NOW) == ""


def test_how_far_a_report_has_got_is_what_its_referrer_was_told():
    assert how_far(read=False, told=set()) == "Received"
    assert how_far(read=True, told={FeedbackKind.HOLDING}) == "Read by a person"
    assert how_far(read=True, told={FeedbackKind.DECIDED}) == "Decided"
    assert how_far(read=True, told={FeedbackKind.CLOSED}) == "Our work has ended"
