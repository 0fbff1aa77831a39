"""A dispute is answered, accepted or taken up, and nothing of the case waits for it."""

from datetime import timedelta
from inspect import signature

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from enquiries.services.handovers import decide_handover, propose_handover
from mash.accounts.roles import Role
from mash.cases.access import visible_cases
from mash.cases.dispute_queries import raised_disputes, with_me
from mash.cases.dispute_states import DisputeAbout, DisputeOutcome, DisputeSays, DisputeState
from mash.cases.disputes import disputes_with
from mash.cases.models import Case, CaseUserGrant, Dispute
from mash.cases.services import disputes
from mash.cases.services.cases import reopen_case
from mash.cases.services.closing import close_case
from mash.cases.services.disputes import DisputeMoved, DisputeRefused
from mash.cases.services.sweeps import sweep_deadlines
from mash.cases.services.work_items import answer_work_item
from mash.cases.states import Clock, Outcome, Rag, Stage, WorkKind
from mash.cases.work_items import work_items_for
from mash.outbox.models import Message
from mash.trail.verbs import Verb
from tests.cases.disputed import NOT_MADE, another, answered, claim, clock, disputed, mails, said, task, verbs
from tests.factories import make_case, rated, settle_all

pytestmark = pytest.mark.django_db
UPHELD, PARTLY, NOT_UPHELD, PASSED_ON = DisputeOutcome
ACCEPTS, TAKES_UP, DISAGREES, WITHDRAWS = DisputeSays


@pytest.fixture
def case(people):
    """Rated by the duty worker, in triage."""
    return make_case(people, stage="triage")


# Answering


def test_an_answer_goes_back_to_whoever_disagreed(case, people):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager)
    assert dispute.state == DisputeState.ANSWERED
    assert clock(dispute) is None
    assert task(dispute) is None
    assert task(dispute, WorkKind.DISPUTE_ANSWERED) in work_items_for(people.practitioner)
    assert task(dispute, WorkKind.DISPUTE_ANSWERED) not in work_items_for(people.duty_worker)
    assert mails(people.practitioner, "your dispute was answered") == 1
    assert verbs(case, Verb.DISPUTE_ANSWERED) == 1
    assert said(dispute, people.practitioner, ACCEPTS).settled_at is not None
    assert dispute not in with_me(people.practitioner)


@pytest.mark.parametrize("outcome", [UPHELD, PARTLY])
def test_what_changes_becomes_a_task(case, people, outcome):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager, outcome)
    item = task(dispute, WorkKind.DISPUTE_UPHELD)
    assert "I rate it anew today." in item.question
    answer_work_item(work_item_id=item.pk, answer="Rated Red at noon.", by=people.duty_worker)


def test_an_answer_that_changes_nothing_asks_nobody(case, people):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager, NOT_UPHELD)
    assert task(dispute, WorkKind.DISPUTE_UPHELD) is None


@pytest.mark.parametrize(("outcome", "words"), [(UPHELD, "was upheld: I rate"), (PARTLY, "was partly upheld: I rate")])
def test_the_task_says_what_was_decided(case, people, outcome, words):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager, outcome)
    assert words in task(dispute, WorkKind.DISPUTE_UPHELD).question


@pytest.mark.parametrize(("last", "words"), [(NOT_UPHELD, None), (UPHELD, "was upheld: The Head")])
def test_what_the_first_level_asked_for_ends_when_the_second_answers(case, people, last, words):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager, PARTLY)
    first = task(dispute, WorkKind.DISPUTE_UPHELD)
    said(dispute, people.practitioner, TAKES_UP)
    assert task(dispute, WorkKind.DISPUTE_UPHELD) == first, "until then it goes on"
    answered(dispute, people.head_of_service, last, changes="The Head rates it." if words else "")
    first.refresh_from_db()
    assert first.answered_by == people.head_of_service
    assert "Head of Service" in first.answer
    left = task(dispute, WorkKind.DISPUTE_UPHELD)
    assert (words in left.question) if words else left is None


@pytest.mark.parametrize(
    ("outcome", "more", "words"),
    [(UPHELD, {"changes": ""}, "what changes"), (NOT_UPHELD, {"words": " "}, "reasons")],
)
def test_what_an_answer_must_say(case, people, outcome, more, words):
    dispute = disputed(case, people.practitioner)
    with pytest.raises(DisputeRefused, match=words):
        answered(dispute, people.mash_manager, outcome, **more)
    assert dispute.moves.count() == 0


