"""A referrer writes again on the same reference: nothing they wrote is lost, and somebody must answer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from mash.cases.models import Case, WorkItem
from mash.cases.services.closing import NotYet, close_case
from mash.cases.services.work_items import answer_work_item
from mash.cases.states import Clock, Outcome, Stage, WorkKind
from mash.trail.models import Event
from referrals.models import Reply
from referrals.services.accepting import REFERRER
from referrals.services.reading import ReportRefused, join_referral, set_aside_referral
from referrals.services.replies import MOST, TooManyReplies, read_replies, receive_reply
from referrals.states import Class, Danger, ReplyKind, SetAside
from tests.factories import make_case
from tests.referrals.test_feedback_services import broken, open_clocks

pytestmark = pytest.mark.django_db


def write(case, kind=ReplyKind.WORSE, danger=Danger.NO, **changed):
    said = {"report": case.referrals.first().reference, "once_key": uuid4(), "words": "He came back and shouted.", "by": REFERRER}
    return receive_reply(**(said | {"kind": kind, "danger": danger} | changed))


def task(reply):
    return WorkItem.objects.get(kind=WorkKind.REFERRER_REPLY, about=reply.reference)


@pytest.mark.parametrize("stage", ["received", "triage", "mash_enquiry", "closed"])
def test_it_starts_a_clock_and_asks_whoever_holds_the_case(people, stage):
    case = make_case(people, stage=stage, owner=people.duty_worker)
    reply = write(case)
    item = task(reply)
    assert (Clock.REPLY, reply.reference) in open_clocks(case)
    assert (item.owner, item.for_permission, item.case) == (people.duty_worker, "work_cases", case)
    assert "Does this change the decision?" in item.question
    assert reply.words not in item.question
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="reply_received").count() == 1
    assert Case.objects.get(pk=case.pk).stage == Stage(stage)


def test_a_disagreement_goes_to_the_manager(people):
    item = task(write(make_case(people, owner=people.duty_worker), ReplyKind.DISAGREE))
    assert (item.owner, item.for_permission) == (None, "withhold_feedback")
    with pytest.raises(PermissionDenied):
        answer_work_item(work_item_id=item.pk, answer="No.", by=people.duty_worker)
    answer_work_item(work_item_id=item.pk, answer="No: looked at again with the GP.", by=people.mash_manager)


def test_danger_now_makes_it_urgent(people):
    case = make_case(people, stage="triage")
    calm, urgent = write(case), write(case, danger=Danger.YES)
    ends = dict(case.deadlines.filter(clock=Clock.REPLY).values_list("about", "due_at"))
    assert ends[urgent.reference] <= urgent.written_at + timedelta(hours=1)
    assert ends[calm.reference] > ends[urgent.reference]
    assert "DANGER NOW" in task(urgent).question
    assert Case.objects.get(pk=case.pk).danger_now


def test_danger_now_shortens_what_was_left_for_rating(people):
    case = make_case(people)
    write(case, danger=Danger.YES)
    assert case.deadlines.open().get(clock=Clock.RATING).due_at <= timezone.now() + timedelta(hours=1)


def test_the_answer_meets_the_clock_and_the_case_can_close_only_then(people):
    case = make_case(people, stage="reopened")
    reply = write(case)
    assert Clock.REPLY in {clock for clock, _ in open_clocks(case)}
    ending = {"outcome": Outcome.ADVICE, "adult_told": "Yes.", "protection": "None.", "rationale": "Over.", "by": people.duty_worker}
    with pytest.raises(NotYet, match="referrer has written again"):
        close_case(reference=case.reference, version=Case.objects.get(pk=case.pk).version, **ending)
    answer_work_item(work_item_id=task(reply).pk, answer="No: as we knew.", by=people.duty_worker)
    assert (Clock.REPLY, reply.reference) not in open_clocks(case)


def test_the_same_form_twice_is_one_reply(people):
    case, once = make_case(people), uuid4()
    assert write(case, once_key=once).pk == write(case, once_key=once).pk
    assert Reply.objects.count() == WorkItem.objects.filter(kind=WorkKind.REFERRER_REPLY).count() == 1


def test_another_report_does_not_find_a_reply_by_its_key(people):
    once = uuid4()
    first = write(make_case(people), once_key=once)
    with pytest.raises(IntegrityError):
        write(make_case(people), once_key=once)
    assert Reply.objects.get().pk == first.pk


def test_whoever_writes_without_end_is_asked_to_ring(people):
    case = make_case(people)
    for _ in range(MOST):
        write(case)
    with pytest.raises(TooManyReplies):
        write(case)
    Reply.objects.update(written_at=timezone.now() - timedelta(hours=25))
    write(case)


def test_reading_is_kept_with_its_reader_and_leaves_the_task(people):
    case = make_case(people)
    reply = write(case)
    assert read_replies(reference=case.reference, by=people.duty_worker) == [reply]
    assert read_replies(reference=case.reference, by=people.practitioner) == []
    reply.refresh_from_db()
    assert reply.read_by == people.duty_worker
    assert task(reply).answered_at is None
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="reply_read").count() == 1


@pytest.mark.parametrize("role", ["qa_manager", "partner", "board_member"])
def test_a_stranger_reads_nothing(people, role):
    case = make_case(people)
    write(case)
    with pytest.raises(PermissionDenied):
        read_replies(reference=case.reference, by=getattr(people, role))


def test_it_goes_along_when_its_report_joins_another_case(people):
    target, case = make_case(people, stage="triage"), make_case(people)
    reply = write(case)
    join_referral(
        reference=case.reference, report=reply.referral.reference, target=target.reference, classed=Class.SAME_CONCERN,
        reason="The same flat.", by=people.duty_worker,
    )  # fmt: skip
    assert (Clock.REPLY, reply.reference) in open_clocks(target)
    assert task(reply).case == target


def test_a_report_is_not_set_aside_over_the_head_of_its_referrer(people):
    case = make_case(people)
    reply = write(case)
    ask = {"why": SetAside.ADVICE_CALL, "reason": "Advice only.", "by": people.duty_worker}
    with pytest.raises(ReportRefused, match="written again"):
        set_aside_referral(reference=case.reference, report=reply.referral.reference, **ask)
    answer_work_item(work_item_id=task(reply).pk, answer="No.", by=people.duty_worker)
    set_aside_referral(reference=case.reference, report=reply.referral.reference, **ask)


def test_without_trail_nothing_is_received(people, monkeypatch):
    case = make_case(people)
    broken(monkeypatch, "replies")
    with pytest.raises(RuntimeError):
        write(case)
    assert not Reply.objects.exists()
    assert not WorkItem.objects.filter(kind=WorkKind.REFERRER_REPLY).exists()
    assert not case.deadlines.filter(clock=Clock.REPLY).exists()
