"""When the calendar or the timescales change, running clocks are counted anew; what happened stays as it was."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from mash.accounts.governing import AlreadyProposed, NotYours, Settled
from mash.cases import calendar, tasks
from mash.cases.models import Case, Closure, Deadline, DeadlineChange, Recalculation, WorkItem
from mash.cases.services import recalculating
from mash.cases.services.clocks import meet_clock
from mash.cases.services.closures import (
    PointlessClosure,
    approve_closure,
    propose_closure,
    send_back_closure,
    withdraw_closure,
)
from mash.cases.services.recalculating import note_calendar, sweep_recalculations
from mash.cases.services.timescales import approve_timescales, propose_timescales
from mash.cases.states import ChangeReason, Clock, ClosureKind, WorkKind
from mash.cases.timescale_queries import recalculations
from mash.organisations.models import Agreement
from mash.trail.models import Event
from mash.trail.verbs import Verb
from partners.models import Check
from partners.services.following import sweep_due_times
from tests.factories import make_case
from tests.house.grid import ask

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 1, 12, 10, tzinfo=UTC)
TUESDAY, GOOD_FRIDAY = date(2026, 1, 13), date(2026, 4, 3)


@pytest.fixture
def case(people, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    note_calendar()
    return make_case(people, stage="triage", owner=people.practitioner)


def shut(people, day=TUESDAY, kind=ClosureKind.SHUT):
    closure = propose_closure(day=day, kind=kind, reason="Extra bank holiday", by=people.mash_manager)
    approve_closure(closure_id=closure.pk, by=people.head_of_service)
    calendar.forget()
    note_calendar()  # as the sweep of that minute does
    return closure


def later(time_machine, minutes=2):
    time_machine.move_to(MONDAY + timedelta(minutes=minutes), tick=False)


def the(case, clock=Clock.TRIAGE_DECISION):
    return case.deadlines.get(clock=clock)


def test_a_day_that_is_shut_moves_every_running_clock_it_touches_once(people, case, time_machine):
    old = the(case).due_at
    shut(people)
    assert sweep_recalculations() == 0, "not before every process reads the new calendar"
    later(time_machine)
    assert sweep_recalculations() > 0
    assert (old, the(case).due_at) == (datetime(2026, 1, 13, 17, tzinfo=UTC), datetime(2026, 1, 14, 17, tzinfo=UTC))
    change = DeadlineChange.objects.get(deadline=the(case))
    assert (change.why, change.due_before, change.due_after, change.changed_by) == (ChangeReason.CALENDAR, old, the(case).due_at, None)
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.CLOCK_RETIMED).count() == case.deadlines.exclude(changes=None).count()
    assert [row.why for row in recalculations()] == [ChangeReason.CALENDAR], "the first look at the calendar is no change"
    changed = DeadlineChange.objects.count()
    later(time_machine, 9)
    assert sweep_recalculations() == 0
    assert DeadlineChange.objects.count() == changed
    assert Recalculation.objects.last().changed == changed


def test_new_clocks_count_the_day_at_once(people, case):
    shut(people)
    assert the(make_case(people, stage="triage")).due_at == datetime(2026, 1, 14, 17, tzinfo=UTC)


def test_what_was_met_or_called_off_stays_and_who_was_told_stays_told(people, case, time_machine):
    met = make_case(people, stage="triage")
    meet_clock(met, Clock.TRIAGE_DECISION)
    due = the(met).due_at
    Deadline.objects.filter(pk=the(case).pk).update(told_level=2)
    shut(people)
    later(time_machine)
    sweep_recalculations()
    assert the(met).due_at == due
    assert the(case).told_level == 2


def test_a_breach_is_never_undone_without_a_word(people, case, time_machine):
    shut(people)
    time_machine.move_to(MONDAY + timedelta(days=1, hours=8), tick=False)
    sweep_recalculations()
    change = DeadlineChange.objects.get(deadline=the(case))
    assert change.was_overdue
    assert change.due_after == datetime(2026, 1, 14, 17, tzinfo=UTC)


def test_a_bank_holiday_on_which_the_hub_is_open_counts(people, time_machine):
    time_machine.move_to(datetime(2026, 4, 2, 12, tzinfo=UTC), tick=False)
    note_calendar()
    case = make_case(people, stage="triage")
    assert the(case).due_at == datetime(2026, 4, 7, 16, tzinfo=UTC)
    shut(people, GOOD_FRIDAY, ClosureKind.OPEN)
    time_machine.move_to(datetime(2026, 4, 2, 12, 5, tzinfo=UTC), tick=False)
    sweep_recalculations()
    assert the(case).due_at == datetime(2026, 4, 3, 16, tzinfo=UTC)


def test_a_new_list_of_bank_holidays_moves_clocks_too(people, case, time_machine, monkeypatch):
    class Royal(holidays.HolidayBase):
        def _populate(self, year):
            super()._populate(year)
            self[TUESDAY] = "A royal holiday"

    monkeypatch.setattr(calendar, "BANK_HOLIDAYS", calendar.BANK_HOLIDAYS + Royal())
    assert note_calendar()
    later(time_machine)
    sweep_recalculations()
    assert the(case).due_at == datetime(2026, 1, 14, 17, tzinfo=UTC)


def test_a_sweep_that_falls_over_goes_on_where_it_was(people, case, time_machine, monkeypatch):
    others = [make_case(people, stage="triage") for _ in range(3)]
    shut(people)
    later(time_machine)
    real = recalculating._recalculate
    monkeypatch.setattr(recalculating, "_recalculate", lambda **k: 1 / 0 if k["case_id"] == others[1].pk else real(**k))
    with pytest.raises(ZeroDivisionError):
        sweep_recalculations()
    monkeypatch.setattr(recalculating, "_recalculate", real)
    monkeypatch.setattr(recalculating, "MOST", 1)
    for _ in range(4):
        tasks.sweep_recalculations()
    assert {the(c).due_at.day for c in (case, *others)} == {14}
    assert DeadlineChange.objects.filter(deadline__clock=Clock.TRIAGE_DECISION).count() == 4
    assert Recalculation.objects.last().settled_at


def test_a_check_follows_its_clock(people, case, time_machine):
    Agreement.objects.update(starts_on=TUESDAY - timedelta(days=30))
    reference = ask(case, people, people.police)
    shut(people)
    later(time_machine)
    sweep_recalculations()
    assert sweep_due_times() == 1
    assert Check.objects.get(reference=reference).due_at == datetime(2026, 1, 14, 17, tzinfo=UTC)
    assert sweep_due_times() == 0


def changed_by(people, change, *, apply, **values):
    version = propose_timescales(**change(**values), by=people.mash_manager)
    approve_timescales(version_id=version.pk, starts_at=None, apply=apply, by=people.head_of_service)
    calendar.forget()
    return version


@pytest.mark.parametrize(("apply", "day"), [(False, 13), (True, 15)])
def test_running_clocks_follow_new_timescales_only_if_the_approver_says_so(people, case, change, time_machine, apply, day):
    began_under = the(case).version_id
    version = changed_by(people, change, apply=apply, amount__triage_decision__amber__=3)
    later(time_machine)
    sweep_recalculations()
    assert the(case).due_at == datetime(2026, 1, day, 17, tzinfo=UTC)
    assert the(case).version_id == (version.pk if apply else began_under)
    assert the(make_case(people, stage="triage")).due_at == datetime(2026, 1, 15, 17, tzinfo=UTC)


# Two people


def test_a_day_needs_two_people(people, case):
    words = {"day": TUESDAY, "kind": ClosureKind.SHUT, "reason": "The hub moves house"}
    for role in ("practitioner", "head_of_service", "qa_manager"):
        with pytest.raises(PermissionDenied):
            propose_closure(**words, by=getattr(people, role))
    closure = propose_closure(**words, by=people.mash_manager)
    with pytest.raises(AlreadyProposed):
        propose_closure(**words, by=people.mash_manager)
    with pytest.raises(PermissionDenied):
        approve_closure(closure_id=closure.pk, by=people.mash_manager)
    Closure.objects.update(proposed_by=people.head_of_service)
    with pytest.raises(NotYours):
        approve_closure(closure_id=closure.pk, by=people.head_of_service)
    with pytest.raises(DatabaseError), transaction.atomic():
        Closure.objects.update(approved_by=people.head_of_service)
    Closure.objects.update(proposed_by=people.mash_manager)
    approve_closure(closure_id=closure.pk, by=people.head_of_service)
    with pytest.raises(Settled):
        withdraw_closure(closure_id=closure.pk, by=people.mash_manager)
    with pytest.raises(DatabaseError, match="approved day never changes"), transaction.atomic():
        Closure.objects.update(day=GOOD_FRIDAY)


def test_a_day_sent_back_or_withdrawn_changes_nothing_and_settles_its_task(people, case):
    for end in (
        lambda pk: send_back_closure(closure_id=pk, why="Not that week.", by=people.head_of_service),
        lambda pk: withdraw_closure(closure_id=pk, by=people.mash_manager),
    ):
        closure = propose_closure(day=TUESDAY, kind=ClosureKind.SHUT, reason="Training", by=people.mash_manager)
        assert WorkItem.objects.filter(kind=WorkKind.CHANGE_PROPOSED, answered_at=None).count() == 1
        end(closure.pk)
        assert not WorkItem.objects.filter(kind=WorkKind.CHANGE_PROPOSED, answered_at=None).exists()
    calendar.forget()
    assert not calendar.is_shut(TUESDAY)


@pytest.mark.parametrize(
    ("day", "kind", "words"),
    [
        (date(2026, 1, 9), ClosureKind.SHUT, "passed"), (date(2026, 1, 17), ClosureKind.OPEN, "day of the week"),
        (GOOD_FRIDAY, ClosureKind.SHUT, "shut on that day already"), (TUESDAY, ClosureKind.OPEN, "open on that day already"),
    ],
)  # fmt: skip
def test_a_day_that_would_change_nothing_is_refused_in_words(people, case, day, kind, words):
    with pytest.raises(PointlessClosure, match=words):
        propose_closure(day=day, kind=kind, reason="-", by=people.mash_manager)


# Holidays that are not known


def test_christmas_is_never_a_working_day_and_a_missing_year_is_said_a_year_ahead(people, client_for, monkeypatch, time_machine):
    ends = holidays.country_holidays("GB", subdiv="ENG", years=range(2025, 2029), expand=False)
    monkeypatch.setattr(calendar, "BANK_HOLIDAYS", ends)
    assert calendar.uncovered_years(date(2027, 12, 30)) == []
    assert calendar.uncovered_years(date(2028, 1, 2)) == [2029]
    assert date(2029, 12, 25) not in ends
    assert [calendar.is_shut(date(2029, 12, day)) for day in (24, 25, 26)] == [False, True, True]
    time_machine.move_to(datetime(2028, 3, 1, 10, tzinfo=UTC))
    for name in ("timescales", "calendar"):
        assert b"The bank holidays of 2029 are not known" in client_for(people.duty_worker).get(reverse(f"cases:{name}")).content


# The page


def test_the_calendar_shows_18_months_and_takes_a_day_from_proposal_to_force(people, client_for, time_machine):
    time_machine.move_to(MONDAY)
    manager, head, worker = (client_for(people.mash_manager), client_for(people.head_of_service), client_for(people.duty_worker))
    home, propose = reverse("cases:calendar"), reverse("cases:propose_closure")
    page = worker.get(home).content.decode()
    assert "Good Friday" in page
    assert "Mon 3 May 2027" in page
    words = {"day_day": "13", "day_month": "1", "day_year": "2026", "kind": "shut", "reason": "Extra bank holiday"}
    assert worker.get(propose).status_code == 403
    assert b"Say why" in manager.post(propose, words | {"reason": ""}).content
    assert manager.post(propose, words).url == home
    again = manager.post(propose, words)
    assert b"Mo" in again.content
    assert b"it waits for approval" in again.content
    assert b"Approve" not in manager.get(home).content.split(b"<main")[1].replace(b"approv", b"")
    assert b"Extra bank holiday" in head.get(home).content
    pk = Closure.objects.get().pk
    assert head.post(reverse("cases:approve_closure", args=[pk]), follow=True).status_code == 200
    assert b"approved by" in worker.get(home).content
    assert b"settled already" in head.post(reverse("cases:approve_closure", args=[pk]), follow=True).content
    assert head.post(reverse("cases:approve_closure", args=[pk + 99])).status_code == 404


def test_a_day_can_be_sent_back_with_a_reason_or_withdrawn(people, client_for, time_machine):
    time_machine.move_to(MONDAY)
    manager, head = client_for(people.mash_manager), client_for(people.head_of_service)
    closure = propose_closure(day=TUESDAY, kind=ClosureKind.SHUT, reason="Training", by=people.mash_manager)
    where = reverse("cases:send_back_closure", args=[closure.pk])
    assert b"Say why you send it back" in head.post(where, {"why": ""}).content
    assert b"Not that week" in head.post(where, {"why": "Not that week"}, follow=True).content
    closure = propose_closure(day=TUESDAY, kind=ClosureKind.SHUT, reason="Training", by=people.mash_manager)
    assert b"withdrawn" in manager.post(reverse("cases:withdraw_closure", args=[closure.pk]), follow=True).content
    assert Case.objects.count() == 0