def test_what_the_manager_cannot_settle_goes_up(case, people):
    dispute = disputed(case, people.practitioner)
    first = clock(dispute)
    dispute = answered(dispute, people.mash_manager, PASSED_ON)
    first.refresh_from_db()
    assert (dispute.level, dispute.state) == (2, DisputeState.RAISED)
    assert first.met_at is not None
    assert clock(dispute).pk != first.pk
    assert mails(people.head_of_service, "a dispute waits") == 1
    assert verbs(case, Verb.DISPUTE_WENT_UP) == 1
    with pytest.raises(DisputeRefused, match="no level above"):
        answered(dispute, people.head_of_service, PASSED_ON)


def test_whoever_does_not_accept_is_heard_again_and_then_it_ends(case, people):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager)
    said(dispute, people.practitioner, TAKES_UP)
    assert clock(dispute) is not None
    dispute = answered(dispute, people.head_of_service)
    assert (dispute.state, clock(dispute)) == (DisputeState.ENDED, None)
    assert dispute in with_me(people.practitioner)
    with pytest.raises(DisputeMoved):
        said(dispute, people.practitioner, TAKES_UP)
    said(dispute, people.practitioner, DISAGREES)
    assert not with_me(people.practitioner).exists()
    assert not raised_disputes(people.practitioner)


def test_only_whoever_raised_it_says_what_they_make_of_the_answer(case, people):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager)
    for other in (people.duty_worker, people.mash_manager):
        with pytest.raises(Http404):
            said(dispute, other, ACCEPTS)
    # For somebody who has gone, the Head of Service ends it.
    said(dispute, people.head_of_service, ACCEPTS)


def test_the_first_answer_stands(case, people):
    other = another(people, Role.MASH_MANAGER, "second")
    dispute = disputed(case, people.practitioner)
    answered(dispute, people.mash_manager)
    with pytest.raises(DisputeMoved):
        answered(dispute, other, UPHELD, seen=0)
    with pytest.raises(DisputeMoved):
        said(dispute, people.practitioner, WITHDRAWS, seen=0)
    assert dispute.moves.get().moved_by == people.mash_manager


