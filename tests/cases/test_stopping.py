"""Stopping a clock with a reason and letting it run again: what it does, who may, who wins, and that its history stays."""

import os
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Deadline, DeadlineChange, Pause, WorkItem
from mash.cases.services import stopping
from mash.cases.services.clocks import meet_clock
from mash.cases.services.stopping import CantStop, resume_clock, stop_clock, sweep_stops
from mash.cases.services.sweeps import sweep_deadlines
from mash.cases.states import ChangeReason, Clock, Rag, StopReason
from mash.outbox.models import Message
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import facts, make_case, make_referral, no_concern
from triage.services import rate_concern

pytestmark = pytest.mark.django_db
ROUNDS = 50 if os.environ.get("DRILLS") == "full" else 8
MONDAY = datetime(2026, 1, 12, 10, tzinfo=UTC)


def stop(case, by, *, clock=Clock.TRIAGE_DECISION, days=2, **more):
    return stop_clock(
        reference=case.reference, clock=clock, about="", reason=StopReason.POLICE, words="They interview her on Thursday.",
        expected_until=timezone.now() + timedelta(days=days), by=by, **more,
    )  # fmt: skip


def run(case, by, clock=Clock.TRIAGE_DECISION):
    return resume_clock(reference=case.reference, clock=clock, about="", by=by)


