"""Marks on referrers, acknowledging by hand, the police hold, and the managers' sight of silence."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from mash.accounts.roles import Permission
from mash.cases.models import Case, PoliceHold, WorkItem
from mash.cases.services.holds import HoldRefused, lift_police_hold, set_police_hold
from mash.cases.services.work_items import answer_work_item, raise_work_item
from mash.cases.states import Clock, Hold, WorkKind
from mash.outbox.models import Message
from mash.outbox.services import take_message
from mash.outbox.states import State
from mash.trail.models import Event
from mash.trail.verbs import Verb
from referrals.models import Caution, Feedback
from referrals.queries import facts_of
from referrals.rules import Report
from referrals.services.accepting import PUBLIC_FORM, accept_referral
from referrals.services.cautions import CautionRefused, acknowledge_by_hand, lift_caution, set_caution
from referrals.services.feedback import FeedbackRefused, see_withheld, send_feedback, withhold_feedback
from referrals.states import Channel, Danger, Extent, FeedbackKind, Safety, Way, Withheld
from tests.factories import make_case
from tests.referrals.test_feedback_services import broken, decided, lines, open_clocks, words

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=9)
HOLD = {
    "asked_by": "PC Example", "police_reference": "40/1/26", "reason": "An arrest is planned.",
    "since_on": timezone.localdate(), "review_on": SOON,
}  # fmt: skip


def mark(case, by, safety=Safety.MAY_BE_SOURCE):
    report = case.referrals.first().reference
    return set_caution(
        reference=case.reference, report=report, safety=safety, reason="The adult says so.", review_on=SOON, by=by
    )


def lift(case, by):
    report = case.referrals.first()
    mark = report.cautions.first()
    return lift_caution(reference=case.reference, report=report.reference, seen=mark.pk if mark else 0, reason="A mistake.", by=by)


def hold(case, by, what=Hold.FORBIDS):
    return set_police_hold(reference=case.reference, hold=what, by=by, **HOLD)


def withhold(case, by, **changed):
    ask = {
        "kind": FeedbackKind.DECIDED, "reason": Withheld.UNSAFE, "words": "His brother reads his post.", "review_on": SOON,
        "seen": case.referrals.first().feedback.count(),
    }  # fmt: skip
    once = {"reference": case.reference, "report": case.referrals.first().reference, "once_key": uuid4(), "by": by}
    return withhold_feedback(**(once | ask | changed))


def test_a_mark_asks_a_manager_and_is_lifted_only_by_one(people):
    case, _ = decided(people)
    caution = mark(case, people.duty_worker)
    task = WorkItem.objects.get(kind=WorkKind.UNSAFE_FEEDBACK)
    assert f"{SOON:%-d %B %Y}" in task.question
    assert task.for_permission == "withhold_feedback"
    assert facts_of(case, case.referrals.get()).reach.safety == Safety.MAY_BE_SOURCE
    with pytest.raises(CautionRefused, match="marked already"):
        mark(case, people.duty_worker)
    with pytest.raises(PermissionDenied):
        lift(case, people.duty_worker)
    lift(case, people.mash_manager)
    assert facts_of(case, case.referrals.get()).reach.safety == Safety.SAFE
    caution.refresh_from_db()
    assert caution.lifted_by == people.mash_manager
    assert (lines(case, "caution_set"), lines(case, "caution_lifted")) == (1, 1)
    with pytest.raises(CautionRefused, match="Morgan Manager lifted the mark that you read"):
        lift(case, people.mash_manager)


def test_nothing_that_is_written_by_hand_is_sent_to_a_marked_referrer(people):
    case, referral = decided(people)
    mark(case, people.duty_worker, Safety.UNSAFE)
    assert send_feedback(by=people.duty_worker, **words(case, referral)).message is None
    assert not Message.objects.filter(about=referral.reference).exists()


@pytest.mark.parametrize("state", [State.WAITING, State.TO_POST])
def test_what_had_not_left_when_a_referrer_is_marked_never_leaves(people, state):
    case, referral = decided(people)
    send_feedback(by=people.duty_worker, **words(case, referral))
    Message.objects.filter(about=referral.reference).update(state=state)
    raise_work_item(
        WorkKind.POST_LETTER, question="Post it.", for_permission=Permission.KEY_REFERRAL, by=people.duty_worker, case=case,
        about=referral.reference,
    )  # fmt: skip
    mark(case, people.duty_worker, Safety.UNSAFE)
    assert Message.objects.get(about=referral.reference).state == State.WITHDRAWN
    assert take_message() is None
    assert WorkItem.objects.get(kind=WorkKind.POST_LETTER).answered_by == people.duty_worker
    assert "1 message that had not left yet was stopped" in WorkItem.objects.get(kind=WorkKind.UNSAFE_FEEDBACK).question
    assert Event.objects.filter(verb=Verb.MESSAGE_WITHDRAWN).count() == 1


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.DEAD])
def test_what_has_left_or_is_in_the_relays_hand_is_left_alone(people, state):
    case, referral = decided(people)
    send_feedback(by=people.duty_worker, **words(case, referral))
    Message.objects.filter(about=referral.reference).update(state=state)
    mark(case, people.duty_worker, Safety.UNSAFE)
    assert Message.objects.get(about=referral.reference).state == state
    assert "stopped" not in WorkItem.objects.get(kind=WorkKind.UNSAFE_FEEDBACK).question


@pytest.mark.parametrize("role", ["qa_manager", "partner", "administrator"])
def test_a_stranger_marks_and_holds_nothing(people, role):
    case, referral = decided(people)
    for act in (mark, hold, lift):
        with pytest.raises(PermissionDenied):
            act(case, getattr(people, role))
    with pytest.raises(PermissionDenied):
        acknowledge_by_hand(reference=case.reference, report=referral.reference, words="Rang.", by=getattr(people, role))


def test_a_police_hold_limits_what_may_be_said_until_it_is_lifted(people):
    case, referral = decided(people)
    with pytest.raises(FeedbackRefused, match="No police hold"):
        withhold(case, people.duty_worker, reason=Withheld.POLICE_HOLD)
    sent = words(case, referral)
    stands = hold(case, people.practitioner).pk
    with pytest.raises(FeedbackRefused, match="police hold stands"):
        send_feedback(by=people.duty_worker, **sent)
    with pytest.raises(HoldRefused, match="already"):
        hold(case, people.practitioner)
    lift_police_hold(reference=case.reference, seen=stands, reason="The officer rang.", by=people.practitioner)
    assert send_feedback(by=people.duty_worker, **sent).text
    with pytest.raises(HoldRefused, match="Priya Practitioner lifted the hold that you read"):
        lift_police_hold(reference=case.reference, seen=stands, reason="Again.", by=people.practitioner)
    assert (lines(case, "police_hold_set"), lines(case, "police_hold_lifted")) == (1, 1)


def test_a_police_hold_is_a_reason_for_silence(people):
    case, _ = decided(people)
    hold(case, people.practitioner)
    assert withhold(case, people.duty_worker, reason=Withheld.POLICE_HOLD).review_on == SOON


def test_a_duty_worker_holds_nothing_for_the_police(people):
    case, _ = decided(people)
    with pytest.raises(PermissionDenied):
        hold(case, people.duty_worker)
    assert not PoliceHold.objects.exists()


def test_a_manager_looks_at_each_silence(people):
    case, _ = decided(people)
    row = withhold(case, people.duty_worker)
    for stranger in (people.duty_worker, people.qa_manager):
        with pytest.raises(PermissionDenied):
            see_withheld(once_key=row.once_key, review_on=None, by=stranger)
    seen = see_withheld(once_key=row.once_key, review_on=None, by=people.mash_manager)
    assert (seen.seen_by, seen.review_on) == (people.mash_manager, None)
    assert lines(case, "withheld_seen") == 1
    Case.objects.filter(pk=case.pk).update(restricted=True)
    with pytest.raises(Http404):
        see_withheld(once_key=row.once_key, review_on=None, by=people.mash_manager)


@pytest.mark.parametrize("act", ["mark", "hold"])
def test_without_trail_nothing_is_marked_or_held(people, monkeypatch, act):
    case, _ = decided(people)
    if act == "mark":
        broken(monkeypatch, "cautions")
    else:
        monkeypatch.delattr("mash.cases.services.holds.record")
    with pytest.raises((RuntimeError, NameError)), transaction.atomic():
        mark(case, people.duty_worker) if act == "mark" else hold(case, people.practitioner)
    assert not Caution.objects.exists()
    assert not PoliceHold.objects.exists()
    assert not WorkItem.objects.filter(kind=WorkKind.UNSAFE_FEEDBACK).exists()


def accepted(channel, **said):
    report = Report(worry="She has bruises.", danger=Danger.NO, **said)
    return accept_referral(once_key=uuid4(), report=report, channel=channel, by=PUBLIC_FORM)


MAIL = {"referrer_email": "robin@example.org", "contact_is_safe": True}
CALL = {"referrer_phone": "01632 960 001", "contact_is_safe": True}


@pytest.mark.parametrize(
    ("channel", "said", "open_still", "messages", "rings"),
    [
        (Channel.PUBLIC, {}, False, 0, 0),
        (Channel.PUBLIC, MAIL, False, 1, 0),
        (Channel.PUBLIC, CALL, False, 0, 0),
        (Channel.API, {}, False, 0, 0),
        (Channel.PARTNER, {}, False, 0, 0),
        (Channel.PHONE, {}, False, 0, 0),
        (Channel.WALK_IN, {}, False, 0, 0),
        (Channel.PAPER, {}, True, 0, 0),
        (Channel.PAPER, MAIL | {"contact_is_safe": False}, True, 0, 0),
        (Channel.PAPER, MAIL, False, 1, 0),
        (Channel.PAPER, {"referrer_address": "1 Example Row\nLuton\n" * 30, "contact_is_safe": True}, False, 1, 0),
        (Channel.PAPER, CALL | {"reply_by": Way.TEXT, "referrer_phone": "07700 900 982"}, False, 1, 0),
        (Channel.PAPER, CALL | {"reply_by": Way.TEXT}, True, 0, 0),
        (Channel.PAPER, CALL, True, 0, 1),
        (Channel.EMAIL, MAIL, False, 1, 0),
        (Channel.EMAIL, MAIL | {"contact_is_safe": False}, True, 0, 0),
    ],
)
def test_the_acknowledgement_is_owed_until_they_know(people, channel, said, open_still, messages, rings):
    referral = accepted(channel, **said)
    owed = (Clock.ACKNOWLEDGED, referral.reference)
    assert (owed in open_clocks(referral.case)) == open_still
    assert referral.case.deadlines.filter(clock=Clock.ACKNOWLEDGED).count() == 1
    assert Message.objects.filter(about=referral.reference).count() == messages
    tasks = WorkItem.objects.filter(kind=WorkKind.RING_REFERRER)
    assert tasks.count() == rings
    for task in tasks:
        answer_work_item(work_item_id=task.pk, answer="Rang, spoke with her.", by=people.duty_worker)
        assert owed not in open_clocks(referral.case)


def test_a_worker_says_what_was_done_where_nothing_could_be_sent(people):
    referral = accepted(Channel.PAPER)
    case, ask = referral.case, {"report": referral.reference, "words": "No way to reach them.", "by": people.duty_worker}
    acknowledge_by_hand(reference=case.reference, **ask)
    assert (Clock.ACKNOWLEDGED, referral.reference) not in open_clocks(case)
    assert lines(case, "referrer_acknowledged") == 1
    with pytest.raises(CautionRefused, match="Nothing is owed"):
        acknowledge_by_hand(reference=case.reference, **ask)


def test_a_case_of_a_call_is_told_by_a_call(people):
    case, referral = decided(people, referrer_phone="01632 960 001", reply_by=Way.PHONE)
    feedback = send_feedback(by=people.duty_worker, **words(case, referral))
    assert feedback.message is None
    assert WorkItem.objects.get(kind=WorkKind.RING_REFERRER).about == referral.reference
    assert Feedback.objects.filter(extent=Extent.LIMITED).exists()
    assert make_case(people).work_items.count() == 0
