"""Conservation: at every moment, what arrived is not yet seen, open or concluded; and a loss is noticed."""

import os
import random
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from mash.cases.models import Case, Deadline, WorkItem
from mash.cases.services.cases import reopen_case
from mash.cases.services.closing import close_case
from mash.cases.states import Clock, Outcome, Rag, Stage, WorkKind
from mash.outbox.models import Message
from referrals.balance import Balance, Line, Tally
from referrals.counting import balance
from referrals.models import Arrival, Referral, Reroute
from referrals.rules import Report
from referrals.services.accepting import PUBLIC_FORM, accept_referral, record_arrival
from referrals.services.alarms import sweep_count
from referrals.services.reading import classify_referral, join_referral, read_referrals, set_aside_referral
from referrals.services.rerouting import Receipt, pass_on, take_back
from referrals.services.taking_up import take_up_again
from referrals.states import Channel, Class, Danger, Passing, SetAside
from tests.factories import decided, make_case, rated, settle_all

pytestmark = pytest.mark.django_db
WALKS, STEPS = (40, 60) if os.environ.get("DRILLS") == "full" else (4, 40)


def arrive(channel=Channel.PUBLIC, **more):
    return accept_referral(
        once_key=uuid4(), report=Report(worry="No food in the house.", danger=Danger.NO), channel=channel, by=PUBLIC_FORM,
        **more,
    )  # fmt: skip


class Walk:
    """A random day at the hub, and what a clerk with a tally sheet would have counted: the model shares no code."""

    def __init__(self, people, chance):
        self.people, self.chance = people, chance
        self.sheet: dict[str, tuple[str, str]] = {}

    def step(self):
        moves = [self.come, self.come, self.read, self.sort, self.reroute, self.join, self.close, self.reopen, self.come_back,
                 self.take_up]  # fmt: skip
        self.chance.choice(moves)()

    def pick(self, cases):
        rows = list(cases.order_by("pk"))
        return self.chance.choice(rows) if rows else None

    def mark(self, case, state):
        for reference in case.referrals.values_list("reference", flat=True):
            self.sheet[reference] = (self.sheet[reference][0], state)

    def come(self):
        channel = self.chance.choice(list(Channel))
        back = timedelta(hours=self.chance.randint(0, 70)) if self.chance.random() < 0.4 else timedelta()
        self.sheet[arrive(channel, received_at=timezone.now() - back).reference] = (channel, "unseen")

    def read(self):
        case = self.pick(Case.objects.filter(referrals__read_at__isnull=True))
        if case:
            for referral in read_referrals(reference=case.reference, by=self.people.duty_worker):
                self.sheet[referral.reference] = (referral.channel, "open")

    def sort(self):
        case = self.pick(Case.objects.filter(referrals__read_at__isnull=False, referrals__set_aside=""))
        if case:
            report = case.referrals.filter(read_at__isnull=False, set_aside="").first().reference
            classify_referral(
                reference=case.reference, report=report, classed=Class.NEW_CONCERN, by=self.people.duty_worker
            )

    def reroute(self):
        case = self.pick(self.received().filter(referrals__set_aside=""))
        if case:
            report = case.referrals.filter(set_aside="").first().reference
            about = {"reference": case.reference, "report": report, "by": self.people.duty_worker}
            why = self.chance.choice(list(SetAside))
            if why == SetAside.MISDIRECTED:
                self.pass_on(**about)
            else:
                set_aside_referral(why=why, reason="No concern.", **about)
            self.sheet[report] = (self.sheet[report][0], "concluded")

    def pass_on(self, **about):
        receipt = Receipt(by="Their duty desk") if self.chance.random() < 0.5 else None
        pass_on(
            once_key=uuid4(), organisation_id=None, service="Invented Homes", how=Passing.PHONE, why="Theirs.",
            passed_at=None, receipt=receipt, **about,
        )  # fmt: skip

    def come_back(self):
        row = self.pick(Reroute.objects.filter(received_at__isnull=True, not_taken=""))
        if row:
            report = row.referral.reference
            take_back(
                reference=row.referral.case.reference, report=report, why="Not theirs.", by=self.people.duty_worker
            )
            self.sheet[report] = (self.sheet[report][0], "open")

    def take_up(self):
        report = self.pick(Referral.objects.exclude(set_aside=""))
        if report and not report.awaits_receipt:
            take_up_again(reference=report.case.reference, report=report.reference, why="After all.", by=self.people.duty_worker)
            self.sheet[report.reference] = (report.channel, "open")
            for other in report.case.referrals.filter(set_aside=""):  # those whose case was closed are open with it
                self.sheet[other.reference] = (other.channel, "open")

    def received(self):
        """Cases in the first stage on which every report has been read."""
        return Case.objects.filter(stage=Stage.RECEIVED, referrals__isnull=False).exclude(
            pk__in=Case.objects.filter(referrals__read_at__isnull=True)
        )

    def join(self):
        case = self.pick(self.received().filter(referrals__set_aside=""))
        other = case and self.pick(Case.objects.exclude(stage=Stage.CLOSED).exclude(pk=case.pk))
        if other:
            join_referral(
                reference=case.reference, report=case.referrals.filter(set_aside="").first().reference,
                target=other.reference, classed=Class.SAME_CONCERN, reason="The same.", by=self.people.duty_worker,
            )  # fmt: skip

    def close(self):
        case = self.pick(self.received().filter(referrals__set_aside=""))
        if case:
            worker, manager = self.people.duty_worker, self.people.mash_manager
            case = decided(rated(case, Rag.GREEN, worker, enquiry=False), worker)
            settle_all(case, worker, manager)
            case.deadlines.open().filter(clock__in=(Clock.FEEDBACK, Clock.RATING)).update(met_at=timezone.now())
            close_case(
                reference=case.reference, version=Case.objects.get(pk=case.pk).version, outcome=Outcome.ADVICE,
                adult_told="By phone.", protection="None needed.", rationale="Done.", by=worker,
            )  # fmt: skip
            self.mark(case, "concluded")

    def reopen(self):
        case = self.pick(Case.objects.filter(stage=Stage.CLOSED, outcome=Outcome.ADVICE))
        if case:
            reopen_case(reference=case.reference, version=case.version, reason="Again.", by=self.people.duty_worker)
            for referral in case.referrals.filter(set_aside=""):
                self.sheet[referral.reference] = (referral.channel, "open")

    def counted(self):
        return Counter(self.sheet.values())


