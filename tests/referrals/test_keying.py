"""Calls, letters and visits are keyed in with their true time, and calls for advice are kept without leaving work."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mash.cases.models import Case, Deadline, WorkItem
from mash.cases.states import Clock, Outcome, Stage
from mash.outbox.models import Message
from mash.trail.models import Event
from referrals.access import advice_calls
from referrals.desk_queries import advice_page, late_clocks
from referrals.models import Arrival, Referral
from referrals.rules import Details, Report
from referrals.services.keying import KeyingRefused, key_referral, log_advice
from referrals.states import Channel, Class, Danger, SetAside
from triage.queries import board_cases, board_hours

pytestmark = pytest.mark.django_db
REPORT = Report(worry="She is locked in at night.", danger=Danger.NO, adult_name="An invented adult")
ASKED = Report(
    worry="May I share a care plan?", danger=Danger.NO, adult_known=False, referrer_name="Robin Reporter",
    details=Details(organisation="Larkfield Surgery"),
)  # fmt: skip
CANNOT = ["qa_manager", "locality_manager", "partner", "board_member", "administrator"]


def key(by, *, report=REPORT, channel=Channel.PHONE, received_at=None, once_key=None, **more):
    words = {"once_key": once_key or uuid4(), "report": report, "channel": channel, "received_at": received_at, "by": by}
    return key_referral(**words | more)


def advise(by, *, report=ASKED, received_at=None, advice="Yes, with her agreement."):
    return log_advice(
        once_key=uuid4(), report=report, channel=Channel.PHONE, received_at=received_at, advice=advice, by=by
    )  # fmt: skip


def test_keying_is_reading_and_runs_from_the_true_receipt(people):
    came = timezone.now() - timedelta(days=3)
    report = key(people.duty_worker, channel=Channel.PAPER, received_at=came)
    report.refresh_from_db()
    assert (report.received_at, report.case.opened_at) == (came, came)
    assert report.keyed_at - came >= timedelta(days=3)
    assert report.read_by == report.keyed_by == people.duty_worker
    assert report.read_at - came >= timedelta(days=3)
    seen = report.case.deadlines.get(clock=Clock.SEEN)
    assert seen.started_at == came
    assert seen.met_at == report.read_at > seen.due_at
    assert report.case.deadlines.get(clock=Clock.RATING).due_at < timezone.now()
    assert Arrival.objects.get().received_at == came
    verbs = Event.objects.filter(chain=f"case:{report.case.reference}").values_list("verb", flat=True)
    assert {"referral_accepted", "referral_read"} <= set(verbs)


def test_a_call_just_now_needs_no_time(people):
    before = timezone.now()
    assert before <= key(people.duty_worker).received_at <= timezone.now()


def test_why_it_was_late_stands_with_every_clock_that_ran_over(people):
    report = key(
        people.duty_worker, channel=Channel.PAPER, received_at=timezone.now() - timedelta(days=9), why_late="Lay in a tray."
    )
    late = Deadline.objects.filter(case=report.case, clock__in=[Clock.SEEN, Clock.RATING])
    assert set(late.values_list("breach_reason", flat=True)) == {"Lay in a tray."}


def test_the_same_page_sent_twice_keys_in_once(people):
    once = uuid4()
    assert key(people.duty_worker, once_key=once) == key(people.duty_worker, once_key=once)
    assert Referral.objects.count() == Arrival.objects.count() == 1


@pytest.mark.parametrize("role", CANNOT)
def test_only_who_keys_in_keys_in(people, role):
    for act in (key, advise):
        with pytest.raises(PermissionDenied):
            act(getattr(people, role))
    assert not Referral.objects.exists()


def test_a_letter_without_its_day_is_not_keyed_in(people):
    for act in (key, lambda by, **more: key(by, **more | {"channel": Channel.EMAIL, "received_at": timezone.now()})):
        with pytest.raises(KeyingRefused):
            act(people.duty_worker, channel=Channel.PAPER)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("act", [key, advise])
def test_when_reading_fails_nothing_was_keyed_in(people, monkeypatch, act):
    def fails(*args, **kwargs):
        raise RuntimeError("the trail can't be written")

    monkeypatch.setattr("referrals.services.reading.record", fails)
    with pytest.raises(RuntimeError):
        act(people.duty_worker)
    assert not Case.objects.exists()
    assert not Arrival.objects.exists()


def test_an_advice_call_is_kept_counted_and_leaves_nothing_to_do(people):
    call = advise(people.duty_worker)
    case = Case.objects.get(pk=call.case_id)
    call.refresh_from_db()
    assert (call.set_aside, call.set_aside_reason) == (SetAside.ADVICE_CALL, "Yes, with her agreement.")
    assert call.classed == Class.NOT_CONCERN
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.SET_ASIDE)
    assert not case.deadlines.open().exists()
    assert case.deadlines.filter(clock=Clock.FEEDBACK, met_at__isnull=False).exists()
    assert not WorkItem.objects.exists()
    assert not Message.objects.exists()
    assert not board_cases(people.duty_worker, board_hours()).exists()
    assert Arrival.objects.get().channel == Channel.PHONE


def test_advice_is_for_whoever_sees_the_case(people):
    call = advise(people.duty_worker)
    for role in ("duty_worker", "practitioner", "mash_manager", "head_of_service", "qa_manager"):
        assert list(advice_calls(getattr(people, role))) == [call]
    for role in ("locality_manager", "partner", "board_member", "administrator"):
        assert not advice_calls(getattr(people, role)).exists()
    Case.objects.update(restricted=True)
    assert not advice_calls(people.duty_worker).exists()


def test_advice_is_found_by_words_and_by_day(people):
    old = advise(people.duty_worker, received_at=timezone.now() - timedelta(days=40), advice="Ring the fire service.")
    new = advise(people.duty_worker)
    today = timezone.localdate()

    def found(**sought):
        return list(advice_page(people.duty_worker, "1", **sought))

    assert found() == [new, old]
    assert found(words="FIRE service") == [old]
    assert found(words="fire plan") == [old]
    assert found(words="larkfield robin") == [new, old]
    assert found(words="nothing of this") == []
    assert found(since=today) == [new]
    assert found(until=today - timedelta(days=39)) == [old]
    assert found(since=today - timedelta(days=41), until=today) == [new, old]


@pytest.mark.parametrize(
    ("now", "danger_now", "late"),
    [
        ("2026-03-30T11:59", False, []), ("2026-03-30T12:29", False, [Clock.RATING]),
        ("2026-03-30T12:31", False, [Clock.RATING, Clock.SEEN]), ("2026-03-27T17:31", True, [Clock.RATING, Clock.SEEN]),
        ("2026-03-27T17:29", True, []),
    ],
)  # fmt: skip
def test_lateness_is_known_before_it_is_keyed_in(people, monkeypatch, now, danger_now, late):
    """Received on a Friday at 16:30: to be rated by noon and seen by 12:30 on Monday."""
    london = ZoneInfo("Europe/London")
    moment = datetime.fromisoformat(now).replace(tzinfo=london)
    monkeypatch.setattr("referrals.desk_queries.timezone.now", lambda: moment)
    found = late_clocks(datetime(2026, 3, 27, 16, 30, tzinfo=london), danger_now=danger_now)
    assert [each.clock for each in found] == late


def test_what_comes_just_now_is_not_late(people):
    assert late_clocks(None, danger_now=True) == []
