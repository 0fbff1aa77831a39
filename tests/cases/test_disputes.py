"""Whoever disagrees is heard by somebody else, on a clock, and nothing waits for it."""


import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from mash.accounts.roles import Role
from mash.cases.dispute_states import DisputeAbout, DisputeOutcome, DisputeSays, DisputeState
from mash.cases.disputes import deciders, disputes_with, why_nobody
from mash.cases.models import Case, Dispute
from mash.cases.services.disputes import DisputeRefused
from mash.cases.states import Rag, WorkKind
from mash.cases.work_items import work_items_for
from mash.outbox.models import Message
from mash.trail.verbs import Verb
from tests.cases.disputed import NOT_MADE, another, answered, away, clock, disputed, mails, said, task, verbs
from tests.factories import facts, make_case, no_concern, rated
from triage.services import confirm_rating, rate_concern

pytestmark = pytest.mark.django_db
UPHELD, PARTLY, NOT_UPHELD, PASSED_ON = DisputeOutcome
ACCEPTS, TAKES_UP, DISAGREES, WITHDRAWS = DisputeSays


@pytest.fixture
def case(people):
    """Rated by the duty worker, in triage."""
    return make_case(people, stage="triage")


# Raising


def test_a_dispute_goes_to_the_manager_on_a_clock(case, people):
    dispute = disputed(case, people.practitioner)
    assert (dispute.level, dispute.state, dispute.made_by) == (1, DisputeState.RAISED, people.duty_worker)
    assert dispute.decision == case.decisions.get()
    assert dispute in disputes_with(people.mash_manager)
    assert task(dispute) in work_items_for(people.mash_manager)
    assert clock(dispute) is not None
    assert mails(people.mash_manager, "a dispute waits") == 1
    assert mails(people.head_of_service, "a dispute waits") == 0
    assert verbs(case, Verb.DISPUTE_RAISED) == 1
    assert case.chronology.filter(what__contains="Her daughter stays with her.").exists()


def test_a_mail_says_nothing_of_the_case(case, people):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager)
    for mail in Message.objects.filter(subject__contains="disput"):
        words = mail.subject + mail.body
        assert not any(each in words for each in (case.reference, dispute.reference, case.adult.family_name, "falls"))


def test_with_safety_at_stake_it_is_the_same_day(case, people):
    soon = disputed(case, people.practitioner, safety_at_stake=True)
    later = disputed(case, people.practitioner, **NOT_MADE)
    assert clock(soon).when == "safety_at_stake"
    assert clock(soon).due_at < clock(later).due_at


@pytest.mark.parametrize(
    ("missing", "words"),
    [({"why": " "}, "why you disagree"), ({"sought": ""}, "should happen"), ({"meanwhile": ""}, "keeps the adult safe"),
     ({"adults_view": ""}, "what the adult thinks"), ({**NOT_MADE, "what": ""}, "which decision"), ({"number": 9}, "no such decision"),
     ({"about": DisputeAbout.HANDOVER}, "No handover")],
)  # fmt: skip
def test_what_a_dispute_must_say(case, people, missing, words):
    with pytest.raises(DisputeRefused, match=words):
        disputed(case, people.practitioner, **missing)
    assert not case.disputes.exists()


def test_why_the_adults_view_is_not_known_is_enough(case, people):
    assert disputed(case, people.practitioner, adults_view="", why_no_view="She can't be asked safely today.").why_no_view