@pytest.mark.parametrize("seed", range(WALKS))
def test_the_equation_holds_after_each_step_of_any_day(people, seed):
    walk = Walk(people, random.Random(seed))  # noqa: S311 (a test's dice)
    for _ in range(STEPS):
        walk.step()
        found = balance()
        assert found.wrong == []
        total = found.total
        assert total.received == len(walk.sheet) == total.unseen + total.open + total.concluded
        expected = walk.counted()
        for channel, tally in found.by_channel:
            assert [tally.unseen, tally.open, tally.concluded] == [
                expected[channel, state] for state in ("unseen", "open", "concluded")
            ]


def lose(referral):
    """What must never happen, done by hand behind the product's back."""
    with connection.cursor() as cursor:
        cursor.execute("delete from cases_deadline where about = %s", [referral.reference])
        cursor.execute("delete from referrals_referral where id = %s", [referral.pk])


def long_ago(key):
    with connection.cursor() as cursor:
        cursor.execute("alter table referrals_arrival disable trigger user")
        cursor.execute("update referrals_arrival set written_at = now() - interval '1 hour' where once_key = %s", [key])
        cursor.execute("alter table referrals_arrival enable trigger user")


def test_a_lost_report_unbalances_its_day_and_a_manager_is_asked_once(people):
    arrive(), sweep_count()
    assert not WorkItem.objects.exists()
    lost = arrive(Channel.EMAIL)
    long_ago(lost.once_key)
    lose(lost)
    assert [(line.channel, line.tally.astray) for line in balance().wrong] == [(Channel.EMAIL, 1)]
    for _ in range(3):
        sweep_count()
    item = WorkItem.objects.get()
    assert item.kind == WorkKind.COUNT_WRONG
    assert "Email" in item.question
    assert "1 arrived without a report" in item.question
    told = Message.objects.filter(subject__contains="attention")
    assert sorted(told.values_list("recipient", flat=True)) == ["head_of_service@example.org", "mash_manager@example.org"]


