"""What was meant for another service is passed on, and is somebody's task until that service has it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, WorkItem
from mash.cases.states import Clock, Stage, WorkKind
from mash.cases.work_items import work_items_for
from mash.trail.models import Event
from referrals.models import Reroute
from referrals.queries import facts_of
from referrals.rules import suggested_codes
from referrals.services.reading import ReportRefused, set_aside_referral
from referrals.services.rerouting import Receipt, pass_on, record_receipt, take_back
from referrals.states import Danger, Extent, FeedbackKind, Passing, SetAside
from tests.factories import make_case, make_referral

pytestmark = pytest.mark.django_db
TAKEN = Receipt("Cleo at the front door")


def send_on(case, by, *, report=None, receipt=None, once_key=None, organisation=None, passed_at=None, **more):
    return pass_on(
        reference=case.reference, report=report or case.referrals.first().reference, once_key=once_key or uuid4(),
        organisation_id=organisation.pk if organisation else None, service="Children's MASH", how=Passing.PHONE,
        why="About a child only.", passed_at=passed_at, receipt=receipt, by=by, **more,
    )  # fmt: skip


def on(case):
    return {"reference": case.reference, "report": case.referrals.first().reference}


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_without_a_receipt_it_stays_a_task_for_those_who_read_reports(people):
    case = make_case(people)
    row = send_on(case, people.duty_worker)
    report = case.referrals.get()
    assert report.set_aside == SetAside.MISDIRECTED
    assert "Children's MASH (phone). About a child only." in report.set_aside_reason
    assert fresh(case).stage == Stage.CLOSED
    assert (row.received_by, row.received_at, row.passed_by) == ("", None, people.duty_worker)
    item = work_items_for(people.practitioner).get()
    assert (item, item.kind, item.about, item.case) == (row.task, WorkKind.PASSED_ON, report.reference, case)
    assert not work_items_for(people.qa_manager).exists()
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="referral_passed_on").count() == 1


def test_a_receipt_given_at_once_leaves_no_task(people):
    case = make_case(people)
    row = send_on(case, people.duty_worker, receipt=TAKEN, organisation=people.housing)
    assert (row.organisation, row.service, row.received_by) == (people.housing, "Invented Homes", TAKEN.by)
    assert row.received_at >= row.passed_at
    assert row.settled_by == people.duty_worker
    assert not WorkItem.objects.exists()


def test_the_receipt_ends_the_task(people):
    case = make_case(people)
    row = send_on(case, people.duty_worker)
    at = timezone.now()
    record_receipt(**on(case), receipt=Receipt("Cleo", at, "CH-1"), by=people.practitioner)
    row.refresh_from_db()
    assert (row.received_by, row.received_at, row.their_reference, row.settled_by) == ("Cleo", at, "CH-1", people.practitioner)
    assert not work_items_for(people.duty_worker).exists()
    assert "taken by Cleo" in row.task.__class__.objects.get().answer
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="receipt_recorded").count() == 1
    for act in (lambda: record_receipt(**on(case), receipt=TAKEN, by=people.duty_worker),
                lambda: take_back(**on(case), why="Not theirs", by=people.duty_worker)):  # fmt: skip
        with pytest.raises(ReportRefused, match="No receipt is awaited"):
            act()


def test_a_clock_runs_until_the_other_service_has_it(people):
    case = make_case(people)
    row = send_on(case, people.duty_worker)
    running = case.deadlines.running().filter(clock=Clock.RECEIPT, about=row.referral.reference)
    assert running.get().due_at > row.passed_at + timedelta(hours=2)
    record_receipt(**on(case), receipt=TAKEN, by=people.practitioner)
    assert not running.exists()
    assert case.deadlines.get(clock=Clock.RECEIPT).met_at


def test_the_clock_is_called_off_when_it_is_ours_again_and_never_begins_with_a_receipt(people):
    case, other = make_case(people), make_case(people)
    send_on(case, people.duty_worker)
    take_back(**on(case), why="He is 18.", by=people.duty_worker)
    assert case.deadlines.get(clock=Clock.RECEIPT).called_off_at
    send_on(other, people.duty_worker, receipt=TAKEN)
    assert not other.deadlines.filter(clock=Clock.RECEIPT).exists()


def test_danger_now_leaves_the_other_service_an_hour(people):
    case = make_case(people)
    case.referrals.update(danger=Danger.YES)
    with pytest.raises(ReportRefused, match="who is safe now"):
        send_on(case, people.duty_worker)
    row = send_on(case, people.duty_worker, safe_now="All of them, by phone.")
    clock = case.deadlines.get(clock=Clock.RECEIPT)
    assert clock.due_at - clock.started_at == timedelta(hours=1)
    assert row.task.question.startswith(f"Report {row.referral.reference} was passed on")


def test_what_is_not_taken_is_on_the_duty_board_again(people):
    case = make_case(people)
    send_on(case, people.duty_worker)
    take_back(**on(case), why="He is 18.", by=people.practitioner)
    case, report = fresh(case), case.referrals.get()
    assert (case.stage, report.set_aside, report.classed) == (Stage.RECEIVED, "", "")
    assert {(Clock.RATING, ""), (Clock.FEEDBACK, report.reference)} <= set(case.deadlines.running().values_list("clock", "about"))
    assert not work_items_for(people.duty_worker).exists()
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="referral_taken_back").count() == 1
    assert send_on(case, people.duty_worker).task
    assert Reroute.objects.count() == 2


def test_one_of_two_reports_is_passed_on_and_comes_back_while_the_case_goes_on(people):
    case = make_case(people)
    other = make_referral(case, read_by=people.duty_worker)
    send_on(case, people.duty_worker, report=other.reference)
    assert fresh(case).stage == Stage.RECEIVED
    take_back(reference=case.reference, report=other.reference, why="No.", by=people.duty_worker)
    other.refresh_from_db()
    assert (other.set_aside, fresh(case).stage) == ("", Stage.RECEIVED)


def test_an_answer_that_was_given_meanwhile_is_owed_again_once_it_is_ours_again(people):
    case = make_case(people)
    send_on(case, people.duty_worker)
    case.deadlines.filter(clock=Clock.FEEDBACK).update(met_at=timezone.now())
    take_back(**on(case), why="No.", by=people.duty_worker)
    assert case.deadlines.open().get(clock=Clock.FEEDBACK).about == case.referrals.get().reference


def test_the_same_page_sent_twice_passes_on_once(people):
    case, once = make_case(people), uuid4()
    assert send_on(case, people.duty_worker, once_key=once) == send_on(case, people.duty_worker, once_key=once)
    assert (Reroute.objects.count(), WorkItem.objects.count()) == (1, 1)


def test_the_same_page_with_other_words_is_not_called_done(people, client_for):
    case, once = make_case(people), str(uuid4())
    client, url = client_for(people.duty_worker), reverse("referrals:pass_on", args=[case.reference, case.referrals.get().reference])
    said = {"service": "Children's MASH", "how": "phone", "why": "About a child only.", "once": once}
    for _ in range(2):
        assert client.post(url, said).status_code == 302
    told = client.post(url, said | {"why": "About a child only, who is alone tonight."}).content.decode()
    assert "not on record" in told
    assert "who is alone tonight" in told
    assert Reroute.objects.get().why == "About a child only."


def test_what_cannot_be_passed_on(people):
    rated, case = make_case(people, stage="triage"), make_case(people)
    with pytest.raises(ReportRefused, match="already been rated"):
        send_on(rated, people.duty_worker)
    with pytest.raises(ReportRefused, match="before it reached us"):
        send_on(case, people.duty_worker, passed_at=case.opened_at - timedelta(days=1))
    assert fresh(case).stage == Stage.RECEIVED
    unread = make_case(people, read=False)
    with pytest.raises(ReportRefused, match="Read the report"):
        send_on(unread, people.duty_worker)


def test_nothing_misdirected_is_set_aside_without_being_passed_on(people):
    case = make_case(people)
    with pytest.raises(ReportRefused, match="Pass it on"):
        set_aside_referral(**on(case), why=SetAside.MISDIRECTED, reason="Not ours", by=people.duty_worker)
    assert fresh(case).stage == Stage.RECEIVED


@pytest.mark.parametrize(("role", "error"), [("qa_manager", PermissionDenied), ("partner", PermissionDenied)])
def test_a_stranger_passes_nothing_on(people, role, error):
    case, by = make_case(people), getattr(people, role)
    passed = make_case(people)
    send_on(passed, people.duty_worker)
    for act in (lambda: send_on(case, by), lambda: record_receipt(**on(passed), receipt=TAKEN, by=by),
                lambda: take_back(**on(passed), why="No", by=by)):  # fmt: skip
        with pytest.raises(error):
            act()
    Case.objects.update(restricted=True)
    with pytest.raises(Http404):
        send_on(case, people.duty_worker)


@pytest.mark.parametrize("act", ["pass_on", "record_receipt", "take_back"])
def test_when_the_trail_fails_nothing_happened(people, monkeypatch, act):
    case = make_case(people)
    if act != "pass_on":
        send_on(case, people.duty_worker)
    before = (fresh(case).stage, list(Reroute.objects.values()), WorkItem.objects.filter(answer="").count())

    def fails(*args, **kwargs):
        raise RuntimeError("the trail can't be written")

    monkeypatch.setattr("referrals.services.rerouting.record", fails)
    acts = {
        "pass_on": lambda: send_on(case, people.duty_worker),
        "record_receipt": lambda: record_receipt(**on(case), receipt=TAKEN, by=people.duty_worker),
        "take_back": lambda: take_back(**on(case), why="No", by=people.duty_worker),
    }
    with pytest.raises(RuntimeError):
        acts[act]()
    assert before == (fresh(case).stage, list(Reroute.objects.values()), WorkItem.objects.filter(answer="").count())


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_by": "Cleo"}, {"received_at": timezone.now()}, {"not_taken": "No"},
        {"received_by": "Cleo", "received_at": timezone.now()},
    ],
)  # fmt: skip
def test_the_table_holds_no_half_receipt(people, wrong):
    case = make_case(people)
    send_on(case, people.duty_worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reroute.objects.update(**wrong)


def test_the_referrer_can_be_told_that_it_was_passed_on(people):
    case = make_case(people)
    send_on(case, people.duty_worker)
    facts = facts_of(fresh(case), case.referrals.get())
    assert "passed-on" in suggested_codes(facts, FeedbackKind.DECIDED, Extent.LIMITED)
