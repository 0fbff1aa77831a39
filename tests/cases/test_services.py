"""Use cases of a case, on real PostgreSQL."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from mash.cases.models import Case
from mash.cases.rules import Blocker, Offer, Without
from mash.cases.services import cases, closing, connections, records, steps
from mash.cases.services.clocks import meet_clock, start_clock
from mash.cases.services.locking import Stale
from mash.cases.states import Clock, DecisionKind, Nature, Outcome, Party, Reached, Stage, StepName, StepState
from mash.trail.models import Event
from tests.factories import make_case, settle_all

pytestmark = pytest.mark.django_db
NOW = timezone.now


def lines(case):
    return Event.objects.filter(chain=f"case:{case.reference}").count()


def calls(case):
    """Each plain use case with words that it accepts."""
    shared = {"reference": case.reference}
    return {
        cases.take_case: shared,
        cases.add_note: shared | {"what": "Heard shouting.", "source": "Neighbour", "nature": Nature.HEARSAY, "happened_at": NOW()},
        cases.take_protective_action: shared | {"what": "Locks changed.", "by_whom": "Invented Homes", "taken_at": NOW()},
        records.log_contact: shared | {
            "party": Party.ADULT, "with_whom": "", "reached": Reached.SPOKE, "happened_at": NOW(), "what_was_said": "Hello.",
        },
        records.record_source_of_harm: shared | {
            "name": "A nephew", "is_organisation": False, "relationship": "nephew", "position_of_trust": False,
            "contact_with_others": "",
        },
        connections.offer_connection: shared | {"offer": Offer("Invented Befriending", "Company")},
        steps.settle_step: shared | {"name": StepName.HISTORY, "state": StepState.DONE, "words": "Nothing on LAS.", "seen": 0},
    }  # fmt: skip


NAMES = [f.__name__ for f in calls(Case(reference="M-0000-0000"))]


@pytest.mark.parametrize("name", NAMES)
def test_it_happens_and_leaves_one_line(people, name):
    case = make_case(people, stage="triage")
    use_case, words = next((f, w) for f, w in calls(case).items() if f.__name__ == name)
    before = lines(case)
    use_case(**words, by=people.duty_worker)
    assert lines(case) == before + 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", ["qa_manager", "board_member", "administrator", "partner"])
def test_others_may_not(people, name, role):
    case = make_case(people, stage="triage")
    use_case, words = next((f, w) for f, w in calls(case).items() if f.__name__ == name)
    before = lines(case)
    with pytest.raises((PermissionDenied, Http404)):
        use_case(**words, by=getattr(people, role))
    assert lines(case) == before


@pytest.mark.parametrize("name", NAMES)
def test_without_a_trail_nothing_happens(people, name, monkeypatch):
    case = make_case(people, stage="triage")
    use_case, words = next((f, w) for f, w in calls(case).items() if f.__name__ == name)

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    for module in (cases, connections, records, steps):
        monkeypatch.setattr(module, "record", fail)
    before = [getattr(case, name).count() for name in ("chronology", "contacts", "wishes", "consents", "steps", "connections")]
    with pytest.raises(RuntimeError):
        use_case(**words, by=people.duty_worker)
    case.refresh_from_db()
    assert case.owner is None
    assert before == [getattr(case, n).count() for n in ("chronology", "contacts", "wishes", "consents", "steps", "connections")]


def test_a_hidden_case_is_as_absent_as_none(people):
    case = make_case(people, stage="triage", restricted=True)
    for reference in (case.reference, "M-ZZZZ-ZZZZ"):
        with pytest.raises(Http404):
            cases.take_case(reference=reference, by=people.duty_worker)


def test_speaking_with_the_adult_settles_step_four_and_an_attempt_does_not(people):
    case = make_case(people, stage="triage")
    words = {"reference": case.reference, "party": Party.ADULT, "with_whom": "", "happened_at": NOW(), "what_was_said": "-"}
    records.log_contact(**words, reached=Reached.NO_ANSWER, by=people.duty_worker)
    assert not case.steps.filter(name=StepName.ADULT).exists()
    records.log_contact(**words, reached=Reached.SPOKE, by=people.duty_worker)
    assert case.steps.get(name=StepName.ADULT).state == StepState.DONE


def test_a_step_that_may_not_be_skipped_says_what_to_do(people):
    case = make_case(people, stage="mash_enquiry")
    with pytest.raises(steps.StepRefused, match="record the attempts"):
        steps.settle_step(
            reference=case.reference, name=StepName.ADULT, state=StepState.NOT_NEEDED, words="-", seen=0, by=people.practitioner
        )


def test_partner_checks_are_not_waved_away_while_a_question_is_open(people):
    case = make_case(people, stage="triage")
    words = {"name": StepName.PARTNERS, "state": StepState.NOT_NEEDED, "words": "-", "seen": 0, "by": people.duty_worker}
    start_clock(case, Clock.CHECK, about="K-0000-0000")
    with pytest.raises(steps.StepRefused, match="still open"):
        steps.settle_step(reference=case.reference, **words)
    meet_clock(case, Clock.CHECK, about="K-0000-0000")
    steps.settle_step(reference=case.reference, **words)


def close(case, by, **changed):
    words = {
        "reference": case.reference, "version": case.version, "outcome": Outcome.ADVICE, "adult_told": "By phone.",
        "protection": "None needed: scam call only.", "rationale": "Advice was enough.",
    }  # fmt: skip
    return closing.close_case(**(words | changed), by=by)


def test_closing_is_refused_while_feedback_is_owed_and_then_works(people):
    case = make_case(people, stage="decided")
    settle_all(case, people.duty_worker, people.mash_manager)
    with pytest.raises(closing.NotYet) as refused:
        close(case, people.duty_worker)
    assert refused.value.blockers == [Blocker("Feedback is owed: send it, or record why it is withheld.", "referrals:feedback")]
    case.deadlines.filter(clock=Clock.FEEDBACK).update(met_at=NOW())
    before = lines(case)
    close(case, people.duty_worker)
    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.ADVICE)
    assert not case.deadlines.open().exists()
    assert lines(case) == before + 1
    assert case.decisions.filter(kind=DecisionKind.CLOSING).count() == 1


def test_only_a_manager_s_reason_replaces_the_handover_of_a_red_case(people):
    case = make_case(people, stage="mash_enquiry")
    reason = {"without": Without(handover="Moved to another county.")}
    with pytest.raises(closing.NotYet) as refused:
        close(case, people.practitioner, **reason)
    assert any("handed over" in blocker.words for blocker in refused.value.blockers)
    with pytest.raises(closing.NotYet) as refused:
        close(case, people.mash_manager, **reason)
    assert not any("handed over" in blocker.words for blocker in refused.value.blockers)


def test_whoever_comes_second_is_told_who_was_first(people):
    case = make_case(people, stage="closed")
    seen = case.version
    cases.reopen_case(reference=case.reference, version=seen, reason="It began again.", by=people.practitioner)
    with pytest.raises(Stale) as told:
        cases.reopen_case(reference=case.reference, version=seen, reason="Second.", by=people.duty_worker)
    assert told.value.latest.decided_by == people.practitioner
    assert told.value.latest.rationale == "It began again."


def test_a_reopened_case_is_in_triage_and_awaits_a_rating(people):
    case = make_case(people, stage="reopened")
    assert case.stage == Stage.TRIAGE
    assert case.closed_at is None
    assert case.deadlines.open().filter(clock=Clock.RATING).exists()


def test_what_was_set_aside_unrated_is_received_again(people):
    case = make_case(people)
    closing.set_aside_case(reference=case.reference, reason="Meant for parking.", by=people.duty_worker)
    aside = Case.objects.get(pk=case.pk)
    again = cases.reopen_case(
        reference=case.reference, version=aside.version, reason="It was not.", by=people.duty_worker
    )
    assert (again.stage, again.closed_at, again.outcome) == (Stage.RECEIVED, None, "")
    assert again.deadlines.open().filter(clock=Clock.RATING).exists()


def test_an_open_case_cannot_be_reopened(people):
    case = make_case(people, stage="triage")
    with pytest.raises(TransitionNotAllowed):
        cases.reopen_case(reference=case.reference, version=case.version, reason="-", by=people.duty_worker)


def test_only_an_unrated_case_can_be_set_aside(people):
    case = make_case(people, stage="received")
    closing.set_aside_case(reference=case.reference, reason="Meant for parking.", by=people.duty_worker)
    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.SET_ASIDE)
    rated = make_case(people, stage="triage")
    with pytest.raises(TransitionNotAllowed):
        closing.set_aside_case(reference=rated.reference, reason="-", by=people.duty_worker)


def test_the_database_refuses_an_unrated_case_in_triage(people):
    case = make_case(people, stage="received")
    with pytest.raises(IntegrityError, match="case_rated_before_moving"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(stage=Stage.TRIAGE)
    case.rag = "amber"
    case.save()
    Case.objects.filter(pk=case.pk).update(stage=Stage.TRIAGE)


@pytest.mark.parametrize(("role", "may"), [("duty_worker", False), ("practitioner", True), ("mash_manager", True)])
def test_a_case_in_enquiry_is_taken_only_by_who_may_hold_it(people, role, may):
    case = make_case(people, stage="mash_enquiry")
    before = lines(case)
    if may:
        assert cases.take_case(reference=case.reference, by=getattr(people, role)).owner == getattr(people, role)
    else:
        with pytest.raises(PermissionDenied):
            cases.take_case(reference=case.reference, by=getattr(people, role))
        assert lines(case) == before
