"""What was set aside, passed on or joined keeps the time it had: nobody wins time by moving a report about."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mash.cases.models import Case, WorkItem
from mash.cases.services.cases import reopen_case
from mash.cases.services.clocks import explain_breach, revive_clock
from mash.cases.states import Clock, Outcome, Stage, WorkKind
from mash.trail.models import Event
from referrals.desk_queries import joining_sides
from referrals.desk_rules import Who, who_differs
from referrals.services.reading import ReportRefused, classify_referral, set_aside_referral
from referrals.services.rerouting import record_receipt, take_back
from referrals.services.taking_up import take_up_again
from referrals.states import Class, Danger, SetAside
from tests.factories import make_case, make_referral
from tests.referrals.test_rerouting import TAKEN, fresh, on, send_on
from tests.referrals.test_services import broken, join

pytestmark = pytest.mark.django_db
AGO = timedelta(days=9)


def aside(case, by, report=None, why=SetAside.NOT_SAFEGUARDING, **more):
    about = on(case) | ({"report": report.reference} if report else {})
    return set_aside_referral(**about, why=why, reason="Parking.", by=by, **more)


def take_up(case, by, report=None):
    about = on(case) | ({"report": report.reference} if report else {})
    return take_up_again(**about, why="She was pushed.", by=by)


def rating(case):
    return case.deadlines.open().get(clock=Clock.RATING)


def breached(people):
    """A case whose rating is overdue, with the reason given and its people told."""
    case = make_case(people, opened_at=timezone.now() - AGO)
    explain_breach(reference=case.reference, clock=Clock.RATING, reason="Two people ill.", by=people.duty_worker)
    case.deadlines.filter(clock=Clock.RATING).update(told_level=2)
    return case, rating(case)


def kept(deadline):
    return [getattr(deadline, name) for name in ("started_at", "due_at", "told_level", "breach_reason", "version_id", "when")]


# taking up again


def test_what_was_set_aside_is_a_concern_again_and_on_the_board(people):
    case = make_case(people)
    aside(case, people.duty_worker)
    assert fresh(case).stage == Stage.CLOSED
    take_up(case, people.duty_worker)
    case, report = fresh(case), case.referrals.get()
    assert (case.stage, case.outcome, report.set_aside, report.set_aside_by, report.classed) == (Stage.RECEIVED, "", "", None, "")
    assert {(Clock.RATING, ""), (Clock.FEEDBACK, report.reference)} <= set(case.deadlines.running().values_list("clock", "about"))
    assert any("a concern after all: She was pushed." in entry.what for entry in case.chronology.all())
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="referral_taken_up").count() == 1
    with pytest.raises(ReportRefused, match="not set aside"):
        take_up(case, people.duty_worker)


def test_a_report_that_is_set_aside_is_not_classified(people):
    case = make_case(people)
    classify_referral(**on(case), classed=Class.SAME_CONCERN, by=people.duty_worker)
    aside(case, people.duty_worker)
    with pytest.raises(ReportRefused, match="set aside"):
        classify_referral(**on(case), classed=Class.NEW_CONCERN, by=people.duty_worker)
    assert case.referrals.get().classed == Class.NOT_CONCERN


def test_it_is_taken_up_on_a_case_that_was_reopened_or_went_on(people):
    case, other = make_case(people), make_case(people)
    aside(case, people.duty_worker)
    closed = fresh(case)
    reopen_case(reference=closed.reference, version=closed.version, reason="Again.", by=people.duty_worker)
    take_up(case, people.duty_worker)
    assert case.referrals.get().set_aside == ""
    second = make_referral(other, read_by=people.duty_worker)
    aside(other, people.duty_worker, second)
    take_up(other, people.duty_worker, second)
    second.refresh_from_db()
    assert (second.set_aside, fresh(other).stage) == ("", Stage.RECEIVED)


def test_what_another_service_may_still_take_is_taken_back_and_what_it_took_can_be_taken_up(people):
    case = make_case(people)
    send_on(case, people.duty_worker)
    with pytest.raises(ReportRefused, match="receipt is awaited"):
        take_up(case, people.duty_worker)
    record_receipt(**on(case), receipt=TAKEN, by=people.duty_worker)
    take_up(case, people.duty_worker)
    assert fresh(case).stage == Stage.RECEIVED


def test_an_answer_is_owed_again_to_the_sender_of_what_was_no_copy(people):
    case = make_case(people)
    aside(case, people.duty_worker, why=SetAside.DUPLICATE)
    assert not case.deadlines.open().exists()
    take_up(case, people.duty_worker)
    assert case.deadlines.open().get(clock=Clock.FEEDBACK).about == case.referrals.get().reference


def test_a_stranger_takes_nothing_up_and_without_trail_nothing_is(people, monkeypatch):
    case = make_case(people)
    aside(case, people.duty_worker)
    with pytest.raises(PermissionDenied):
        take_up(case, people.qa_manager)
    broken(monkeypatch, "taking_up")
    with pytest.raises(RuntimeError):
        take_up(case, people.duty_worker)
    assert fresh(case).stage == Stage.CLOSED


# clocks that run on


@pytest.mark.parametrize("way", ["take_up", "reopen", "take_back"])
def test_a_breach_stays_a_breach_whichever_way_it_comes_back(people, way):
    case, before = breached(people)
    if way == "take_back":
        send_on(case, people.duty_worker)
        take_back(**on(case), why="He is 18.", by=people.duty_worker)
    else:
        aside(case, people.duty_worker)
        assert not case.deadlines.open().filter(clock=Clock.RATING).exists()
        if way == "take_up":
            take_up(case, people.duty_worker)
        else:
            reopen_case(reference=case.reference, version=fresh(case).version, reason="Again.", by=people.duty_worker)
    assert kept(rating(case)) == kept(before)
    assert rating(case).due_at < timezone.now()


def test_the_next_report_set_aside_gives_no_more_time_for_the_first_one_s_answer(people):
    case = make_case(people)
    first, second = case.referrals.get(), make_referral(case, read_by=people.duty_worker)
    aside(case, people.duty_worker, first)
    clock = case.deadlines.filter(clock=Clock.FEEDBACK, about=first.reference)
    clock.update(started_at=timezone.now() - AGO, due_at=timezone.now() - timedelta(days=2))
    due = clock.get().due_at
    aside(case, people.duty_worker, second)
    assert clock.open().get().due_at == due


def test_a_receipt_is_awaited_though_the_case_ends(people):
    case = make_case(people)
    first, second = case.referrals.get(), make_referral(case, read_by=people.duty_worker)
    send_on(case, people.duty_worker, report=first.reference)
    aside(case, people.duty_worker, second)
    assert fresh(case).stage == Stage.CLOSED
    assert case.deadlines.running().filter(clock=Clock.RECEIPT, about=first.reference).exists()


def test_nothing_is_revived_that_runs_was_met_or_had_not_begun(people):
    case = make_case(people)
    about = case.referrals.get().reference
    assert revive_clock(case, Clock.RATING) is None
    assert revive_clock(case, Clock.SEEN, about=about) is None
    case.deadlines.filter(clock=Clock.FEEDBACK).update(called_off_at=timezone.now())
    assert revive_clock(case, Clock.FEEDBACK, about=about) is None
    assert revive_clock(case, Clock.DISPUTE) is None


# danger


def test_danger_is_set_aside_only_with_who_is_safe_and_a_manager_looks(people):
    case = make_case(people, danger_now=True)
    with pytest.raises(ReportRefused, match="who is safe now"):
        aside(case, people.duty_worker)
    assert not WorkItem.objects.exists()
    aside(case, people.duty_worker, safe_now="She is with her sister.")
    item = WorkItem.objects.get()
    assert (item.kind, item.about, item.case) == (WorkKind.DANGER_SET_ASIDE, case.referrals.get().reference, case)
    assert case.referrals.get().set_aside_reason == "Parking. Safe now: She is with her sister."
    take_up(case, people.duty_worker)
    item.refresh_from_db()
    assert item.answered_at


def test_danger_that_a_referrer_wrote_of_later_counts_too(people):
    case = make_case(people)
    case.referrals.get().replies.create(
        reference="W-TEST-0001", once_key=uuid4(), kind="worse", words="He is back with a knife.", danger=Danger.YES,
        written_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(ReportRefused, match="who is safe now"):
        aside(case, people.duty_worker)
    aside(case, people.duty_worker, safe_now="He was arrested.")


# joining


def test_the_earlier_due_time_of_both_holds_with_its_breach(people):
    target, (case, before) = make_case(people), breached(people)
    join(case, target.reference, people.duty_worker)
    assert kept(rating(target)) == kept(before)
    (other, due), late = breached(people), make_case(people)
    join(late, other.reference, people.duty_worker)
    assert kept(rating(other)) == kept(due)


def test_a_rated_case_that_a_report_joins_is_rated_again_by_when_the_report_had_to_be(people):
    target, (case, before) = make_case(people, stage="triage"), breached(people)
    join(case, target.reference, people.duty_worker)
    assert rating(target).due_at == before.due_at


def test_the_case_left_empty_points_to_the_other_one_as_its_duplicate(people):
    target, case = make_case(people), make_case(people)
    join(case, target.reference, people.duty_worker)
    case = fresh(case)
    assert (case.stage, case.outcome, case.joined_to) == (Stage.CLOSED, Outcome.DUPLICATE, target)
    assert case.decisions.first().outcome == "Duplicate"
    aside(target, people.duty_worker, target.referrals.first())
    assert Case.objects.get(pk=target.pk).joined_to is None


def test_joining_reads_none_of_the_other_case_s_reports(people, client_for):
    target, case, client = make_case(people, read=False), make_case(people), client_for(people.duty_worker)
    target.referrals.update(worry="Words that nobody has read.")
    address, words = f"/cases/{case.reference}/reports/{case.referrals.get().reference}/join/", {
        "other_reference": target.reference, "target": "another", "classed": "same_concern", "reason": "One man",
    }  # fmt: skip
    look = client.post(address, words).content.decode()
    assert "1 report of this case has not been read yet" in look
    assert "Words that nobody has read." not in look
    assert "The names differ." in look or "The dates of birth differ." in look
    client.post(address, words | {"checked": target.reference}, follow=True)
    assert target.referrals.count() == 2
    assert target.referrals.filter(read_at__isnull=True).count() == 1


def test_both_sides_show_what_they_call_the_adult(people):
    case, other = make_case(people), make_case(people)
    case.referrals.update(adult_name="Old Mr Oakley", danger=Danger.NO)
    ours, theirs, differs = joining_sides(case, case.referrals.get(), other)
    assert "Old Mr Oakley" in ours.who.names
    assert other.adult.name in theirs.who.names
    assert theirs.about == [other.referrals.get().worry]
    assert differs
    other.adult = case.adult
    assert joining_sides(case, case.referrals.get(), other)[2] == []


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (Who(("Derek",), (date(1941, 2, 3),)), Who(("Mr Derek Oakley",), (date(1941, 2, 3),)), []),
        (Who(("Derek",), (date(1941, 2, 3),)), Who(("Derek",), (date(1942, 2, 3),)), ["The dates of birth differ."]),
        (Who(("Derek",)), Who(("Joan",)), ["The names differ.", "There is no date of birth to compare on both sides."]),
        (Who(), Who(("Joan",), (date(1941, 2, 3),)),
         ["There is no name to compare on both sides.", "There is no date of birth to compare on both sides."]),
        (Who(("Mr",)), Who(("Mr Oakley",)), ["The names differ.", "There is no date of birth to compare on both sides."]),
    ],
)  # fmt: skip
def test_what_speaks_against_one_adult_is_said(ours, theirs, said):
    assert who_differs(ours, theirs) == said