def test_a_second_loss_is_a_new_alarm(people):
    for channel in (Channel.EMAIL, Channel.API):
        lost = arrive(channel)
        long_ago(lost.once_key)
        lose(lost)
        sweep_count()
    assert WorkItem.objects.filter(kind=WorkKind.COUNT_WRONG).count() == 2


def test_one_lost_and_one_too_many_do_not_cancel_out():
    today = timezone.localdate()
    lines = [Line(today, Channel.EMAIL, Tally(received=1)), Line(today, Channel.API, Tally(unseen=1))]
    found = Balance(at=timezone.now(), lines=lines)
    assert found.total.balances
    assert len(found.wrong) == 2


def test_what_a_door_is_reading_is_not_lost_yet(people):
    key = uuid4()
    record_arrival(once_key=key, channel=Channel.EMAIL, received_at=timezone.now())
    found = balance()
    assert found.total.taking_in == 1
    assert found.wrong == []
    long_ago(key)
    assert [line.tally.astray for line in balance().wrong] == [1]


def test_a_report_that_never_arrived_is_one_too_many(people):
    twin = Referral.objects.get(pk=arrive().pk)
    twin.pk, twin.reference, twin.once_key = None, "R-TWIN-TWIN", uuid4()
    twin.save()
    assert [line.tally.astray for line in balance().wrong] == [-1]


def test_an_alarm_when_the_oldest_unseen_passes_its_clock(people):
    report = arrive()
    sweep_count()
    assert not WorkItem.objects.exists()
    Deadline.objects.filter(about=report.reference, clock=Clock.SEEN).update(due_at=timezone.now() - timedelta(minutes=1))
    sweep_count()
    sweep_count()
    item = WorkItem.objects.get()
    assert (item.kind, item.about) == (WorkKind.UNSEEN_TOO_LONG, report.reference)


def test_many_unseen_are_one_question_and_a_later_one_is_a_new_question(people):
    first, second = arrive(), arrive()
    Deadline.objects.filter(clock=Clock.SEEN).update(due_at=timezone.now() - timedelta(minutes=1))
    sweep_count()
    item = WorkItem.objects.get()
    assert item.question.startswith("2 reports have waited")
    WorkItem.objects.update(answer="Dana reads them.", answered_by=people.mash_manager, answered_at=timezone.now())
    sweep_count()
    assert WorkItem.objects.count() == 1
    third = arrive()
    Deadline.objects.filter(about=third.reference, clock=Clock.SEEN).update(due_at=timezone.now())
    sweep_count()
    assert WorkItem.objects.count() == 2
    assert {first, second} <= set(Referral.objects.filter(read_at__isnull=True))


def test_a_read_report_raises_no_alarm(people):
    case = make_case(people)
    late = Deadline.objects.running().filter(case=case)
    assert late.update(due_at=timezone.now() - timedelta(days=1))
    assert sweep_count() == []


def test_arrivals_of_past_midnight_belong_to_luton_s_day(people):
    moment = timezone.datetime.fromisoformat("2026-06-30T23:30:00+00:00")
    arrive(received_at=moment)
    assert [line.day.isoformat() for line in balance().lines] == ["2026-07-01"]
    assert Arrival.objects.get().received_at == moment


def test_the_count_takes_the_same_queries_at_any_size(people, django_assert_num_queries):
    arrive()
    with django_assert_num_queries(5):
        balance()
    for _ in range(12):
        arrive()
    with django_assert_num_queries(5):
        balance()
