"""The figures count what they say, for each person what they may see."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.queries import Narrow, intake, listed_cases, overview
from audit.queries.overview import DAYS
from audit.states import CaseList, Period
from mash.cases.models import Case, Deadline
from mash.cases.states import Clock, Rag, Stage
from mash.references import new_reference
from partners.models import Check
from partners.states import Basis
from referrals.models import Referral
from tests.factories import make_case, make_referral

pytestmark = pytest.mark.django_db


def row_of(figures, clock):
    return next(row for row in figures.clocks if row.clock == clock)


def make_late(case: Case, clock: Clock, by: timedelta) -> None:
    now = timezone.now()
    Deadline.objects.filter(case=case, clock=clock).update(started_at=now - by * 2, due_at=now - by)


def ask(case: Case, agency, due_at, people) -> Check:
    return Check.objects.create(
        reference=new_reference("C"), case=case, agency=agency, questions="What is known?", purpose="Safety",
        basis=Basis.SAFEGUARDING, shown=[], asked_by=people.duty_worker, asked_at=due_at - timedelta(hours=4), due_at=due_at,
    )  # fmt: skip


def test_open_cases_by_stage_and_rating(people):
    make_case(people)
    make_case(people, stage="triage", rag="amber")
    make_case(people, stage="triage", rag="green")
    make_case(people, stage="mash_enquiry", rag="red")
    make_case(people, stage="closed")
    figures = overview(people.mash_manager)
    assert figures.open_cases == 4
    assert {row.stage: row.total for row in figures.stages} == {
        Stage.RECEIVED: 1, Stage.TRIAGE: 2, Stage.MASH_ENQUIRY: 1, Stage.SECTION_42: 0, Stage.NON_STATUTORY: 0,
    }  # fmt: skip
    assert dict(figures.totals) == {Rag.RED: 1, Rag.AMBER: 1, Rag.GREEN: 1, "": 1}


def test_reports_count_on_lutons_day(people):
    # 23:30 UTC in summer is half past midnight of the next day in Luton.
    with time_machine.travel(datetime(2026, 6, 10, 12, tzinfo=UTC), tick=False):
        case = make_case(people, opened_at=datetime(2026, 6, 8, 23, 30, tzinfo=UTC))
        make_referral(case, received_at=datetime(2026, 6, 8, 22, 30, tzinfo=UTC))
        received = dict(overview(people.mash_manager).received)
    assert len(received) == DAYS
    assert received[datetime(2026, 6, 9, tzinfo=UTC).date()] == 1
    assert received[datetime(2026, 6, 8, tzinfo=UTC).date()] == 1
    assert sum(received.values()) == 2


def test_clocks_past_their_time(people):
    late, other = make_case(people, read=False), make_case(people, read=False)
    make_late(late, Clock.SEEN, timedelta(hours=3))
    make_late(other, Clock.SEEN, timedelta(hours=1))
    make_case(people, read=False)
    row = row_of(overview(people.mash_manager), Clock.SEEN)
    assert (row.running, row.overdue, row.worst) == (3, 2, "3 h")


def test_reports_nobody_has_read(people):
    make_case(people, read=False, opened_at=timezone.now() - timedelta(hours=5, minutes=1))
    make_case(people, read=False)
    make_case(people)
    unseen = overview(people.mash_manager).unseen
    assert (unseen.count, unseen.oldest_age) == (2, "5 h 1 min")


def test_nothing_unread_has_no_age(people):
    unseen = overview(people.mash_manager).unseen
    assert (unseen.count, unseen.oldest_at, unseen.note, unseen.tone) == (0, None, "", "green")


def test_cases_without_an_owner(people):
    make_case(people)
    make_case(people, owner=people.duty_worker)
    assert overview(people.mash_manager).unowned == 1


def test_feedback_owed(people):
    make_case(people)
    decided = make_case(people, stage="decided")
    assert decided.deadlines.open().filter(clock=Clock.FEEDBACK, due_at__isnull=False).exists()
    late = make_case(people, stage="decided")
    make_late(late, Clock.FEEDBACK, timedelta(days=1))
    owed = overview(people.mash_manager).owed
    assert (owed.waiting, owed.running, owed.overdue, owed.all) == (1, 1, 1, 3)


def test_partner_answers_by_agency(people):
    case, other = make_case(people, stage="triage"), make_case(people, stage="triage")
    now = timezone.now()
    ask(case, people.police, now - timedelta(hours=2, seconds=5), people)
    ask(other, people.police, now + timedelta(hours=2), people)
    ask(case, people.gp, now + timedelta(hours=2), people)
    figures = overview(people.mash_manager)
    assert [(r.agency, r.asked, r.overdue, r.worst) for r in figures.agencies] == [
        ("Invented Police", 2, 1, "2 h"), ("Larkfield Surgery", 1, 0, ""),
    ]  # fmt: skip
    assert figures.checks_overdue == 1


def test_restricted_cases_count_only_for_those_named_and_the_board(people):
    make_case(people, restricted=True)
    assert overview(people.mash_manager).open_cases == 0
    assert overview(people.board_member).open_cases == 1


@pytest.mark.parametrize("what", list(CaseList))
def test_each_list_holds_what_its_figure_counts(people, what):
    unread = make_case(people, read=False, owner=people.duty_worker)
    make_referral(unread, received_at=timezone.now())
    make_late(unread, Clock.RATING, timedelta(hours=1))
    triage = make_case(people, stage="triage")
    ask(triage, people.police, timezone.now() - timedelta(hours=1), people)
    make_case(people, stage="closed")
    make_case(people, restricted=True)
    figures = overview(people.mash_manager)
    counted = {
        CaseList.STAGE: figures.open_cases, CaseList.UNSEEN: figures.unseen.count, CaseList.UNOWNED: figures.unowned,
        CaseList.FEEDBACK: figures.owed.all, CaseList.CHECKS: figures.checks_overdue, CaseList.BREACHED: figures.overdue,
        CaseList.RUNNING: sum(row.running for row in figures.clocks), CaseList.AWAITED: sum(row.asked for row in figures.agencies),
        CaseList.RECEIVED: sum(n for _, n in figures.received),
    }[what]  # fmt: skip
    page = listed_cases(people.mash_manager, what)
    assert counted > 0
    assert (page.paginator.count, len(page.object_list)) == (counted, counted)


def test_a_list_narrows_to_one_clock_stage_or_rating(people):
    case = make_case(people, read=False)
    for clock in (Clock.SEEN, Clock.RATING):
        make_late(case, clock, timedelta(hours=1))
    make_case(people, stage="triage", rag="green")
    manager = people.mash_manager
    assert [r.what for r in listed_cases(manager, CaseList.BREACHED, Narrow(clock="seen")).object_list] == ["Seen by a person"]
    assert [r.rag for r in listed_cases(manager, CaseList.STAGE, Narrow(stage="triage", rag="green")).object_list] == ["green"]
    assert [r.rag for r in listed_cases(manager, CaseList.STAGE, Narrow(rag="none")).object_list] == [""]
    assert Referral.objects.count() == 2


@pytest.mark.parametrize("clock", [Clock.FEEDBACK, Clock.HOLDING, Clock.REPLY, Clock.RECEIPT, Clock.LATE_ANSWER])
def test_closing_a_case_takes_no_running_clock_out_of_counts_and_lists(people, clock):
    case = make_case(people, stage="closed")
    now = timezone.now()
    Deadline.objects.create(case=case, clock=clock, about="R-X", started_at=now - timedelta(days=2), due_at=now - timedelta(days=1))
    figures = overview(people.mash_manager)
    row = row_of(figures, clock)
    assert (row.running, row.overdue, figures.overdue) == (1, 1, 1)
    assert figures.owed.all == (1 if clock == Clock.FEEDBACK else 0)
    for what in (CaseList.RUNNING, CaseList.BREACHED, *([CaseList.FEEDBACK] if clock == Clock.FEEDBACK else [])):
        listed = listed_cases(people.mash_manager, what).object_list
        assert [(r.reference, r.closed) for r in listed] == [(case.reference, True)]
    assert figures.open_cases == 0


def test_each_number_of_an_agency_and_of_what_arrived_opens_what_it_counts(people):
    make_case(people, read=False)
    triage, manager = make_case(people, stage="triage"), people.mash_manager
    make_case(people, stage="closed")
    ask(triage, people.police, timezone.now() - timedelta(hours=1), people)
    ask(triage, people.gp, timezone.now() + timedelta(hours=1), people)
    for row in overview(manager).agencies:
        narrow = Narrow(agency=row.agency)
        assert listed_cases(manager, CaseList.AWAITED, narrow).paginator.count == row.asked
        assert listed_cases(manager, CaseList.CHECKS, narrow).paginator.count == row.overdue
    shown = intake(Period.WEEK)
    for day, tally, lines in shown.shown.by_day:
        for fate, n in (("", tally.received), ("unseen", tally.unseen), ("open", tally.open), ("concluded", tally.concluded)):
            assert n == (3 if fate == "" else 1)
            assert listed_cases(manager, CaseList.RECEIVED, Narrow(fate=fate, day=day)).paginator.count == n
            assert listed_cases(manager, CaseList.RECEIVED, Narrow(fate=fate, since=shown.since)).paginator.count == n
            assert listed_cases(manager, CaseList.RECEIVED, Narrow(fate=fate, channel=lines[0].channel)).paginator.count == n
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert listed_cases(manager, CaseList.RECEIVED, Narrow(since=tomorrow)).paginator.count == 0
