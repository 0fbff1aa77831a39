"""What changes in place is shown as it stood at any moment: the database keeps its history by itself."""

from datetime import timedelta
from importlib import import_module
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enquiries.services.holding import scope_enquiry, take_enquiry
from enquiries.services.meetings import plan_meeting
from enquiries.states import MeetingKind
from mash.cases.decided import as_known
from mash.cases.models import Case, Deadline, Past, Step
from mash.cases.past import PARENTS
from mash.cases.record import record_of
from mash.cases.record_parts import DATED, PARTS, STANDING
from mash.cases.services.cases import take_case
from mash.cases.services.steps import settle
from mash.cases.services.stopping import resume_clock, stop_clock
from mash.cases.states import Clock, StepName, StepState, StopReason
from mash.people.services import record_safe_contact
from mash.people.states import SafeBy
from referrals.services.reading import join_referral
from referrals.states import Class
from tests.cases.decided import enquired_into, share
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def known(case, at):
    return as_known(Case.objects.get(pk=case.pk), at)["record"]


def moment():
    return timezone.now()


def step_words(record, name=StepName.HISTORY):
    return [row["words"] for row in record["steps"] if row["name_code"] == name]


def test_a_step_reads_as_it_did_however_often_it_is_settled_again(people):
    case, by = make_case(people, stage="triage"), people.duty_worker
    none = moment()
    settle(case, StepName.CONSULTATION, StepState.DONE, "First words.", by)
    first = moment()
    settle(case, StepName.CONSULTATION, StepState.NOT_POSSIBLE, "Second words.", by)
    second = moment()
    case.steps.filter(name=StepName.CONSULTATION).delete()
    gone = moment()
    said = [step_words(known(case, at), StepName.CONSULTATION) for at in (none, first, second, gone)]
    assert said == [[], ["First words."], ["Second words."], []]
    assert next(step for step in as_known(case, first)["steps"] if step["label"] == StepName.CONSULTATION.label)["state"] == "Done"


def test_a_partner_asked_makes_the_step_outstanding_from_then_on(people):
    case = make_case(people, stage="mash_enquiry")
    settle(case, StepName.PARTNERS, StepState.NOT_NEEDED, "Nobody to ask.", people.practitioner)
    before = moment()
    share(case, people, people.police)
    after = moment()
    assert step_words(known(case, before), StepName.PARTNERS) == ["Nobody to ask."]
    assert step_words(known(case, after), StepName.PARTNERS) == []
    assert [task for task in known(case, before)["clocks"] if task["clock"] == Clock.CHECK.label] == []
    assert [task["clock"] for task in known(case, after)["clocks"] if task["clock"] == Clock.CHECK.label]


def test_a_clock_reads_as_it_did_before_it_stood_still_and_ran_on(people):
    case = make_case(people, stage="triage")
    clock = case.deadlines.running().exclude(clock=Clock.RATING).first()
    words = {"reason": StopReason.ADULT_ASKED, "words": "She asked for a week.", "expected_until": moment() + timedelta(days=3)}
    runs = moment()
    stop_clock(reference=case.reference, clock=Clock(clock.clock), about=clock.about, by=people.mash_manager, **words)
    stands = moment()
    resume_clock(reference=case.reference, clock=Clock(clock.clock), about=clock.about, by=people.mash_manager)
    Deadline.objects.filter(pk=clock.pk).update(met_at=moment())
    over = moment()
    lines = [[row for row in known(case, at)["clocks"] if row["clock"] == Clock(clock.clock).label] for at in (runs, stands, over)]
    assert [len(each) for each in lines] == [1, 1, 0]
    assert lines[0][0]["stopped_at"] is None
    assert lines[1][0]["stopped_at"] is not None
    assert lines[0][0]["due_at"] == clock.due_at


def test_who_had_the_case_and_how_the_adult_could_be_reached(people):
    case = make_case(people, stage="triage")
    people_then = []
    for by, safe in ((people.duty_worker, SafeBy.PHONE), (people.practitioner, SafeBy.NONE)):
        record_safe_contact(adult_id=case.adult_id, safe_by=safe, safe_when="Mornings", communication_needs="", by=by)
        take_case(reference=case.reference, by=by, reason="She knows her.")
        people_then.append(moment())
    found = [known(case, at) for at in people_then]
    assert [record["case"]["owner"] for record in found] == [people.duty_worker.name, people.practitioner.name]
    assert [record["safe"]["by"] for record in found] == [SafeBy.PHONE.label, SafeBy.NONE.label]