def test_the_database_keeps_no_dispute_without_safety(case, people):
    dispute = disputed(case, people.practitioner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(meanwhile="")


def test_the_same_is_disputed_once_at_a_time(case, people):
    dispute = disputed(case, people.practitioner)
    with pytest.raises(DisputeRefused, match="already"):
        disputed(case, people.practitioner)
    disputed(case, people.duty_worker, **NOT_MADE)
    said(dispute, people.practitioner, WITHDRAWS)
    disputed(case, people.practitioner)


@pytest.mark.parametrize("role", ["qa_manager", "board_member", "administrator", "contracts_officer", "partner", "locality_manager"])
def test_others_may_not_dispute(case, people, role):
    with pytest.raises((PermissionDenied, Http404)):
        disputed(case, getattr(people, role))
    assert not case.disputes.exists()


# Nobody decides their own


def test_a_manager_who_disagrees_is_heard_by_the_head_at_once(case, people):
    dispute = disputed(case, people.mash_manager)
    assert (dispute.level, deciders(dispute)) == (2, [people.head_of_service])
    assert "nobody decides a dispute of their own" in dispute.why_level
    with pytest.raises(Http404):
        answered(dispute, people.mash_manager)


def test_nobody_hears_a_dispute_about_their_own_decision(people):
    case = rated(make_case(people), Rag.AMBER, people.mash_manager, enquiry=False)
    dispute = disputed(case, people.practitioner)
    assert dispute.level == 2
    with pytest.raises(Http404):
        answered(dispute, people.mash_manager)
    answered(dispute, people.head_of_service)


def test_nor_one_that_they_confirmed(people):
    case = make_case(people)
    words = {"rationale": "Settled.", "would_change": "Another report.", "seriousness": no_concern(), "urgency": "U3"}
    rate_concern(
        reference=case.reference, version=case.version, facts=facts(Rag.AMBER), rag=Rag.GREEN, by=people.head_of_service,
        senior=people.mash_manager, **words,
    )  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    agreed = {"agrees": True, "words": "It is so.", "would_change": "Another report."}
    confirm_rating(reference=case.reference, version=case.version, by=people.mash_manager, **agreed)
    dispute = disputed(case, people.practitioner, number=2)
    assert (dispute.made_by, dispute.confirmed_by, dispute.level) == (people.head_of_service, people.mash_manager, 2)
    assert deciders(dispute) == []
    assert "nobody decides a dispute of their own" in why_nobody(dispute)
    assert task(dispute) not in work_items_for(people.head_of_service)
    other = another(people, Role.HEAD_OF_SERVICE, "second")
    assert deciders(dispute) == [other]


def test_nor_one_about_what_they_have_not_decided(case, people):
    Case.objects.filter(pk=case.pk).update(owner=people.mash_manager)
    assert disputed(case, people.practitioner, **NOT_MADE).level == 2


def test_another_manager_hears_it_first(case, people):
    other = another(people, Role.MASH_MANAGER, "second")
    dispute = disputed(case, people.mash_manager)
    assert (dispute.level, deciders(dispute)) == (1, [other])


def test_whoever_answered_first_does_not_answer_again(case, people):
    away(people.head_of_service, people.mash_manager, people.head_of_service)
    dispute = answered(disputed(case, people.practitioner), people.mash_manager)
    said(dispute, people.practitioner, TAKES_UP)
    assert dispute not in disputes_with(people.mash_manager)
    with pytest.raises(Http404):
        answered(dispute, people.mash_manager)


def test_the_head_does_not_answer_for_the_manager(case, people):
    dispute = disputed(case, people.practitioner)
    with pytest.raises(Http404):
        answered(dispute, people.head_of_service)


def test_whoever_stands_in_hears_it(case, people):
    away(people.mash_manager, people.head_of_service, people.mash_manager)
    dispute = disputed(case, people.practitioner)
    assert (dispute.level, deciders(dispute)) == (1, [people.head_of_service])
    assert task(dispute) in work_items_for(people.head_of_service)
    answered(dispute, people.head_of_service)


def test_it_does_not_wait_for_an_empty_desk(case, people):
    away(people.mash_manager, None, people.mash_manager)
    dispute = disputed(case, people.practitioner)
    assert (dispute.level, deciders(dispute)) == (2, [people.head_of_service])
    assert "nobody stands in" in dispute.why_level


def test_the_words_of_a_referrer_are_not_those_of_whoever_takes_them_up(case, people):
    report = case.referrals.get().reference
    dispute = disputed(case, people.mash_manager, source=report)
    assert (dispute.for_referrer, dispute.level) == (True, 1)
    answered(dispute, people.mash_manager)
    with pytest.raises(Http404):
        said(dispute, people.mash_manager, ACCEPTS)
    assert task(dispute, WorkKind.DISPUTE_ANSWERED) in work_items_for(people.duty_worker)
    assert said(dispute, people.duty_worker, ACCEPTS).state == DisputeState.ACCEPTED


def test_the_report_of_another_case_is_not_there(case, people):
    with pytest.raises(Http404):
        disputed(case, people.practitioner, source=make_case(people).referrals.get().reference)
