"""Overdue clocks reach people once each; lost messages become somebody's question once each."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mash.accounts.models import Cover
from mash.cases import tasks
from mash.cases.models import Case, Deadline, WorkItem
from mash.cases.rules import escalation_level
from mash.cases.services import sweeps
from mash.cases.services.cases import open_case
from mash.cases.services.lost_messages import sweep_messages
from mash.cases.services.sweeps import sweep_deadlines
from mash.cases.states import Clock, Rag, WorkKind
from mash.outbox.models import Message
from mash.outbox.rules import Fate
from mash.outbox.services import queue_message, record_fault, take_message
from mash.outbox.states import State
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb

pytestmark = pytest.mark.django_db
BY = System("test")


@pytest.fixture
def overdue(people):
    """A case of the duty worker with one Red clock that is so much over: Red hours run around the clock."""

    def made(over, allowed=timedelta(hours=4), owner=people.duty_worker, rag=Rag.RED):
        case = open_case(received_at=timezone.now(), danger_now=False, by=BY)
        Deadline.objects.filter(case=case).delete()
        Case.objects.filter(pk=case.pk).update(owner=owner, rag=rag)
        due = timezone.now() - over
        return case.deadlines.create(clock=Clock.CHECK, started_at=due - allowed, due_at=due)

    return made


def told():
    return sorted(Message.objects.values_list("recipient", flat=True))


@pytest.mark.parametrize(
    ("allowed", "over", "level"),
    [(60, -1, 0), (60, 0, 1), (60, 29, 1), (60, 30, 2), (60, 59, 2), (60, 60, 3), (0, 0, 3)],
)
def test_whom_an_overdue_clock_has_reached(allowed, over, level):
    assert escalation_level(allowed, over) == level


def test_each_level_is_told_once(overdue):
    deadline = overdue(timedelta(minutes=1))
    steps = [
        (timedelta(minutes=1), 1, ["duty_worker@example.org"]),
        (timedelta(hours=1, minutes=59), 1, []),
        (timedelta(hours=2, minutes=1), 2, ["mash_manager@example.org"]),
        (timedelta(hours=4, minutes=1), 3, ["head_of_service@example.org"]),
        (timedelta(days=30), 3, []),
    ]
    for over, level, people_told in steps:
        Message.objects.all().delete()
        due = timezone.now() - over
        Deadline.objects.update(due_at=due, started_at=due - timedelta(hours=4))
        sweep_deadlines()
        deadline.refresh_from_db()
        assert (deadline.told_level, told()) == (level, people_told), over
        sweep_deadlines()
        assert told() == people_told
    lines = Event.objects.filter(chain=f"case:{deadline.case.reference}", verb=Verb.DEADLINE_ESCALATED)
    assert lines.count() == 3


def test_a_clock_found_late_tells_everybody_it_should_have_told(overdue):
    overdue(timedelta(days=9))
    sweep_deadlines()
    assert told() == ["duty_worker@example.org", "head_of_service@example.org", "mash_manager@example.org"]


def test_many_clocks_make_one_digest_without_a_word_of_any_case(overdue):
    deadlines = [overdue(timedelta(minutes=5)) for _ in range(3)]
    sweep_deadlines()
    digest = Message.objects.get()
    assert "3 overdue" in digest.subject
    assert "attention: 3" in digest.body
    assert not [d for d in deadlines if d.case.reference in digest.subject + digest.body]


def test_where_nobody_holds_the_case_the_manager_is_told_at_once_and_once(overdue):
    deadline = overdue(timedelta(minutes=5), owner=None)
    sweep_deadlines()
    assert told() == ["mash_manager@example.org"]
    due = timezone.now() - timedelta(hours=3)
    Deadline.objects.filter(pk=deadline.pk).update(due_at=due, started_at=due - timedelta(hours=4))
    sweep_deadlines()
    assert told() == ["mash_manager@example.org"]


def away(person, stand_in=None):
    today = timezone.localdate()
    Cover.objects.create(away=person, stand_in=stand_in, from_on=today, until_on=today, arranged_by=person)


def test_a_clock_calls_whoever_stands_in_and_not_the_empty_desk(overdue, people):
    away(people.duty_worker, people.practitioner)
    away(people.mash_manager, people.head_of_service)
    overdue(timedelta(hours=2, minutes=1))
    sweep_deadlines()
    assert told() == ["head_of_service@example.org", "practitioner@example.org"]


def test_where_nobody_stands_in_the_next_above_is_called(overdue, people):
    away(people.duty_worker)
    overdue(timedelta(minutes=1))
    sweep_deadlines()
    assert told() == ["mash_manager@example.org"]
    Message.objects.all().delete()
    away(people.mash_manager)
    overdue(timedelta(minutes=1))
    sweep_deadlines()
    assert told() == ["head_of_service@example.org"]


def test_where_everybody_is_away_the_mail_waits_for_the_head(overdue, people):
    for person in (people.duty_worker, people.mash_manager, people.head_of_service):
        away(person)
    overdue(timedelta(minutes=1))
    sweep_deadlines()
    assert told() == ["head_of_service@example.org"]


def test_the_time_that_a_clock_stood_was_not_time_allowed(overdue, people):
    """Four hours allowed and two stood: over by two hours is half of four, not a third of six."""
    deadline = overdue(timedelta(hours=2, minutes=1), allowed=timedelta(hours=6))
    since = deadline.started_at
    deadline.pauses.create(
        since=since, until=since + timedelta(hours=2), expected_until=since + timedelta(hours=2), words="He asked for time.",
        reason="adult_asked", stopped_by=people.practitioner,
    )  # fmt: skip
    sweep_deadlines()
    assert told() == ["duty_worker@example.org", "mash_manager@example.org"]


def test_amber_hours_stop_at_night(overdue, time_machine):
    time_machine.move_to("2026-03-30T20:00:00+01:00")
    # Due on Monday at 16:30 after a working day; by the evening half a working hour has passed.
    overdue(timedelta(hours=3, minutes=30), allowed=timedelta(days=3), rag=Rag.AMBER)
    sweep_deadlines()
    assert told() == ["duty_worker@example.org"]


def test_clocks_that_are_met_called_off_or_not_begun_tell_nobody(overdue, people):
    now = timezone.now()
    for change in ({"met_at": now}, {"called_off_at": now}, {"started_at": None, "due_at": None}):
        Deadline.objects.filter(pk=overdue(timedelta(days=1)).pk).update(**change)
    overdue(timedelta(hours=-1))
    sweep_deadlines()
    assert told() == []


def test_without_the_line_of_trail_nobody_is_told(overdue, monkeypatch):
    deadline = overdue(timedelta(minutes=5))
    monkeypatch.setattr(sweeps, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sweep_deadlines()
    deadline.refresh_from_db()
    assert (deadline.told_level, told()) == (0, [])


def lose(fate=Fate.REFUSED, about="M-0000-0001", by=BY):
    queue_message(recipient="gp@example.org", template="clocks_overdue", context={"count": "1"}, about=about, by=by)
    record_fault(message_id=take_message().pk, attempt=1, fate=fate, fault="SMTPDataError 554")


def test_a_lost_message_becomes_one_question_to_a_manager(people):
    case = open_case(received_at=timezone.now(), danger_now=False, by=BY)
    lose(about=case.reference, by=people.duty_worker)
    lose(Fate.IN_DOUBT, about="R-0000-0001")
    assert sweep_messages() == 2
    assert sweep_messages() == 0
    dead, doubt = WorkItem.objects.order_by("pk")
    assert (dead.kind, dead.case, dead.for_permission) == (WorkKind.DEAD_MESSAGE, case, "mend_messages")
    assert "gp@example.org" in dead.question
    assert "Dana Duty" in dead.question
    assert (doubt.case, doubt.about) == (None, "R-0000-0001")
    assert "may or may not" in doubt.question
    assert Event.objects.filter(verb=Verb.WORK_ITEM_RAISED).count() == 2


def test_messages_that_wait_or_went_raise_nothing(people):
    queue_message(recipient="a@example.org", template="clocks_overdue", context={"count": "1"}, about="", by=BY)
    assert sweep_messages() == 0


def test_the_bells_wake_the_sweeps(overdue):
    overdue(timedelta(minutes=5))
    tasks.sweep_deadlines()
    lose()
    tasks.sweep_messages()
    assert told() == ["duty_worker@example.org", "gp@example.org"]
    assert WorkItem.objects.count() == 1


def at_once(work, times=3):
    """The same work in several threads, started together."""
    start, faults = Barrier(times), []

    def run():
        start.wait()
        try:
            work()
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_tell_each_person_of_each_clock_once(overdue):
    for _ in range(40):
        overdue(timedelta(minutes=5))
    at_once(sweep_deadlines)
    counts = [int(m.subject.split()[-2]) for m in Message.objects.filter(recipient="duty_worker@example.org")]
    assert sum(counts) == 40
    assert Event.objects.filter(verb=Verb.DEADLINE_ESCALATED).count() == 40


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_raise_each_lost_message_once(people):
    for number in range(10):
        lose(about=f"M-0000-{number:04}")
    assert Message.objects.filter(state=State.DEAD).count() == 10
    at_once(sweep_messages)
    assert WorkItem.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_case_somebody_works_on_is_left_to_the_next_sweep(overdue):
    deadline = overdue(timedelta(minutes=5))
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=deadline.case_id)
        thread = Thread(target=lambda: (sweep_deadlines(), connection.close()))
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive()
        assert told() == []
    sweep_deadlines()
    assert told() == ["duty_worker@example.org"]