def test_the_enquiry_reads_as_it_did(people):
    case, by = make_case(people, stage="mash_enquiry"), people.practitioner
    unheld = moment()
    take_enquiry(reference=case.reference, version=case.version, by=by)
    held = moment()
    scope_enquiry(reference=case.reference, version=case.version + 1, scope="Is she safe at home?", by=by)
    scoped = moment()
    scopes = [[each["scope"] for each in known(case, at)["enquiries"]] for at in (held, scoped)]
    assert scopes == [[""], ["Is she safe at home?"]]
    assert known(case, unheld)["enquiries"] == [] or known(case, unheld)["enquiries"][0]["holder"] != by.name


def test_now_and_then_are_the_same_at_this_moment(people):
    """One question serves both: what a decision would keep now is what a look back shows of now."""
    case = enquired_into(people)
    assert any(record_of(case)[name] for name in STANDING)
    then = as_known(case, moment())["record"]
    for name in STANDING:
        assert len(then[name]) == len(record_of(case)[name]), name
    assert then["case"]["owner"] == record_of(case)["case"]["owner"]
    assert [step["words"] for step in then["steps"]] == [step["words"] for step in record_of(case)["steps"]]


def test_a_report_that_joins_another_case_takes_its_clocks_along_and_was_not_there_before(people):
    case, other = make_case(people), make_case(people)
    report = case.referrals.get()
    clocks = {row["clock"] for row in known(case, moment())["clocks"] if row["about"] == report.reference}
    assert clocks
    before = moment()
    join_referral(
        reference=case.reference, report=report.reference, target=other.reference, classed=Class.SAME_CONCERN, reason="Twice.", by=people.duty_worker,
    )  # fmt: skip
    after = moment()
    mine = [{row["clock"] for row in known(each, at)["clocks"] if row["about"] == report.reference} for each in (case, other) for at in (before, after)]
    assert mine[:3] == [clocks, set(), set()]
    assert mine[3]


def test_nobody_rewrites_the_history(people):
    case = make_case(people, stage="triage")
    rows = Past.objects.filter(table="cases_case", row_id=case.pk)
    count = rows.count()
    assert count
    for change in (lambda: rows.update(row={}), rows.delete):
        with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic():
            change()
    assert rows.count() == count


def test_a_row_that_is_written_as_it_was_adds_nothing(people):
    case = make_case(people, stage="triage")
    count = Past.objects.count()
    for _ in range(2):
        Step.objects.filter(case=case).update(state=StepState.DONE, words="Seen.")
        assert Past.objects.count() == count + case.steps.count()


def test_every_table_that_changes_in_place_has_its_history():
    """A part of the record is either dated by its rows or kept by the database: nothing is shown as it is today."""
    tables = set()
    for name in STANDING:
        model = Case
        for step in PARTS[name].through.split("__"):
            model = model._meta.get_field(step).related_model
            tables.add(model._meta.db_table)
    assert tables <= set(PARENTS)
    assert set(DATED).isdisjoint(STANDING)
    with connection.cursor() as cursor:
        cursor.execute("select event_object_table, count(*) from information_schema.triggers where trigger_name like '%%_past' group by 1")
        watched = dict(cursor.fetchall())
    assert watched == dict.fromkeys(PARENTS, 3)


def test_times_of_the_history_run_forward(people):
    case = enquired_into(people)
    at = list(Past.objects.filter(parent_id=case.pk, table="cases_case").order_by("pk").values_list("at", flat=True))
    assert len(at) > 3
    assert all(earlier <= later for earlier, later in pairwise(at))


BEGINNINGS = [import_module("mash.cases.migrations.0039_past"), import_module("enquiries.migrations.0008_past")]


def test_an_older_case_begins_as_it_stands_and_is_read_from_its_decisions_before(people):
    """The rows that a migration finds: as if the history had begun now, on a case with a meeting, a plan and an enquiry."""
    case, by = enquired_into(people), people.practitioner
    plan_meeting(reference=case.reference, kind=MeetingKind.PLANNING, at=moment(), agenda="What next?", adult_invited=True, by=by)
    expected = record_of(case)
    earlier = case.decisions.order_by("pk")[2]
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("delete from cases_past")
        cursor.execute("set local session_replication_role = origin")
        for migration in BEGINNINGS:
            for table, parent in migration.TABLES.items():
                cursor.execute(BEGINNINGS[0].BEGIN.format(table=table, parent=parent))
    assert {type(row) for row in Past.objects.values_list("row", flat=True)} == {dict}
    now = as_known(case, moment())
    assert now["began"] is None
    assert {name: len(now["record"][name]) for name in STANDING} == {name: len(expected[name]) for name in STANDING}
    then = as_known(case, earlier.decided_at)
    assert then["began"] is not None
    assert then["record"]["case"]["owner"] == earlier.snapshot["record"]["case"]["owner"]
    assert [step["words"] for step in then["record"]["steps"]] == [step["words"] for step in earlier.snapshot["record"]["steps"]]
    assert as_known(case, case.opened_at)["record"]["steps"] == []
