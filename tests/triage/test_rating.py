"""Rating a concern, on real PostgreSQL."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from enquiries.services.holding import take_enquiry
from mash.accounts.roles import MAY, Permission, Role
from mash.cases.models import Case, WorkItem
from mash.cases.services.locking import Stale
from mash.cases.services.work_items import AlreadyAnswered
from mash.cases.states import Clock, DecisionKind, Rag, Stage, StepName, WorkKind
from mash.trail.models import Event
from tests.factories import facts, make_case, no_concern
from thresholds.queries import matrix_in_force
from triage.rules import Weighed
from triage.services import RatingRefused, confirm_rating, rate_concern, rating
from triage.states import Factor, Weight

pytestmark = pytest.mark.django_db
ENQUIRY = {Clock.S42_DECISION, Clock.PLANNING, Clock.ENQUIRY_LOOK, Clock.ENQUIRY}
WORDS = {"rationale": "Bruises that nobody can account for.", "would_change": "A word from the GP."}


def rate(case, by, rag=Rag.AMBER, *, suggested=None, senior=None, seriousness=None, aside=False, urgency="U3", why_later="", **changed):
    given, weighed = facts(suggested or rag, **changed), no_concern() if seriousness is None else seriousness
    rate_concern(
        reference=case.reference, version=case.version, facts=given, seriousness=weighed, rag=rag, by=by, senior=senior, urgency=urgency, why_later=why_later,
        set_rule_aside=aside, **WORDS,
    )  # fmt: skip
    return Case.objects.get(pk=case.pk)


def running(case):
    return {Clock(d.clock) for d in case.deadlines.running()}


def lines(case):
    return Event.objects.filter(chain=f"case:{case.reference}").count()


@pytest.mark.parametrize("rag", [Rag.AMBER, Rag.GREEN])
def test_amber_and_green_go_to_triage_with_its_clock(people, rag):
    case = make_case(people)
    before = lines(case)
    case = rate(case, people.duty_worker, rag)
    assert (case.stage, case.rag, case.version) == (Stage.TRIAGE, rag, 3)
    assert running(case) == {Clock.TRIAGE_DECISION}
    assert case.steps.get(name=StepName.RATING).words == f"Rated {rag.label}"
    assert lines(case) == before + 1


def test_red_goes_to_enquiry_with_its_clocks(people):
    case = rate(make_case(people), people.duty_worker, Rag.RED)
    assert (case.stage, case.rag) == (Stage.MASH_ENQUIRY, Rag.RED)
    assert running(case) == ENQUIRY


@pytest.mark.parametrize(("code", "name"), [("DA", "Domestic abuse"), ("MS", "Modern slavery"), ("SE", "Sexual exploitation")])
def test_some_types_go_to_enquiry_whatever_the_colour(people, code, name):
    case = rate(make_case(people), people.duty_worker, Rag.GREEN, types=(code,), indicators=())
    assert (case.stage, case.rag, case.always_enquiry) == (Stage.MASH_ENQUIRY, Rag.GREEN, name)
    assert running(case) == ENQUIRY


def test_what_was_known_is_kept_with_the_version_of_the_matrix(people):
    case = rate(make_case(people), people.duty_worker)
    decision = case.decisions.get(kind=DecisionKind.RATING)
    assert decision.versions["matrix"] == matrix_in_force()[0]
    assert decision.snapshot["facts"]["indicators"] == ["FIN2c"]
    assert decision.snapshot["facts"]["repeats"]["adult"] == 1
    assert decision.snapshot["suggestion"]["rag"] == "amber"
    assert "RAG decision" not in decision.outstanding


def test_red_in_triage_moves_on_and_calls_off_triages_clock(people):
    case = rate(make_case(people, stage="triage"), people.duty_worker, Rag.RED)
    assert case.stage == Stage.MASH_ENQUIRY
    assert running(case) == ENQUIRY


def test_a_new_rating_reopens_an_ended_triage(people):
    case = make_case(people, stage="decided")
    assert case.decided_at
    case = rate(case, people.duty_worker, Rag.AMBER)
    assert case.decided_at is None
    assert Clock.TRIAGE_DECISION in running(case)


def test_raising_in_an_enquiry_brings_its_clocks_forward(people):
    case = make_case(people, stage="mash_enquiry", rag="amber")
    slow = case.deadlines.open().get(clock=Clock.S42_DECISION).due_at
    case = rate(case, people.duty_worker, Rag.RED)
    assert case.stage == Stage.MASH_ENQUIRY
    assert case.deadlines.open().get(clock=Clock.S42_DECISION).due_at < slow


def test_a_reopened_case_awaits_a_confirming_rating(people):
    case = make_case(people, stage="reopened")
    assert running(case) == {Clock.RATING}
    case = rate(case, people.duty_worker)
    assert running(case) == {Clock.TRIAGE_DECISION}


def test_below_the_suggestion_needs_a_senior(people):
    case = make_case(people)
    for nobody in (None, people.practitioner):
        with pytest.raises(RatingRefused):
            rate(case, people.duty_worker, Rag.GREEN, suggested=Rag.AMBER, senior=nobody)
    assert Case.objects.get(pk=case.pk).stage == Stage.RECEIVED


def test_the_suggested_level_applies_until_a_senior_agrees(people):
    case = rate(make_case(people), people.duty_worker, Rag.AMBER, suggested=Rag.RED, senior=people.mash_manager)
    assert (case.rag, case.stage) == (Rag.RED, Stage.MASH_ENQUIRY)
    item = case.work_items.get(kind=WorkKind.CONFIRM_RATING)
    assert item.owner == people.mash_manager
    assert case.adult.family_name not in item.question


def test_a_manager_may_rate_lower_alone(people):
    case = rate(make_case(people), people.mash_manager, Rag.GREEN, suggested=Rag.AMBER)
    assert (case.rag, case.ratings.get().suggested) == (Rag.GREEN, Rag.AMBER)
    assert not case.work_items.exists()


def asked(people):
    return rate(make_case(people), people.duty_worker, Rag.GREEN, suggested=Rag.AMBER, senior=people.mash_manager)


def confirm(case, by, agrees):
    return confirm_rating(reference=case.reference, version=case.version, agrees=agrees, words="I have read it.", would_change="Another report.", by=by)


def test_a_senior_agrees(people):
    case = asked(people)
    soon = case.deadlines.open().get(clock=Clock.TRIAGE_DECISION).due_at
    before = lines(case)
    confirm(case, people.head_of_service, True)
    case = Case.objects.get(pk=case.pk)
    newest = case.ratings.first()
    assert (case.rag, newest.senior, newest.level) == (Rag.GREEN, people.head_of_service, 1)
    assert case.deadlines.open().get(clock=Clock.TRIAGE_DECISION).due_at > soon
    assert WorkItem.objects.get(case=case, kind=WorkKind.CONFIRM_RATING).answer == "I have read it."
    assert lines(case) == before + 2  # the answer, and that whoever asked is told


def test_a_senior_refuses(people):
    case = asked(people)
    before = lines(case)
    confirm(case, people.mash_manager, False)
    assert Case.objects.get(pk=case.pk).rag == Rag.AMBER
    assert WorkItem.objects.get(case=case, kind=WorkKind.CONFIRM_RATING).answered_by == people.mash_manager
    assert lines(case) == before + 2  # the answer, and that whoever asked is told


def test_only_a_senior_answers_and_only_once(people):
    case = asked(people)
    for role in ("duty_worker", "practitioner", "qa_manager", "partner"):
        with pytest.raises((PermissionDenied, Http404)):
            confirm(case, getattr(people, role), True)
    confirm(case, people.mash_manager, False)
    with pytest.raises(Stale) as stale:
        confirm(case, people.head_of_service, True)
    assert stale.value.latest.decided_by == people.mash_manager
    with pytest.raises(AlreadyAnswered):
        confirm(Case.objects.get(pk=case.pk), people.head_of_service, True)


DOMESTIC = {"types": ("DA",), "indicators": ("DA2b",)}


def below_the_rule(people, by="duty_worker", **more):
    return rate(make_case(people), getattr(people, by), Rag.AMBER, aside=True, **DOMESTIC, **more)


def test_below_a_routing_rule_needs_the_mash_manager(people):
    for nobody in (None, people.practitioner):
        with pytest.raises(RatingRefused, match="below a routing rule"):
            below_the_rule(people, senior=nobody)
    case = below_the_rule(people, senior=people.mash_manager)
    assert (case.stage, case.always_enquiry, running(case)) == (Stage.MASH_ENQUIRY, "Domestic abuse", ENQUIRY)
    assert case.work_items.get(kind=WorkKind.CONFIRM_RATING).for_permission == Permission.SET_RULE_ASIDE


def test_who_may_only_lower_may_not_set_a_rule_aside(people, monkeypatch):
    case = below_the_rule(people, senior=people.mash_manager)
    monkeypatch.setitem(MAY, Role.HEAD_OF_SERVICE, MAY[Role.HEAD_OF_SERVICE] - {Permission.SET_RULE_ASIDE})
    with pytest.raises(PermissionDenied):
        confirm(case, people.head_of_service, True)
    confirm(case, people.mash_manager, True)
    assert Case.objects.get(pk=case.pk).stage == Stage.TRIAGE


def test_the_mash_manager_may_set_a_rule_aside_alone(people):
    case = below_the_rule(people, by="mash_manager")
    assert (case.stage, case.always_enquiry, running(case)) == (Stage.TRIAGE, "", {Clock.TRIAGE_DECISION})
    assert case.decisions.first().outcome == "Amber, to triage against the routing rule"


def test_once_agreed_it_goes_back_to_triage_with_its_clock_as_from_the_rating(people):
    case = below_the_rule(people, senior=people.mash_manager)
    rated_at = case.decisions.first().decided_at
    confirm(case, people.mash_manager, True)
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.always_enquiry) == (Stage.TRIAGE, "")
    assert [(d.clock, d.started_at) for d in case.deadlines.running()] == [(Clock.TRIAGE_DECISION, rated_at)]


def test_an_enquiry_that_somebody_holds_is_not_taken_back(people):
    case = below_the_rule(people, senior=people.mash_manager)
    take_enquiry(reference=case.reference, version=case.version, by=people.practitioner)
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(RatingRefused, match="holds the enquiry already"):
        confirm(case, people.mash_manager, True)
    assert case.work_items.get(kind=WorkKind.CONFIRM_RATING).answered_at is None
    confirm(case, people.mash_manager, False)
    assert Case.objects.get(pk=case.pk).stage == Stage.MASH_ENQUIRY


def test_red_cannot_be_kept_from_an_enquiry(people):
    with pytest.raises(RatingRefused, match="Red goes to MASH enquiry"):
        rate(make_case(people), people.mash_manager, Rag.RED, aside=True, types=("DA",), indicators=("DA3b",))


@pytest.mark.parametrize("left_out", list(Factor))
def test_all_nine_factors_are_answered(people, left_out):
    case = make_case(people)
    with pytest.raises(RatingRefused, match="all nine"):
        rate(case, people.duty_worker, seriousness=tuple(w for w in no_concern() if w.factor != left_out))
    assert rate(case, people.duty_worker).rag == Rag.AMBER


def test_a_concern_is_said_in_words_and_kept_with_the_decision(people):
    case = make_case(people)
    silent = (*no_concern()[1:], Weighed(Factor.VULNERABILITY, Weight.CONCERN))
    with pytest.raises(RatingRefused, match="all nine"):
        rate(case, people.duty_worker, seriousness=silent)
    said = (*no_concern()[1:], Weighed(Factor.VULNERABILITY, Weight.CONCERN, "Cannot leave the bed alone."))
    kept = rate(case, people.duty_worker, seriousness=said).decisions.first().snapshot["seriousness"]
    assert len(kept) == 9
    assert kept[-1] == {
        "code": "vulnerability", "label": "How vulnerable the adult is", "answer": "Concern", "words": "Cannot leave the bed alone.",
    }  # fmt: skip


def test_what_was_asked_for_and_what_applies_are_told_apart(people):
    """The reasons for Green never stand under Red as if they were its own."""
    case = asked(people)
    decision, entry = case.decisions.first(), case.chronology.first()
    assert decision.outcome == "Amber until a senior answers: Green asked for"
    assert entry.what == f"Green asked for: {decision.rationale} Amber applies until a senior answers."
    plain = rate(make_case(people), people.duty_worker)
    assert plain.decisions.first().outcome == "Amber"
    assert plain.chronology.first().what.startswith("Rated Amber: ")


def test_a_new_rating_overtakes_the_question(people):
    case = rate(asked(people), people.duty_worker, Rag.RED)
    assert WorkItem.objects.get(case=case, kind=WorkKind.CONFIRM_RATING).answer == "Overtaken by a new rating."


@pytest.mark.parametrize("role", ["qa_manager", "locality_manager", "partner", "board_member", "administrator"])
def test_others_may_not_rate(people, role):
    case = make_case(people)
    with pytest.raises((PermissionDenied, Http404)):
        rate(case, getattr(people, role))
    assert Case.objects.get(pk=case.pk).rag == ""


def test_what_nobody_read_is_not_rated(people):
    with pytest.raises(RatingRefused, match="Read every report"):
        rate(make_case(people, read=False), people.duty_worker)


def test_what_is_closed_is_not_rated(people):
    with pytest.raises(RatingRefused, match="closed"):
        rate(make_case(people, stage="closed"), people.duty_worker)


def test_the_second_of_two_is_told(people):
    case = make_case(people)
    rate(case, people.duty_worker)
    with pytest.raises(Stale) as stale:
        rate(case, people.practitioner, Rag.RED)
    assert stale.value.latest.decided_by == people.duty_worker
    assert case.ratings.count() == 1


def test_without_a_trail_nothing_happens(people, monkeypatch):
    case = make_case(people)

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(rating, "record", fail)
    with pytest.raises(RuntimeError):
        rate(case, people.duty_worker)
    again = Case.objects.get(pk=case.pk)
    assert (again.stage, again.rag, again.version) == (Stage.RECEIVED, "", case.version)
    assert not again.ratings.exists()