@pytest.fixture
def case(people, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return make_case(people, stage="triage", owner=people.practitioner)


def the(case, clock=Clock.TRIAGE_DECISION):
    return case.deadlines.open().get(clock=clock)


def lines(case, verb):
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


def test_a_stopped_clock_is_due_later_by_the_working_time_that_it_stood(people, case, time_machine):
    assert the(case).due_at == datetime(2026, 1, 13, 17, tzinfo=UTC)
    stop(case, people.practitioner)
    assert the(case).stopped_at == MONDAY
    time_machine.move_to(MONDAY + timedelta(days=1, hours=3), tick=False)
    run(case, people.mash_manager)
    assert (the(case).due_at, the(case).stopped_at) == (datetime(2026, 1, 15, 12, tzinfo=UTC), None)
    change = DeadlineChange.objects.get()
    assert (change.why, change.due_before, change.was_overdue) == (ChangeReason.STOOD_STILL, datetime(2026, 1, 13, 17, tzinfo=UTC), False)
    pause = Pause.objects.get()
    assert (pause.stopped_by, pause.resumed_by, pause.until) == (people.practitioner, people.mash_manager, timezone.now())
    assert (lines(case, Verb.CLOCK_STOPPED), lines(case, Verb.CLOCK_RESUMED)) == (1, 1)


def test_stopped_and_let_run_at_once_changes_nothing(people, case):
    before = the(case).due_at
    stop(case, people.practitioner)
    run(case, people.practitioner)
    assert the(case).due_at == before
    assert not DeadlineChange.objects.exists()


def test_while_it_stands_it_neither_breaches_nor_tells_anybody(people, case, time_machine):
    for deadline in case.deadlines.open().exclude(clock=Clock.TRIAGE_DECISION):
        meet_clock(case, Clock(deadline.clock), about=deadline.about)
    stop(case, people.practitioner, days=90)
    time_machine.move_to(MONDAY + timedelta(days=30), tick=False)
    sweep_deadlines()
    assert not Message.objects.exists()
    assert case.deadlines.stopped().count() == 1
    assert not case.deadlines.running().exists()
    run(case, people.practitioner)
    sweep_deadlines()
    assert not Message.objects.exists()
    time_machine.move_to(MONDAY + timedelta(days=60), tick=False)
    sweep_deadlines()
    assert Message.objects.exists()


@pytest.mark.parametrize("role", ["duty_worker", "qa_manager", "partner"])
def test_others_may_not_stop_it_nor_let_it_run(people, case, role):
    for act in (stop, run):
        with pytest.raises(PermissionDenied):
            act(case, getattr(people, role))
    assert the(case).stopped_at is None


def test_a_red_case_s_reports_wait_for_nothing(people, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    red = make_case(people, stage="mash_enquiry")
    about = make_referral(red).reference
    words = {"reference": red.reference, "reason": StopReason.OTHER, "words": "-", "expected_until": MONDAY + timedelta(days=1)}
    with pytest.raises(CantStop, match="Red"):
        stop_clock(clock=Clock.SEEN, about=about, by=people.practitioner, **words)
    stop_clock(clock=Clock.S42_DECISION, about="", by=people.practitioner, **words)


def test_an_overdue_clock_is_explained_not_stopped(people, case, time_machine):
    time_machine.move_to(MONDAY + timedelta(days=5), tick=False)
    with pytest.raises(CantStop, match="overdue"):
        stop(case, people.practitioner)


def test_without_the_line_of_trail_it_runs_on(people, case, monkeypatch):
    monkeypatch.setattr(stopping, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        stop(case, people.practitioner)
    assert the(case).stopped_at is None
    assert not Pause.objects.exists()


def test_whoever_comes_second_is_told_who_stopped_it(people, case):
    stop(case, people.practitioner)
    with pytest.raises(CantStop, match="Priya Practitioner stopped this clock"):
        stop(case, people.mash_manager)
    run(case, people.mash_manager)
    with pytest.raises(CantStop, match="runs already"):
        run(case, people.practitioner)


def test_a_stop_that_should_have_ended_becomes_one_task_and_ends_with_the_stop(people, case, time_machine):
    stop(case, people.practitioner, days=2)
    assert sweep_stops() == 0
    time_machine.move_to(MONDAY + timedelta(days=3), tick=False)
    assert (sweep_stops(), sweep_stops()) == (1, 0)
    task = WorkItem.objects.get()
    assert (task.case, task.owner, task.for_permission) == (case, people.practitioner, "stop_clock")
    assert "Priya Practitioner stopped “Triage decision”" in task.question
    stop(case, people.mash_manager, longer=True, days=5)
    task.refresh_from_db()
    assert task.answer == "Stopped for longer: They interview her on Thursday."
    assert list(Pause.objects.values_list("until", flat=True)) == [timezone.now(), None]
    time_machine.move_to(MONDAY + timedelta(days=9), tick=False)
    assert sweep_stops() == 1


def test_a_new_rating_lets_a_stopped_clock_run_and_keeps_what_it_stood(people, case, time_machine):
    stop(case, people.practitioner, days=9)
    time_machine.move_to(MONDAY + timedelta(days=1), tick=False)
    case.refresh_from_db()
    rate_concern(
        seriousness=no_concern(), urgency="U3",
        reference=case.reference, version=case.version, facts=facts(Rag.GREEN), rag=Rag.GREEN, by=people.mash_manager,
        rationale="Less than it seemed.", would_change="A word from the GP.",
    )  # fmt: skip
    # Three working days from Monday, and the working day that it stood until now.
    assert (the(case).due_at, the(case).stopped_at) == (datetime(2026, 1, 16, 17, tzinfo=UTC), None)


def test_history_can_not_be_rewritten(people, case):
    stop(case, people.practitioner)
    run(case, people.practitioner)
    for wrong in (
        lambda: Pause.objects.update(words="Nothing."), lambda: Pause.objects.all().delete(),
        lambda: Pause.objects.update(until=None),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="history of a clock stays"), transaction.atomic():
            wrong()
    DeadlineChange.objects.create(
        deadline=the(case), why=ChangeReason.CALENDAR, due_before=MONDAY, due_after=MONDAY, was_overdue=False, changed_at=MONDAY
    )
    for wrong in (lambda: DeadlineChange.objects.update(was_overdue=True), lambda: DeadlineChange.objects.all().delete()):
        with pytest.raises(DatabaseError, match="history of a clock stays"), transaction.atomic():
            wrong()


def at_once(*works):
    """Each in a thread and on a connection of its own, let go together. What each came to."""
    barrier, outcomes = Barrier(len(works)), []

    def act(work):
        try:
            barrier.wait(timeout=30)
            work()
            outcomes.append("done")
        except CantStop as why_not:
            outcomes.append(str(why_not))
        finally:
            connections.close_all()

    threads = [Thread(target=act, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_of_two_who_stop_it_at_once_one_is_told_of_the_other(people):
    for _ in range(ROUNDS):
        case = make_case(people, stage="triage")
        outcomes = at_once(lambda c=case: stop(c, people.practitioner), lambda c=case: stop(c, people.mash_manager))
        assert outcomes.count("done") == 1
        assert any("stopped this clock on" in words for words in outcomes)
        assert (Pause.objects.filter(deadline__case=case).count(), lines(case, Verb.CLOCK_STOPPED)) == (1, 1)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_a_stop_never_undoes_what_was_met_at_the_same_moment(people):
    for _ in range(ROUNDS):
        case = make_case(people, stage="triage")
        deadline = the(case)
        outcomes = at_once(lambda c=case: stop(c, people.practitioner), lambda c=case: meet_clock(c, Clock.TRIAGE_DECISION))
        deadline.refresh_from_db()
        assert deadline.met_at is not None
        assert outcomes.count("done") + any("met or called off" in words for words in outcomes) == 2
        assert not Deadline.objects.stopped().filter(pk=deadline.pk).exists()


# Pages


def where(name, case, clock="triage_decision", about="case"):
    return reverse(f"cases:{name}", args=[case.reference] + ([clock, about] if name != "clocks" else []))


WORDS = {
    "reason": "police", "words": "They interview her on Thursday", "expected_until_day": "20", "expected_until_month": "11",
    "expected_until_year": "2027", "expected_until_time": "10:30",
}  # fmt: skip


def test_the_pages_stop_a_clock_show_it_everywhere_and_let_it_run(people, client_for):
    case = make_case(people, stage="triage", owner=people.practitioner)
    client = client_for(people.practitioner)
    assert where("stop_clock", case).encode() in client.get(where("clocks", case)).content
    page = client.post(where("stop_clock", case), WORDS | {"reason": ""})
    assert b"Choose the reason" in page.content
    assert b"They interview her on Thursday" in page.content
    assert client.post(where("stop_clock", case), WORDS).url == where("clocks", case)
    for address in (where("clocks", case), reverse("cases:case", args=[case.reference]), reverse("triage:board")):
        shown = client.get(address).content.decode()
        assert "Stopped" in shown, address
        assert "by Priya Practitioner: The police asked us to wait" in shown, address
    second = client_for(people.mash_manager).post(where("stop_clock", case), WORDS | {"words": "Mine was second"})
    assert b"Priya Practitioner stopped this clock" in second.content
    assert b"Mine was second" in second.content
    page = client.post(where("resume_clock", case), follow=True).content.decode()
    assert "The clock runs again: Triage decision" in page
    assert "Ran again" in page
    assert "runs already" in client.post(where("resume_clock", case), follow=True).content.decode()


def test_a_clock_that_can_not_stop_says_why_and_who_may_not_is_offered_nothing(people, client_for):
    red = make_case(people, stage="mash_enquiry")
    about = make_referral(red).reference
    client = client_for(people.practitioner)
    assert b"reading and rating its reports waits for nothing" in client.get(where("clocks", red)).content
    assert b"The case is Red" in client.get(where("stop_clock", red, "seen", about)).content
    assert b"The case is Red" in client.post(where("stop_clock", red, "seen", about), WORDS).content
    assert client.get(where("stop_clock", red, "no-such-clock")).status_code == 404
    reader = client_for(people.duty_worker)
    assert b"Stop this clock" not in reader.get(where("clocks", red)).content
    assert reader.get(where("stop_clock", red, "s42_decision")).status_code == 403


def test_figures_count_no_stopped_clock_as_due(people, client_for):
    case = make_case(people, stage="triage", owner=people.practitioner)
    client = client_for(people.mash_manager)
    case.deadlines.open().filter(clock=Clock.TRIAGE_DECISION).update(due_at=timezone.now() + timedelta(minutes=5))

    def soon():
        return {figure.show: figure.value for figure in client.get(reverse("triage:board")).context["figures"]}["soon"]

    assert soon() == 1
    stop(case, people.practitioner)
    assert soon() == 0


def test_the_pages_cost_few_queries_however_many_clocks_stand(people, client_for, django_assert_max_num_queries):
    client = client_for(people.practitioner)
    for _ in range(4):
        stop(make_case(people, stage="triage"), people.practitioner)
    case = make_case(people, stage="mash_enquiry")
    for clock in (Clock.S42_DECISION, Clock.PLANNING, Clock.ENQUIRY):
        stop(case, people.practitioner, clock=clock)
    for address in (where("clocks", case), reverse("cases:case", args=[case.reference]), reverse("triage:board")):
        client.get(address)
        with django_assert_max_num_queries(15):
            client.get(address)