def test_what_was_said_is_never_rewritten(case, people):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager)
    for change in (dispute.moves.update, lambda **_: dispute.moves.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(words="It was upheld.")


# Nothing waits for it


def test_it_changes_no_version_and_closes_no_door(case, people):
    version = case.version
    dispute = disputed(case, people.practitioner)
    settle_all(case, people.duty_worker, people.mash_manager)
    Case.objects.filter(pk=case.pk).update(decided_at=timezone.now())
    case.deadlines.exclude(clock=Clock.DISPUTE).update(met_at=timezone.now())
    words = {"outcome": Outcome.ADVICE, "adult_told": "By phone.", "protection": "None needed.", "rationale": "Enough."}
    closed = close_case(reference=case.reference, version=version, by=people.duty_worker, **words)
    assert closed.stage == Stage.CLOSED
    assert clock(dispute) is not None
    answered(dispute, people.mash_manager, UPHELD)
    reopen_case(reference=case.reference, version=closed.version, reason="The dispute was upheld.", by=people.duty_worker)
    assert Case.objects.get(pk=case.pk).stage == Stage.TRIAGE


def test_a_closing_can_be_disputed(people):
    case = make_case(people, stage="closed")
    dispute = disputed(case, people.practitioner, number=case.decisions.count())
    assert dispute.decision.kind == "closing"
    answered(dispute, people.mash_manager if dispute.level == 1 else people.head_of_service)


def leads(case, edge):
    move = getattr(case, edge)
    try:
        move(*[None] * len([p for p in signature(move).parameters.values() if p.default is p.empty]))
    except TransitionNotAllowed:
        return "refused"
    return case.stage


@pytest.mark.parametrize("edge", sorted(t.name for t in Case._meta.get_field("stage").get_all_transitions(Case)))
def test_every_edge_of_a_case_is_as_it_was(case, people, edge):
    """From each stage the edge leads where it leads without a dispute, or is refused as it is without."""
    disputed(case, people.practitioner, safety_at_stake=True)
    for stage in Stage:
        assert leads(Case(pk=case.pk, stage=stage), edge) == leads(Case(stage=stage), edge), stage


def test_a_case_goes_on_to_an_enquiry_while_it_is_disputed(case, people):
    disputed(case, people.practitioner, safety_at_stake=True)
    assert rated(case, Rag.RED, people.duty_worker, enquiry=True).stage == Stage.MASH_ENQUIRY


# Clocks


def over(dispute, share):
    """The clock has run over by so much of its time."""
    now = timezone.now()
    Case.objects.filter(pk=dispute.case_id).update(rag="red")
    dispute.case.deadlines.filter(clock=Clock.DISPUTE).update(
        started_at=now - timedelta(hours=10) * (1 + share), due_at=now - timedelta(hours=10) * share
    )
    Message.objects.all().update(recipient="")
    sweep_deadlines()
    return set(Message.objects.exclude(recipient="").values_list("recipient", flat=True))


def test_an_overdue_dispute_reaches_whoever_hears_it_then_the_next(people):
    case = make_case(people, stage="triage", owner=people.duty_worker)
    case.deadlines.update(met_at=timezone.now())
    dispute = disputed(case, people.practitioner)
    assert over(dispute, 0.1) == {people.mash_manager.email}
    assert over(dispute, 0.6) == {people.head_of_service.email}
    assert over(dispute, 1.1) == set()


def test_at_the_second_level_the_head_is_told(people):
    case = make_case(people, stage="triage", owner=people.duty_worker)
    case.deadlines.update(met_at=timezone.now())
    dispute = disputed(case, people.mash_manager)
    assert over(dispute, 0.1) == {people.head_of_service.email}


# Who may see


def test_a_restricted_dispute_exists_only_for_those_who_are_named(case, people):
    Case.objects.filter(pk=case.pk).update(restricted=True)
    for person in (people.practitioner, people.head_of_service):
        CaseUserGrant.objects.create(content_object=case, user=person, permission=Permission.objects.get(codename="see_shared"))
    dispute = disputed(case, people.practitioner)
    assert dispute.level == 2
    assert not disputes_with(people.mash_manager).exists()
    assert not with_me(people.mash_manager).exists()
    assert mails(people.mash_manager, "a dispute waits") == 0
    assert dispute in disputes_with(people.head_of_service)
    with pytest.raises(Http404):
        answered(dispute, people.mash_manager)


CALLS = [
    lambda case, dispute, people: disputes.raise_dispute(reference=case.reference, claim=claim(**NOT_MADE), by=people.practitioner),
    lambda case, dispute, people: answered(dispute, people.mash_manager),
    lambda case, dispute, people: answered(dispute, people.mash_manager, PASSED_ON),
    lambda case, dispute, people: said(dispute, people.practitioner, WITHDRAWS),
]


@pytest.mark.parametrize("call", CALLS)
def test_without_a_trail_nothing_happens(case, people, call, monkeypatch):
    dispute = disputed(case, people.practitioner)

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(disputes, "record", fail)
    with pytest.raises(RuntimeError):
        call(case, dispute, people)
    dispute = Dispute.objects.get(pk=dispute.pk)
    assert (dispute.state, dispute.level, dispute.moves.count(), case.disputes.count()) == (DisputeState.RAISED, 1, 0, 1)


# Handover


@pytest.fixture
def offered(people):
    """A Red case that was offered to a locality team; the case, and the handover."""
    case = make_case(people, stage="mash_enquiry", owner=people.practitioner)
    handover = propose_handover(reference=case.reference, version=case.version, to_team_id=people.locality.pk, summary="Risks.", by=people.practitioner)
    return case, handover


def refused(case, people):
    version = Case.objects.get(pk=case.pk).version
    decide_handover(reference=case.reference, version=version, accept=False, reason="Not ours.", by=people.locality_manager)


def test_a_team_that_was_offered_a_case_disputes_the_handover(offered, people):
    case, handover = offered
    dispute = disputed(case, people.locality_manager, about=DisputeAbout.HANDOVER, number=0)
    assert (dispute.level, dispute.source, dispute.made_by) == (2, handover.reference, people.practitioner)
    with pytest.raises(DisputeRefused, match="other side"):
        answered(dispute, people.head_of_service, PARTLY)
    answered(dispute, people.head_of_service, PARTLY, other_head="Ola North, Head of Localities")


def test_a_team_sees_the_case_until_its_dispute_is_over(offered, people):
    case, _ = offered
    dispute = disputed(case, people.locality_manager, about=DisputeAbout.HANDOVER, number=0)
    refused(case, people)
    assert case in visible_cases(people.locality_manager)
    answered(dispute, people.head_of_service, NOT_UPHELD, other_head="Ola North")
    assert case in visible_cases(people.locality_manager)
    said(dispute, people.locality_manager, DISAGREES)
    assert case not in visible_cases(people.locality_manager)


def test_a_team_without_a_dispute_sees_it_no_more(offered, people):
    case, _ = offered
    refused(case, people)
    assert case not in visible_cases(people.locality_manager)


def test_the_hub_disputes_a_refusal(offered, people):
    case, _ = offered
    refused(case, people)
    dispute = disputed(case, people.practitioner, about=DisputeAbout.HANDOVER, number=0)
    assert (dispute.level, dispute.made_by) == (2, people.locality_manager)
