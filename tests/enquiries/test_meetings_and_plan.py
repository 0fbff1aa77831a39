"""Meetings begin in agreement; the plan is one."""

import pytest
from django.utils import timezone

from enquiries.queries.records import statement_in_force
from enquiries.services.meetings import hold_meeting, plan_meeting, record_agreement, record_attendance
from enquiries.services.plans import add_action, agree_plan, review_plan
from enquiries.services.refusals import EnquiryRefused
from enquiries.states import Agreement, MeetingKind, NotInvited, Support
from enquiries.texts import PROTECTION
from mash.cases.services.texts import approve_text, propose_text
from mash.cases.states import Clock, StepName
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def hold(case, people, number=1):
    return hold_meeting(
        reference=case.reference, number=number, held_at=timezone.now(), contribution="Wants her card back.",
        minutes="A visit was agreed.", by=people.practitioner,
    )  # fmt: skip


def test_no_minutes_before_everyone_agreed_or_left(planned, people):
    with pytest.raises(EnquiryRefused, match="not been asked"):
        hold(planned, people)
    said = {"reference": planned.reference, "number": 1, "by": people.practitioner}
    record_agreement(attendee=1, agreement=Agreement.AGREED, **said)
    with pytest.raises(EnquiryRefused):
        hold(planned, people)
    assert planned.meetings.get().minutes == ""
    record_agreement(attendee=2, agreement=Agreement.REFUSED, **said)
    assert hold(planned, people).minutes


def test_a_planning_meeting_settles_the_step_and_meets_the_clock(agreed, people):
    assert agreed.deadlines.open().filter(clock=Clock.PLANNING).exists()
    meeting = hold(agreed, people)
    assert meeting.statement.name
    assert agreed.steps.get(name=StepName.PLANNING).state == "done"
    assert not agreed.deadlines.open().filter(clock=Clock.PLANNING).exists()


def test_another_kind_of_meeting_settles_nothing(agreed, people):
    said = {"reference": agreed.reference, "by": people.practitioner}
    plan_meeting(kind=MeetingKind.OUTCOME, at=timezone.now(), agenda="End.", adult_invited=True, **said)
    record_attendance(number=2, name="Ada", organisation="Advocate", **said)
    record_agreement(number=2, attendee=1, agreement=Agreement.AGREED, **said)
    hold(agreed, people, number=2)
    assert agreed.deadlines.open().filter(clock=Clock.PLANNING).exists()


def test_what_was_held_stays_as_it_is(agreed, people):
    hold(agreed, people)
    with pytest.raises(EnquiryRefused, match="has been held"):
        hold(agreed, people)
    with pytest.raises(EnquiryRefused, match="has been held"):
        record_agreement(
            reference=agreed.reference, number=1, attendee=1, agreement=Agreement.REFUSED, by=people.practitioner
        )


def test_the_wording_that_was_read_is_kept(planned, people):
    record_agreement(reference=planned.reference, number=1, attendee=1, agreement=Agreement.AGREED, by=people.practitioner)
    meeting = planned.meetings.get()
    assert "confidential" in meeting.statement.text


def test_not_inviting_the_adult_needs_reason_and_words(held, people):
    said = {"reference": held.reference, "kind": MeetingKind.STRATEGY, "at": timezone.now(), "agenda": "Safety.",
            "adult_invited": False, "by": people.practitioner}  # fmt: skip
    for missing in ({}, {"not_invited": NotInvited.PUBLIC_PROTECTION}, {"not_invited_words": "Because."}):
        with pytest.raises(EnquiryRefused, match="not invited"):
            plan_meeting(**said, **missing)
    meeting = plan_meeting(
        **said, not_invited=NotInvited.ADULT_DECLINED, not_invited_words="She told Ada so.", supports=[Support.WRITTEN]
    )
    assert meeting.supports == "Written contribution"


def test_nobody_is_on_the_list_twice(planned, people):
    with pytest.raises(EnquiryRefused, match="already"):
        record_attendance(
            reference=planned.reference, number=1, name="Pat Police", organisation="Invented Police", by=people.practitioner
        )


def test_a_meeting_serves_any_open_stage(people):
    case = make_case(people, stage="triage")
    plan_meeting(
        reference=case.reference, kind=MeetingKind.PROFESSIONALS, at=timezone.now(), agenda="Who knows her?",
        adult_invited=True, by=people.duty_worker,
    )  # fmt: skip
    assert case.meetings.count() == 1


def test_one_plan_never_two(with_plan, people):
    with pytest.raises(EnquiryRefused, match="one plan, never two"):
        agree_plan(reference=with_plan.reference, aim="Another.", contingency="-", by=people.practitioner)


def test_an_action_needs_a_plan(held, people):
    with pytest.raises(EnquiryRefused, match="Agree the plan first"):
        add_action(
            reference=held.reference, what="x", agency="y", person="z", due_on=timezone.localdate(), by=people.practitioner
        )


def test_a_review_starts_the_longer_clock(with_plan, people):
    first = with_plan.deadlines.open().get(clock=Clock.PLAN_REVIEW)
    review_plan(reference=with_plan.reference, words="It works.", by=people.practitioner)
    second = with_plan.deadlines.open().get(clock=Clock.PLAN_REVIEW)
    assert second.pk != first.pk
    assert second.due_at > first.due_at


def test_nobody_agrees_to_words_that_were_not_read_and_a_meeting_keeps_its_own(planned, people):
    read, by = statement_in_force(), people.practitioner
    said = {"reference": planned.reference, "number": 1, "agreement": Agreement.AGREED, "by": by}
    version = propose_text(
        text=PROTECTION, base_id=read.pk, words={"statement": "We protect the adult."}, reason="Shorter.", by=people.mash_manager
    )
    approve_text(text=PROTECTION, version_id=version.pk, starts_at=None, by=people.head_of_service)
    with pytest.raises(EnquiryRefused, match="new wording since you opened this page"):
        record_agreement(attendee=1, read=read.pk, **said)
    assert planned.meetings.get().statement is None
    record_agreement(attendee=1, read=version.pk, **said)
    later = propose_text(text=PROTECTION, base_id=version.pk, words={"statement": "We all do."}, reason="-", by=people.mash_manager)
    approve_text(text=PROTECTION, version_id=later.pk, starts_at=None, by=people.head_of_service)
    record_agreement(attendee=2, read=version.pk, **said)
    assert planned.meetings.get().statement.text == "We protect the adult."
