"""A concern is accepted once and for good, read, sorted, and answered."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.http import Http404
from django.utils import timezone

from mash.cases.models import Case, Deadline
from mash.cases.states import Clock, Outcome, Stage
from mash.outbox.models import Message
from mash.trail.models import Event
from mash.trail.services import System
from referrals.codes import ONCE, digest, matches, secret_code
from referrals.models import Referral
from referrals.queries import receipt, unread
from referrals.rules import Report
from referrals.services.accepting import PUBLIC_FORM, accept_referral
from referrals.services.reading import (
    ReportRefused,
    classify_referral,
    join_referral,
    read_referrals,
    set_aside_referral,
)
from referrals.services.status import TooManyTries, open_status
from referrals.states import Channel, Class, Danger, SetAside
from tests.factories import make_case, make_referral

pytestmark = pytest.mark.django_db
REPORT = Report(worry="He has not been seen for two weeks.", danger=Danger.NO, adult_name="An invented adult")
SAFE = Report(worry="As above.", danger=Danger.NO, referrer_email="robin@example.org", contact_is_safe=True)


def accept(report=REPORT, once_key=None):
    return accept_referral(once_key=once_key or uuid4(), report=report, channel=Channel.PUBLIC, by=PUBLIC_FORM)


def lines(case, verb):
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


def open_clocks(case):
    return set(case.deadlines.open().values_list("clock", "about"))


def broken(monkeypatch, module):
    def fails(*args, **kwargs):
        raise RuntimeError("the trail can't be written")

    monkeypatch.setattr(f"referrals.services.{module}.record", fails)


# accepting


def test_an_accepted_report_has_a_case_its_clocks_and_one_line(people):
    referral = accept()
    case = referral.case
    assert case.stage == Stage.RECEIVED
    assert case.team == people.hub
    assert open_clocks(case) == {
        (Clock.SEEN, referral.reference),
        (Clock.FEEDBACK, referral.reference),
        (Clock.RATING, ""),
    }
    assert case.deadlines.get(clock=Clock.FEEDBACK).due_at is None
    assert referral.reference in case.chronology.get().what
    assert lines(case, "referral_accepted") == 1
    assert not Message.objects.exists()


def test_danger_now_is_read_within_the_hour(people):
    referral = accept(Report(worry="He is at the door with a knife.", danger=Danger.YES))
    clock = referral.case.deadlines.get(clock=Clock.SEEN)
    assert (clock.due_at - clock.started_at).total_seconds() == 3600
    assert referral.case.danger_now


def test_the_same_form_again_is_the_same_report(people):
    key = uuid4()
    first, second = accept(once_key=key), accept(once_key=key)
    assert first.reference == second.reference
    assert (Case.objects.count(), Referral.objects.count()) == (1, 1)


def test_only_the_hash_of_the_code_is_kept(people):
    referral = accept()
    code = secret_code(referral.once_key, settings.SECRET_KEY)
    assert matches(code, referral.code_sha256)
    assert code.replace("-", "") not in str(Referral.objects.values().get()).replace("-", "")


def test_a_safe_address_gets_a_neutral_acknowledgement(people):
    referral = accept(SAFE)
    message = Message.objects.get()
    assert message.recipient == "robin@example.org"
    assert message.subject == f"Your enquiry {referral.reference}"
    assert "As above" not in message.body
    assert referral.case.reference not in message.body
    assert "/status/" in message.body
    assert "01582 547730" in message.body
    for word in ("safeguard", "abuse", "adult", "concern"):
        assert word not in (message.subject + message.body).lower()


@pytest.mark.parametrize("changed", [{"contact_is_safe": False}, {"wants_feedback": False}, {"referrer_email": ""}])
def test_no_other_address_gets_anything(people, changed):
    words = {"referrer_email": "robin@example.org", "contact_is_safe": True} | changed
    accept(Report(worry="As above.", danger=Danger.NO, **words))
    assert not Message.objects.exists()


def test_accepting_inside_another_transaction_is_refused(people):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        accept()


def test_without_trail_nothing_is_accepted(people, monkeypatch):
    broken(monkeypatch, "accepting")
    with pytest.raises(RuntimeError):
        accept(SAFE)
    assert not Referral.objects.exists()
    assert not Case.objects.exists()
    assert not Message.objects.exists()
    assert not Deadline.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_once_is_one_report(people):
    key, together, got = uuid4(), Barrier(4), []

    def send():
        together.wait()
        try:
            got.append(accept(once_key=key).reference)
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4
    assert len(set(got)) == 1
    assert (Case.objects.count(), Referral.objects.count()) == (1, 1)


# reading


def test_the_first_reader_and_moment_are_kept(people):
    referral = accept()
    case = referral.case
    assert unread(people.duty_worker).count == 1
    assert unread(people.duty_worker).oldest_at == referral.received_at
    assert unread(people.partner).count == 0
    read_referrals(reference=case.reference, by=people.duty_worker)
    read_referrals(reference=case.reference, by=people.practitioner)
    referral.refresh_from_db()
    assert referral.read_by == people.duty_worker
    assert (Clock.SEEN, referral.reference) not in open_clocks(case)
    assert lines(case, "referral_read") == 1
    assert unread(people.duty_worker).count == 0
    assert unread(people.duty_worker).oldest_at is None


@pytest.mark.parametrize("role", ["qa_manager", "board_member", "administrator", "locality_manager", "partner"])
def test_only_who_may_act_reads_a_report(people, role):
    case = accept().case
    with pytest.raises((PermissionDenied, Http404)):
        read_referrals(reference=case.reference, by=getattr(people, role))
    assert unread(people.duty_worker).count == 1


def test_without_trail_nothing_is_read(people, monkeypatch):
    case = accept().case
    broken(monkeypatch, "reading")
    with pytest.raises(RuntimeError), transaction.atomic():
        read_referrals(reference=case.reference, by=people.duty_worker)
    assert unread(people.duty_worker).count == 1


def test_a_report_is_classified_once_read(people):
    referral = accept()
    words = {"reference": referral.case.reference, "report": referral.reference, "classed": Class.NEW_CONCERN}
    with pytest.raises(ReportRefused, match="Read the report first"):
        classify_referral(by=people.duty_worker, **words)
    read_referrals(reference=referral.case.reference, by=people.duty_worker)
    classify_referral(by=people.duty_worker, **words)
    referral.refresh_from_db()
    assert referral.classed == Class.NEW_CONCERN
    assert lines(referral.case, "referral_classified") == 1


# setting aside


def set_aside(case, report, by, why=SetAside.ADVICE_CALL):
    return set_aside_referral(
        reference=case.reference, report=report.reference, why=why, reason="Passed to housing repairs.", by=by
    )


def test_the_last_report_set_aside_closes_the_case_and_its_referrer_is_owed_an_answer(people):
    case = make_case(people)
    first, second = case.referrals.get(), make_referral(case, read_by=people.duty_worker)
    set_aside(case, first, people.duty_worker)
    case = Case.objects.get(pk=case.pk)
    assert case.stage == Stage.RECEIVED
    assert case.deadlines.open().get(clock=Clock.FEEDBACK, about=first.reference).due_at
    set_aside(case, second, people.duty_worker, SetAside.DUPLICATE)
    case = Case.objects.get(pk=case.pk)
    assert case.stage == Stage.CLOSED
    assert case.outcome == Outcome.SET_ASIDE
    assert open_clocks(case) == {(Clock.FEEDBACK, first.reference), (Clock.HOLDING, first.reference)}
    assert lines(case, "referral_set_aside") == 2
    assert lines(case, "case_closed") == 1
    with pytest.raises(ReportRefused):
        set_aside(case, first, people.duty_worker)


def test_a_rated_case_has_nothing_to_set_aside(people):
    case = make_case(people, stage="triage")
    with pytest.raises(ReportRefused, match="already been rated"):
        set_aside(case, case.referrals.get(), people.duty_worker)


def test_a_stranger_sets_nothing_aside(people):
    case = make_case(people)
    with pytest.raises(PermissionDenied):
        set_aside(case, case.referrals.get(), people.qa_manager)


# joining


def join(case, target, by, report=None):
    report = report or case.referrals.get()
    return join_referral(
        reference=case.reference, report=report.reference, target=target, classed=Class.NEW_CONCERN,
        reason="The same man, seen by two neighbours.", by=by,
    )  # fmt: skip


def test_a_report_joins_an_open_case_with_its_clocks(people):
    target, case = make_case(people, stage="triage"), make_case(people)
    referral = case.referrals.get()
    assert (Clock.RATING, "") not in open_clocks(target)
    join(case, target.reference, people.duty_worker)
    referral.refresh_from_db()
    case = Case.objects.get(pk=case.pk)
    assert referral.case == target
    assert referral.classed == Class.NEW_CONCERN
    assert {(Clock.FEEDBACK, referral.reference), (Clock.RATING, "")} <= open_clocks(target)
    assert case.stage == Stage.CLOSED
    assert target.reference in case.decisions.first().rationale
    assert not open_clocks(case)
    assert lines(case, "referral_joined") == lines(target, "referral_joined") == 1
    assert any(case.reference in entry.what for entry in target.chronology.all())


def test_joining_a_decided_case_starts_what_is_owed(people):
    target, case = make_case(people, stage="decided"), make_case(people)
    referral = case.referrals.get()
    join(case, target.reference, people.duty_worker)
    assert target.deadlines.get(clock=Clock.FEEDBACK, about=referral.reference).due_at


def test_danger_in_a_joined_report_hurries_the_other_case(people):
    target, case = make_case(people), make_case(people, danger_now=True)
    before = target.deadlines.open().get(clock=Clock.RATING).due_at
    join(case, target.reference, people.duty_worker)
    target = Case.objects.get(pk=target.pk)
    assert target.danger_now
    after = target.deadlines.open().get(clock=Clock.RATING).due_at
    assert after <= before or (after - timezone.now()).total_seconds() <= 3600


def test_a_case_with_another_report_stays_open(people):
    target, case = make_case(people), make_case(people)
    second = make_referral(case, read_by=people.duty_worker)
    join(case, target.reference, people.duty_worker, second)
    assert Case.objects.get(pk=case.pk).stage == Stage.RECEIVED
    with pytest.raises(ReportRefused, match="moved"):
        join(case, target.reference, people.duty_worker, second)


def test_what_cannot_be_joined_is_said(people):
    case, closed, rated = make_case(people), make_case(people, stage="closed"), make_case(people, stage="triage")
    for target, words in [
        (case.reference, "this case"),
        ("M-0000-0000", "no open case"),
        (closed.reference, "no open case"),
    ]:
        with pytest.raises(ReportRefused, match=words):
            join(case, target, people.duty_worker)
    hidden = make_case(people, restricted=True)
    with pytest.raises(ReportRefused, match="no open case"):
        join(case, hidden.reference, people.duty_worker)
    with pytest.raises(ReportRefused, match="already been rated"):
        join(rated, case.reference, people.duty_worker)


def test_without_trail_nothing_joins(people, monkeypatch):
    target, case = make_case(people), make_case(people)
    broken(monkeypatch, "reading")
    with pytest.raises(RuntimeError), transaction.atomic():
        join(case, target.reference, people.duty_worker)
    assert case.referrals.count() == 1


# the status page's look-up


def test_reference_and_code_open_the_status(people):
    referral = accept()
    code = secret_code(referral.once_key, settings.SECRET_KEY)
    assert open_status(reference=referral.reference.lower(), code=code.lower()) == referral
    assert open_status(reference=referral.reference, code="wrong") is None
    assert open_status(reference="R-0000-0000", code=code) is None
    assert open_status(reference="\x00", code="\x00") is None
    looks = Event.objects.using("trail").filter(chain=f"reads:{referral.case.reference}", verb="viewed")
    assert [event.actor for event in looks] == ["Referrer"]


def test_a_report_that_came_in_under_a_long_code_opens_with_it(people):
    referral = accept()
    long = secret_code(referral.once_key, settings.SECRET_KEY, ONCE)
    Referral.objects.filter(pk=referral.pk).update(code_sha256=digest(long))
    assert open_status(reference=referral.reference, code=long).pk == referral.pk
    assert receipt(referral.once_key).code == long
    assert open_status(reference=referral.reference, code=secret_code(referral.once_key, settings.SECRET_KEY)) is None


def test_after_five_wrong_codes_the_next_wrong_one_waits_and_the_right_one_opens(people):
    referral = accept()
    for _ in range(5):
        assert open_status(reference=referral.reference, code="wrong") is None
    with pytest.raises(TooManyTries):
        open_status(reference=referral.reference, code="wrong")
    code = secret_code(referral.once_key, settings.SECRET_KEY)
    assert open_status(reference=referral.reference, code=code).pk == referral.pk


def test_a_person_who_keys_it_in_is_named(people):
    referral = accept_referral(
        once_key=uuid4(), report=REPORT, channel=Channel.PHONE, by=people.duty_worker, received_at=timezone.now()
    )
    assert referral.keyed_by == people.duty_worker
    assert accept_referral(once_key=uuid4(), report=REPORT, channel=Channel.PUBLIC, by=System("x")).keyed_by is None
